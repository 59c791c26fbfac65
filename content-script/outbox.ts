import { PAGE_LIMITS } from '../src/model/limits.ts';
import type { TrafficRecord } from '../src/model/record.ts';

export interface Outbox {
  push(records: readonly TrafficRecord[]): void;
  /** Sends what is there now. */
  flush(): void;
}

/**
 * Collects records into batches: the first one after a pause goes at once, so that a run is seen as it starts; then every
 * PAGE_LIMITS.flushMs or PAGE_LIMITS.flushRecords. Posting each message by itself costs 4.5 times as much.
 *
 * Within a batch, `progress` and `output` records of a node melt into the newest one, and so does trouble of one kind on
 * one link. The former do not melt across another record of the same node, which may begin a new firing.
 */
export function createOutbox(
  send: (records: readonly TrafficRecord[]) => void,
  later: (action: () => void, ms: number) => unknown,
): Outbox {
  let batch: (TrafficRecord | undefined)[] = [];
  /** Index in `batch` of the record that the next one of the same kind and node melts into. */
  let open = new Map<string, number>();
  let resting = true;

  function flush(): void {
    if (batch.length === 0) return;
    const full = batch.filter((record) => record !== undefined);
    batch = [];
    open = new Map();
    send(full);
  }

  function rest(): void {
    resting = batch.length === 0;
    if (!resting) later(rest, PAGE_LIMITS.flushMs);
    flush();
  }

  function add(record: TrafficRecord): void {
    const last = batch.length - 1;
    const newest = batch[last];
    // Most often it is the same node again, as the steps of a sampler: no key has to be made.
    if (newest !== undefined && sameKey(newest, record)) {
      batch[last] = melt(newest, record);
      return;
    }
    const key = keyOf(record);
    if (key !== undefined) {
      const index = open.get(key);
      const older = index === undefined ? undefined : batch[index];
      if (index !== undefined) batch[index] = undefined;
      open.set(key, batch.length);
      batch.push(older ? melt(older, record) : record);
    } else {
      if (open.size > 0 && 'node' in record) for (const k of MELTING) open.delete(nodeKey(k, record));
      batch.push(record);
    }
    if (batch.length >= PAGE_LIMITS.flushRecords) flush();
  }

  return {
    push(records) {
      for (const record of records) add(record);
      if (!resting) return;
      resting = false;
      later(rest, PAGE_LIMITS.flushMs);
      flush();
    },
    flush,
  };
}

const MELTING = ['progress', 'output'];

/** Records with the same key may melt; undefined for those that never do. */
function keyOf(record: TrafficRecord): string | undefined {
  if (record.k === 'progress' || record.k === 'output') return nodeKey(record.k, record);
  return record.k === 'trouble' ? `trouble\0${record.link}\0${record.what}` : undefined;
}

/** Whether both have the same key, and one at all. */
function sameKey(a: TrafficRecord, b: TrafficRecord): boolean {
  if (a.k === 'progress' || a.k === 'output')
    return b.k === a.k && a.link === b.link && a.run === b.run && a.node === b.node;
  return a.k === 'trouble' && b.k === 'trouble' && a.link === b.link && a.what === b.what;
}

function nodeKey(k: string, { link, run, node }: { link: number; run: string; node: string }): string {
  return `${k}\0${link}\0${run}\0${node}`;
}

/** The newer record; of what is counted, with the sums of both. */
function melt(older: TrafficRecord, newer: TrafficRecord): TrafficRecord {
  if (newer.k === 'output' && older.k === 'output')
    return { ...newer, n: older.n + newer.n, bytes: older.bytes + newer.bytes };
  if (newer.k === 'trouble' && older.k === 'trouble') return { ...newer, n: older.n + newer.n };
  return newer;
}
