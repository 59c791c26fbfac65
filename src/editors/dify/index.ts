import type { Editor } from '../editor.ts';
import { createStepInterpreter } from '../steps/interpret.ts';
import { difyInPage } from './page.ts';

export const dify: Editor = {
  ...difyInPage,
  createInterpreter: (saved) =>
    createStepInterpreter({ editor: 'dify', resolutionUs: 1_000, serverClock: false }, saved),
};
