import type { PageEditor } from '../editor.ts';

export const nodeRedInPage: PageEditor = {
  id: 'node-red',
  name: 'Node-RED',
  claims: () => false,
  createReducer: () => ({ reduce: () => [] }),
};
