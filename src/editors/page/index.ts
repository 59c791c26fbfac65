import type { Editor } from '../editor.ts';
import { createStepInterpreter } from '../steps/interpret.ts';
import { pageApiInPage } from './page.ts';

/**
 * The page measured these times itself, so they are exact but for its clock: 0.1 ms in Chromium, 1 ms in Firefox
 * (https://developer.mozilla.org/en-US/docs/Web/API/Performance_API/High_precision_timing#reduced_precision).
 */
export const pageApi: Editor = {
  ...pageApiInPage,
  createInterpreter: (saved) =>
    createStepInterpreter({ editor: 'page', resolutionUs: 1_000, serverClock: true, arrival: [0, 0] }, saved),
};
