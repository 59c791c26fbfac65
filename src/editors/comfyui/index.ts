import type { Editor } from '../editor.ts';
import { createStepInterpreter } from '../steps/interpret.ts';
import { comfyuiInPage } from './page.ts';

export const comfyui: Editor = {
  ...comfyuiInPage,
  createInterpreter: (saved) =>
    createStepInterpreter({ editor: 'comfyui', resolutionUs: 1_000, serverClock: false }, saved),
};
