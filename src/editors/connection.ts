import { PAGE_LIMITS } from '../model/limits.ts';
import type { TrafficRecord } from '../model/record.ts';
import type { Frame, PageEditor, Reducer } from './editor.ts';

/** One connection's way from frames to records; the hook and the replay of a capture both go it. */
export interface Connection {
  /** True once an editor recognised its traffic. */
  readonly claimed: boolean;
  /** True when an editor recognises the frame as its own: from then on the connection is its. */
  claim(frame: Frame): boolean;
  /**
   * The records of the next frame; none while no editor claims the connection. Never throws: a frame that is too large is not
   * looked into, and a reducer that throws is our bug; both become a `trouble` record.
   */
  take(frame: Frame): readonly TrafficRecord[];
}

/** A connection nobody has claimed yet; `editors` are asked in order. */
export function openConnection(editors: readonly PageEditor[]): Connection {
  let reducer: Reducer | undefined;
  function claim(frame: Frame): boolean {
    if (sizeOf(frame.data) <= PAGE_LIMITS.frameBytes) {
      reducer ??= editors.find((editor) => editor.claims(frame))?.createReducer();
    }
    return reducer !== undefined;
  }
  return {
    get claimed() {
      return reducer !== undefined;
    },
    claim,
    take(frame) {
      if (!reducer && !claim(frame)) return [];
      if (sizeOf(frame.data) > PAGE_LIMITS.frameBytes) return [troubleOf(frame, 'too-large')];
      try {
        return reducer?.reduce(frame) ?? [];
      } catch {
        return [troubleOf(frame, 'internal')];
      }
    },
  };
}

/** Bytes, or characters of text; posted objects have no size that could be had cheaply. */
export function sizeOf(data: Frame['data']): number {
  if (typeof data === 'string') return data.length;
  return data instanceof Uint8Array ? data.byteLength : 0;
}

/** The record of one frame that could not be read. */
export function troubleOf(
  { t, link, late }: Pick<Frame, 't' | 'link' | 'late'>,
  what: Extract<TrafficRecord, { k: 'trouble' }>['what'],
): TrafficRecord & { k: 'trouble' } {
  return { k: 'trouble', what, n: 1, t, link, ...(late === undefined ? {} : { late }) };
}
