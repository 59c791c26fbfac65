import type { PageEditor } from '../editor.ts';

/** Stands for the page API in the registry. What it says comes over no connection (measured.ts), so there is none to claim. */
export const pageApiInPage: PageEditor = {
  id: 'page',
  name: 'This page',
  claims: () => false,
  createReducer: () => ({ reduce: () => [] }),
};
