/**
 * How late was a frame seen? Frames wait for the main thread, longer than other tasks do, so "after the last tick before
 * it" bounds nothing (the truth lay inside in 8-35 % of cases). But while a 4 ms timer fires on time for 12 ms the thread
 * is idle and no frame waits: what is handled later came after that spell (97.8-100 % on real pages), or was on its way
 * between the browser's processes when it ended. Costs 18 ms/s, so the timer runs only while a run is on.
 */
import type { Micros } from '../src/model/time.ts';

/** Browsers clamp nested timers to 4 ms. */
export const TICK_MS = 4;
/** A tick is on time when it comes within this of the one before: one may be missed by rounding. */
const ON_TIME_US = 2 * TICK_MS * 1000;
const QUIET_US = 12_000;
/**
 * How long a frame may be on its way from the browser's network process to the page: of 800 frames into an idle page 7 % were
 * under way while a tick passed, for up to 3.3 ms.
 */
const ON_ITS_WAY_US = 4_000;

export interface QuietState {
  readonly last: Micros;
  /** First tick of the present run of ticks on time. */
  readonly since: Micros;
  /** The thread was certainly idle then; undefined before the first quiet spell. */
  readonly quiet: Micros | undefined;
}

/** `nothingBefore`: no frame of interest can have come before now, as when the page itself just asked for the run. */
export function startQuiet(now: Micros, nothingBefore: boolean): QuietState {
  return { last: now, since: now, quiet: nothingBefore ? now : undefined };
}

/** The timer fired. */
export function tick({ last, since, quiet }: QuietState, now: Micros): QuietState {
  const begin = now - last <= ON_TIME_US ? since : now;
  return { last: now, since: begin, quiet: now - begin >= QUIET_US ? now : quiet };
}

/**
 * Microseconds that something handled at `t` may have waited at most since it was sent on this machine; undefined when that is
 * not known. Never less than the time since the last tick: that is as fine as this clock sees.
 */
export function bound({ quiet }: QuietState, t: Micros): number | undefined {
  return quiet === undefined ? undefined : Math.max(0, t - quiet) + ON_ITS_WAY_US;
}
