import type { Editor } from '../editor.ts';
import { createStepInterpreter } from '../steps/interpret.ts';
import { langflowInPage } from './page.ts';

export const langflow: Editor = {
  ...langflowInPage,
  createInterpreter: (saved) =>
    createStepInterpreter({ editor: 'langflow', resolutionUs: 1_000, serverClock: false, afterInputs: true }, saved),
};
