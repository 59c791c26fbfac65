import type { TrafficRecord } from '../src/model/record.ts';
import type { Micros } from '../src/model/time.ts';
import { bound, type QuietState, startQuiet, TICK_MS, tick } from './quiet-clock.ts';
import { createRunWatch } from './run-watch.ts';

export interface PageClock {
  /** Upper bound, in microseconds, of how long something handled at `t` may have waited; undefined when not measured. */
  late(t: Micros): number | undefined;
  /** The records tell when a run is on; the timer runs only then. */
  see(records: readonly TrafficRecord[]): void;
}

export interface PageClockOptions {
  readonly now: () => Micros;
  /** Again and again until what it returns is called. One timer for all ticks takes a fifth less of the thread than one for each (ADR 3). */
  readonly every: (action: () => void, ms: number) => () => void;
  /** Hidden pages have their timers throttled to 1 s, which says nothing about the thread. */
  readonly hidden: () => boolean;
}

/** The quiet clock on a real timer. */
export function createPageClock({ now, every, hidden }: PageClockOptions): PageClock {
  const runs = createRunWatch();
  let state: QuietState | undefined;
  /** Ends the ticks; undefined while there are none. */
  let stop: (() => void) | undefined;

  function turn(): void {
    const t = now();
    const on = runs.on(t);
    if (!on || hidden()) state = undefined;
    else state = state ? tick(state, t) : startQuiet(t, false);
    if (on) return;
    stop?.();
    stop = undefined;
  }

  return {
    late: (t) => (state && !hidden() ? bound(state, t) : undefined),
    see(records) {
      for (const record of records) runs.see(record);
      // A worker tells how late its frames are: ticks would cost the page 18 ms a second for nothing.
      if (stop || records.at(-1)?.clock) return;
      const t = now();
      if (!runs.on(t)) return;
      state = startQuiet(
        t,
        records.some(({ k }) => k === 'request'),
      );
      stop = every(turn, TICK_MS);
    },
  };
}
