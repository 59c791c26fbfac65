import type { Editor } from '../editor.ts';
import { createStepInterpreter } from '../steps/interpret.ts';
import { flowiseInPage } from './page.ts';

export const flowise: Editor = {
  ...flowiseInPage,
  createInterpreter: (saved) =>
    createStepInterpreter({ editor: 'flowise', resolutionUs: 1_000, serverClock: false }, saved),
};
