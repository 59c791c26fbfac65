import { PAGE_LIMITS } from '../../model/limits.ts';
import type { TrafficRecord } from '../../model/record.ts';
import { troubleOf } from '../connection.ts';
import type { Frame, Reducer } from '../editor.ts';
import type { Cursor } from '../scan/cursor.ts';
import { jsonCursor } from '../scan/json.ts';
import { msgpackCursor } from '../scan/msgpack.ts';
import { valueCursor } from '../scan/value.ts';
import { readFields } from './fields.ts';
import { fromPage, fromServer } from './records.ts';

/**
 * NodeTool frames to records: MessagePack and JSON text on sockets, plain objects on the in-browser runner's worker.
 * Remembers nothing but when its worker last spoke; what needs memory happens behind the page, in interpret/.
 */
export function createReducer(): Reducer {
  let spoke: number | undefined;
  return {
    reduce(frame) {
      if (frame.transport !== 'worker') return reduce(frame);
      // The worker collects its messages and posts them together: each may be as old as the post before.
      const late = frame.t - (spoke ?? frame.t);
      spoke = frame.t;
      return reduce(frame.dir === 'in' ? { ...frame, late: Math.max(frame.late ?? 0, late) } : frame);
    },
  };
}

function reduce(frame: Frame): readonly TrafficRecord[] {
  const { data } = frame;
  const cursor = cursorOver(data);
  // Binary frames that are no MessagePack map (assets, audio) are not for us and no trouble either.
  if (cursor.kind() !== 'map') return cursor.trouble ? [troubleOf(frame, cursor.trouble)] : [];
  const out = frame.dir === 'out';
  const fields = readFields(cursor, { data: out, messages: frame.transport === 'worker' && !out });
  if (cursor.trouble) return [troubleOf(frame, cursor.trouble)];
  return out ? fromPage(fields, frame) : fromServer(fields, frame);
}

function cursorOver(data: Frame['data']): Cursor {
  if (typeof data === 'string') return jsonCursor(data, PAGE_LIMITS.depth);
  if (data instanceof Uint8Array) return msgpackCursor(data, PAGE_LIMITS.depth);
  return valueCursor(data, PAGE_LIMITS.depth);
}
