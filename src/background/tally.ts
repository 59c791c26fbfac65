import type { TrafficRecord } from '../model/record.ts';
import type { Counts } from './rows.ts';

export const NO_COUNTS: Counts = { records: 0, sockets: 0, editors: [], runs: 0, lost: 0, unreadable: 0 };

/** `counts` with more records of the same document. Runs and losses are counted elsewhere: they are not in the records. */
export function countRecords(counts: Counts, records: readonly TrafficRecord[]): Counts {
  let { sockets } = counts;
  const editors = new Set(counts.editors);
  for (const record of records) {
    if (record.k === 'link') sockets += record.what === 'open' ? 1 : 0;
    else if (record.k !== 'trouble') editors.add(record.editor);
  }
  return {
    ...counts,
    records: counts.records + records.length,
    sockets,
    editors: editors.size > counts.editors.length ? [...editors] : counts.editors,
  };
}
