/**
 * How long a frame may have waited for the worker. It has nothing else to do than to read, so in the usual case that is what
 * the browser's processes need to hand it over. While the page has too much unhandled the worker does not read: what it
 * reads then may be as old as that pause, until it has certainly caught up.
 */
export interface Lateness {
  readonly behindSince: number | undefined;
}

/** A read that had to wait so long found nothing there: nothing was waiting. Milliseconds. */
const CAUGHT_UP_MS = 12;

export const ON_TIME: Lateness = { behindSince: undefined };

/** The worker stops reading at `t`. */
export function paused(state: Lateness, t: number): Lateness {
  return { behindSince: state.behindSince ?? t };
}

/** A frame was asked for and came. */
export function read(state: Lateness, asked: number, came: number): Lateness {
  return came - asked >= CAUGHT_UP_MS ? ON_TIME : state;
}

/** Milliseconds that a frame read at `t` may have waited; `usual` as long as nothing is paused. */
export function lateAt({ behindSince }: Lateness, t: number, usual: number): number {
  return usual + (behindSince === undefined ? 0 : Math.max(0, t - behindSince));
}
