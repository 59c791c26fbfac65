import type { PageEditor } from '../editor.ts';

export const comfyuiInPage: PageEditor = {
  id: 'comfyui',
  name: 'ComfyUI',
  claims: () => false,
  createReducer: () => ({ reduce: () => [] }),
};
