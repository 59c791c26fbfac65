import type { PageEditor } from '../editor.ts';

export const n8nInPage: PageEditor = {
  id: 'n8n',
  name: 'n8n',
  claims: () => false,
  createReducer: () => ({ reduce: () => [] }),
};
