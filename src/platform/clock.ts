import type { Clock } from './types.ts';

/** The wall clock and timers of a worker or page. */
export const clock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
