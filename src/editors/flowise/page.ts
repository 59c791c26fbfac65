import type { PageEditor } from '../editor.ts';

export const flowiseInPage: PageEditor = {
  id: 'flowise',
  name: 'Flowise',
  claims: () => false,
  createReducer: () => ({ reduce: () => [] }),
};
