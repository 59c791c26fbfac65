import type { Editor } from '../editor.ts';
import { createStepInterpreter } from '../steps/interpret.ts';
import { nodeRedInPage } from './page.ts';

export const nodeRed: Editor = {
  ...nodeRedInPage,
  createInterpreter: (saved) =>
    createStepInterpreter({ editor: 'node-red', resolutionUs: 1_000, serverClock: false }, saved),
};
