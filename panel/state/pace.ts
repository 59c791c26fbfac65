import type { Clock } from '../../src/platform/types.ts';

/** Of the panel's time, what one repeated piece of work may take: the rest is for what the user does. */
const SHARE = 0.25;

/** Longest pause: browsers let the timers of a hidden panel wait for up to a minute, which is no work of ours. */
const LONGEST_MS = 5_000;

/** How long to wait from one time to the next. */
export interface Pace {
  /** The work begins now. */
  begin(): void;
  /** Milliseconds from its beginning to the next: as asked for, or longer when it kept the thread for long. */
  readonly ms: number;
}

/**
 * A pace of at best `ms`. What a piece of work sets going (signals, elements, lines to draw) is over when the next task has its turn.
 * With 60 000 firings in a live run, a picture and an analysis each 100 ms kept the panel busy for good.
 */
export function createPace(clock: Clock, ms: number): Pace {
  let cost = 0;
  return {
    begin() {
      const from = clock.now();
      clock.after(0, () => {
        cost = clock.now() - from;
      });
    },
    get ms() {
      return Math.max(ms, Math.min(LONGEST_MS, cost / SHARE));
    },
  };
}
