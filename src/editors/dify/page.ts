import type { PageEditor } from '../editor.ts';

export const difyInPage: PageEditor = {
  id: 'dify',
  name: 'Dify',
  claims: () => false,
  createReducer: () => ({ reduce: () => [] }),
};
