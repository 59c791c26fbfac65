import type { Clock } from '../../../src/platform/types.ts';

export interface ManualClock extends Clock {
  /** Moves time on and calls what is due, in order. */
  pass(ms: number): void;
  /** Time goes on while something keeps the thread: what is due waits. */
  work(ms: number): void;
}

/** A clock that stands still until it is told to go on. */
export function manualClock(): ManualClock {
  let time = 1_767_225_600_000;
  let timers: { readonly due: number; readonly call: () => void }[] = [];
  return {
    now: () => time,
    after: (ms, call) => {
      const timer = { due: time + ms, call };
      timers.push(timer);
      return () => {
        timers = timers.filter((t) => t !== timer);
      };
    },
    work: (ms) => {
      time += ms;
    },
    pass: (ms) => {
      const until = time + ms;
      for (;;) {
        const next = timers.filter((t) => t.due <= until).sort((a, b) => a.due - b.due)[0];
        if (!next) break;
        timers = timers.filter((t) => t !== next);
        time = Math.max(time, next.due);
        next.call();
      }
      time = Math.max(time, until);
    },
  };
}
