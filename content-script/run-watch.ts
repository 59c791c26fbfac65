import { PAGE_LIMITS } from '../src/model/limits.ts';
import type { TrafficRecord, WireStatus } from '../src/model/record.ts';
import type { Micros } from '../src/model/time.ts';

const TERMINAL: ReadonlySet<WireStatus> = new Set([
  'completed',
  'failed',
  'error',
  'cancelled',
  'suspended',
  'timed_out',
]);
/** A run that says nothing for this long is not worth a timer. */
const SILENCE_US = 60_000_000;

/** Knows from the records whether any run is on. */
export interface RunWatch {
  see(record: TrafficRecord): void;
  on(now: Micros): boolean;
}

/** A run is on from its request or `running` until its end, or 60 s without any record. */
export function createRunWatch(): RunWatch {
  /** Id of each run that is on, and the workflow of those that were asked for and not heard of yet. */
  const runs = new Map<string, string | undefined>();
  let heard = 0;
  function note(run: string, workflow?: string): void {
    runs.delete(run);
    runs.set(run, workflow);
    const [oldest] = runs.keys();
    if (runs.size > PAGE_LIMITS.watchedRuns && oldest !== undefined) runs.delete(oldest);
  }
  return {
    see(record) {
      // What the page says of itself waited for nothing.
      if (record.k === 'link' || record.k === 'trouble' || record.editor === 'page') return;
      heard = record.t;
      if (record.k === 'request') note(record.run, record.workflow);
      else if (record.k === 'run' && record.status === 'running') {
        // Python servers give the run a name of their own: the one it was asked for by is never heard again.
        const asked = runs.has(record.run) ? undefined : [...runs].find(([, workflow]) => workflow === record.workflow);
        if (asked) runs.delete(asked[0]);
        note(record.run);
      } else if (record.k === 'run' && TERMINAL.has(record.status)) runs.delete(record.run);
    },
    on(now) {
      if (now - heard > SILENCE_US) runs.clear();
      return runs.size > 0;
    },
  };
}
