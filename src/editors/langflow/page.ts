import type { PageEditor } from '../editor.ts';

export const langflowInPage: PageEditor = {
  id: 'langflow',
  name: 'Langflow',
  claims: () => false,
  createReducer: () => ({ reduce: () => [] }),
};
