import { RELAY_LIMITS } from '../src/model/limits.ts';
import type { TrafficRecord } from '../src/model/record.ts';

/** Every record that was sent, once, in order: what a user adds to a bug report and what tests compare a profile with. */
export interface Diagnostics {
  readonly on: boolean;
  enable(on: boolean): void;
  /** Records from number `seq` on; those noted before (a replay) are skipped. */
  note(seq: number, records: readonly TrafficRecord[]): void;
  /** Answer to `{kind: 'longpole-diagnostics', from?, count?}`; undefined for any other message. */
  answer(message: unknown): DiagnosticsReply | undefined;
}

export interface DiagnosticsReply {
  readonly epoch: string;
  /** How many there are in all; `records` may be a part. */
  readonly total: number;
  /** How many more there were than the log holds; they are not in it. */
  readonly dropped: number;
  readonly records: readonly { readonly seq: number; readonly record: TrafficRecord }[];
}

export function createDiagnostics(epoch: string): Diagnostics {
  const log: { seq: number; record: TrafficRecord }[] = [];
  let on = false;
  let noted = 0;
  let dropped = 0;
  return {
    get on() {
      return on;
    },
    enable(value) {
      on = value;
    },
    note(first, records) {
      if (!on) return;
      for (const [index, record] of records.entries()) {
        const seq = first + index;
        if (seq <= noted) continue;
        noted = seq;
        if (log.length < RELAY_LIMITS.diagnosticsRecords) log.push({ seq, record });
        else dropped++;
      }
    },
    answer(message) {
      if (typeof message !== 'object' || message === null) return undefined;
      const { kind, from, count } = message as { kind?: unknown; from?: unknown; count?: unknown };
      if (kind !== 'longpole-diagnostics') return undefined;
      const start = typeof from === 'number' ? from : 0;
      const end = typeof count === 'number' ? start + count : undefined;
      return { epoch, total: log.length, dropped, records: log.slice(start, end) };
    },
  };
}
