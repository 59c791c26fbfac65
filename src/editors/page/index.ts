import type { Editor } from '../editor.ts';
import { createStepInterpreter } from '../steps/interpret.ts';
import { pageApiInPage } from './page.ts';

export const pageApi: Editor = {
  ...pageApiInPage,
  createInterpreter: (saved) =>
    createStepInterpreter({ editor: 'page', resolutionUs: 1_000, serverClock: false }, saved),
};
