import type { PageEditor } from '../editor.ts';

export const simInPage: PageEditor = {
  id: 'sim',
  name: 'Sim',
  claims: () => false,
  createReducer: () => ({ reduce: () => [] }),
};
