import type { PageEditor } from '../editor.ts';

export const customInPage: PageEditor = {
  id: 'custom',
  name: 'Custom editor',
  claims: () => false,
  createReducer: () => ({ reduce: () => [] }),
};
