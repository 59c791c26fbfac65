import type { Clock } from '../platform/types.ts';

/** Something that may be asked for often and is done at most once per `gapMs`: the first time at once, then at the end of the gap. */
export interface Throttle {
  request(): void;
  cancel(): void;
}

/** Wraps `run`. */
export function createThrottle(clock: Clock, gapMs: number, run: () => void): Throttle {
  let last = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;
  const fire = () => {
    cancel = undefined;
    last = clock.now();
    run();
  };
  return {
    request() {
      if (cancel) return;
      // A clock set back must not stop us for longer than one gap.
      const wait = Math.min(gapMs, last + gapMs - clock.now());
      if (wait <= 0) fire();
      else cancel = clock.after(wait, fire);
    },
    cancel() {
      cancel?.();
      cancel = undefined;
    },
  };
}
