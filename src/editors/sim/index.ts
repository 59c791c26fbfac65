import type { Editor } from '../editor.ts';
import { createStepInterpreter } from '../steps/interpret.ts';
import { simInPage } from './page.ts';

export const sim: Editor = {
  ...simInPage,
  createInterpreter: (saved) => createStepInterpreter({ editor: 'sim', resolutionUs: 1_000, serverClock: true }, saved),
};
