import type { PreciseState } from '../src/messages/relay.ts';
import { listen } from './natives.ts';
import type { Session } from './session.ts';

/** What the hook lends to the script of the precise clock, which runs after it in the same world. */
export interface Seam {
  readonly session: Session;
  /** Without a tap: what the precise clock starts is no traffic of the page. */
  readonly Worker: typeof Worker;
  /** How it goes with the precise clock of this page. */
  tell(state: PreciseState): void;
}

/** Takes the seam; returns what ends the precise clock: the page's next socket is the browser's own. */
export type Join = (seam: Seam) => () => void;

export const JOIN = 'longpole-precise';

/** Lets the precise clock join, if it is switched on for the site. Returns what ends it. */
export function lendSeam(seam: Seam): () => void {
  let stop: (() => void) | undefined;
  listen(window, JOIN, (event) => {
    // A document that holds scripts by now may have run one: then this could be the page's.
    if (document.scripts.length === 0) stop = (event as CustomEvent<Join>).detail(seam);
  });
  return () => stop?.();
}
