import type { Editor } from '../editor.ts';
import { createStepInterpreter } from '../steps/interpret.ts';
import { customInPage } from './page.ts';

/** Stamps come in milliseconds as a rule; a mapping without any gives arrivals. */
export const custom: Editor = {
  ...customInPage,
  createInterpreter: (saved) =>
    createStepInterpreter({ editor: 'custom', resolutionUs: 1_000, serverClock: true }, saved),
};
