/**
 * What can go wrong around a run, done to the real extension in a real browser at a moment that a seed chooses, and what must hold after
 * it: the run is exported as it was sent, or it is told that it was cut off. `npm test` does each once, `npm run soak` many times.
 */
import { OF_BACKGROUND } from './background.ts';
import { OF_EXTENSION } from './extension.ts';
import type { Fault } from './fault.ts';
import { OF_FIREFOX } from './firefox.ts';
import { OF_PAGES } from './pages.ts';

export type { Fault, Outcome } from './fault.ts';
export { inject } from './fault.ts';

export const FAULTS: readonly Fault[] = [...OF_BACKGROUND, ...OF_PAGES, ...OF_EXTENSION, ...OF_FIREFOX];
