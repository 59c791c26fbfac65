import type { PreciseState } from '../src/messages/relay.ts';
import { startedLate } from './late.ts';
import { listen } from './natives.ts';
import type { Session } from './session.ts';

/** What the hook lends to the script of the precise clock, which runs after it in the same world. */
export interface Seam {
  readonly session: Session;
  /** Without a tap: what the precise clock starts is no traffic of the page. */
  readonly Worker: typeof Worker;
  /** How it goes with the precise clock of this page. */
  tell(state: PreciseState): void;
  /** Set by who joins. Ends the precise clock: the page's next socket is the browser's own. */
  end?: () => void;
}

export const JOIN = 'longpole-join';

/** Lets the precise clock join, if it is switched on for the site: it comes with a function that takes the seam. */
export function lendSeam(seam: Seam): void {
  // Where page scripts may have run, this could be the page's.
  listen(window, JOIN, (event) => startedLate() || (event as CustomEvent<(seam: Seam) => void>).detail(seam));
}
