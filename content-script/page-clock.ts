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
  readonly later: (action: () => void, ms: number) => unknown;
  /** Hidden pages have their timers throttled to 1 s, which says nothing about the thread. */
  readonly hidden: () => boolean;
}

/** The quiet clock on a real timer. */
export function createPageClock({ now, later, hidden }: PageClockOptions): PageClock {
  const runs = createRunWatch();
  let state: QuietState | undefined;
  let ticking = false;

  function turn(): void {
    const t = now();
    ticking = runs.on(t);
    if (!ticking || hidden()) state = undefined;
    else state = state ? tick(state, t) : startQuiet(t, false);
    if (ticking) later(turn, TICK_MS);
  }

  return {
    late: (t) => (state && !hidden() ? bound(state, t) : undefined),
    see(records) {
      for (const record of records) runs.see(record);
      // A worker tells how late its frames are: ticks would cost the page 18 ms a second for nothing.
      if (ticking || records.at(-1)?.clock) return;
      const t = now();
      if (!runs.on(t)) return;
      ticking = true;
      state = startQuiet(
        t,
        records.some(({ k }) => k === 'request'),
      );
      later(turn, TICK_MS);
    },
  };
}
