import type { PageEditor } from '../editor.ts';

export const pageApiInPage: PageEditor = {
  id: 'page',
  name: 'This page',
  claims: () => false,
  createReducer: () => ({ reduce: () => [] }),
};
