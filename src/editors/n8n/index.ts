import type { Editor } from '../editor.ts';
import { createStepInterpreter } from '../steps/interpret.ts';
import { n8nInPage } from './page.ts';

export const n8n: Editor = {
  ...n8nInPage,
  createInterpreter: (saved) =>
    createStepInterpreter({ editor: 'n8n', resolutionUs: 1_000, serverClock: false }, saved),
};
