import { PAGE_LIMITS } from '../../../model/limits.ts';
import type { TrafficRecord } from '../../../model/record.ts';
import { troubleOf } from '../../connection.ts';
import type { Frame, Reducer } from '../../editor.ts';
import type { Cursor } from '../../scan/cursor.ts';
import { jsonCursor } from '../../scan/json.ts';
import { valueCursor } from '../../scan/value.ts';
import { createHttpReader } from './http.ts';
import { readMessage } from './messages.ts';
import { createSnapshots, isSnapshot } from './snapshots.ts';

/**
 * ComfyUI frames to records. Remembers which nodes are at work (snapshots.ts) and the graph of a request until its answer names
 * the run. Binary frames, previews and progress text alike, say nothing that the text frames around them do not: they are
 * not even looked at.
 */
export function createReducer(): Reducer {
  const snapshots = createSnapshots();
  const http = createHttpReader();

  function text(frame: Frame, data: string): readonly TrafficRecord[] {
    if (frame.dir === 'out') return [];
    if (isSnapshot(data)) return snapshots.take(frame, data);
    const cursor = jsonCursor(data, PAGE_LIMITS.depth);
    const records = readMessage(cursor, frame);
    if (cursor.trouble) return [troubleOf(frame, cursor.trouble)];
    for (const record of records) snapshots.note(record);
    return records.map((record) => (record.k === 'progress' ? snapshots.dated(record) : record));
  }
  return {
    reduce(frame) {
      const { data } = frame;
      if (frame.transport !== 'http') return typeof data === 'string' ? text(frame, data) : [];
      const cursor = cursorOver(data);
      const records = http.take(frame, cursor);
      return cursor?.trouble ? [troubleOf(frame, cursor.trouble)] : records;
    },
  };
}

/** Of a body; an empty one has none. */
function cursorOver(data: Frame['data']): Cursor | undefined {
  if (typeof data === 'string') return data === '' ? undefined : jsonCursor(data, PAGE_LIMITS.depth);
  return data instanceof Uint8Array ? undefined : valueCursor(data, PAGE_LIMITS.depth);
}
