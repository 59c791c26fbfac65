import type { PageEditor } from '../editor.ts';
import { claims, wants } from './claims.ts';
import { createReducer } from './reduce/reduce.ts';

/** ComfyUI 0.3.40 to current, and what speaks as it does (Comfy Cloud). */
export const comfyuiInPage: PageEditor = { id: 'comfyui', name: 'ComfyUI', wants, claims, createReducer };
