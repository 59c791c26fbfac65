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
  const runs = new Set<string>();
  let heard = 0;
  return {
    see(record) {
      if (record.k === 'link' || record.k === 'trouble') return;
      heard = record.t;
      if (record.k === 'request' || (record.k === 'run' && record.status === 'running')) runs.add(record.run);
      else if (record.k === 'run' && TERMINAL.has(record.status)) {
        runs.delete(record.run);
        // Python servers name the run only after it was asked for.
        runs.delete('');
      }
    },
    on(now) {
      if (now - heard > SILENCE_US) runs.clear();
      return runs.size > 0;
    },
  };
}
