import { fromMillis } from '../../src/model/time.ts';
import { bound, type QuietState, startQuiet, TICK_MS, tick } from '../quiet-clock.ts';

/** After so long without a frame the ticks stop. Milliseconds. */
const SILENCE_MS = 2_000;

/** How late the worker itself is: on a starved machine its thread waits too. Its ticks cost the page's thread nothing. */
export interface WorkerClock {
  /** A frame was read at `t`: how long it may have waited, milliseconds; 0 while that is not measured. */
  late(t: number): number;
}

/** The quiet clock of pages (quiet-clock.ts), in the worker, while frames come. Milliseconds since 1970. */
export function createWorkerClock(now: () => number, later: (action: () => void, ms: number) => unknown): WorkerClock {
  let state: QuietState | undefined;
  let heard = 0;

  function turn(): void {
    const t = now();
    if (t - heard > SILENCE_MS) {
      state = undefined;
      return;
    }
    state = state && tick(state, fromMillis(t));
    later(turn, TICK_MS);
  }

  return {
    late(t) {
      heard = t;
      if (!state) {
        // It was idle until now: this frame found it waiting.
        state = startQuiet(fromMillis(t), true);
        later(turn, TICK_MS);
        return 0;
      }
      return (bound(state, fromMillis(t)) ?? 0) / 1000;
    },
  };
}
