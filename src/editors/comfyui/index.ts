import type { Editor } from '../editor.ts';
import { createInterpreter } from './interpret/interpret.ts';
import { comfyuiInPage } from './page.ts';

export const comfyui: Editor = { ...comfyuiInPage, createInterpreter };
