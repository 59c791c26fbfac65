import type { PageEditor } from '../editor.ts';

/** Stands for all mappings in the registry and claims nothing: the mappings themselves come with the configuration (mapped.ts). */
export const customInPage: PageEditor = {
  id: 'custom',
  name: 'Custom editor',
  claims: () => false,
  createReducer: () => ({ reduce: () => [] }),
};
