import { PAGE_LIMITS } from '../model/limits.ts';
import type { TrafficRecord } from '../model/record.ts';
import { openConnection, sizeOf, troubleOf } from './connection.ts';
import type { Frame, HttpHead, HttpStep, PageEditor, Wanted } from './editor.ts';
import { utf8Stream } from './scan/utf8.ts';

export type HttpFrame = Frame & { readonly transport: 'http'; readonly http: HttpStep };

/** One HTTP exchange's way from steps to records; the hook and the replay of a capture both go it. */
export interface Exchange {
  readonly claimed: boolean;
  /** 'stream' when the answer's pieces must be told one by one, as they are read: if any who may yet claim it wants them. */
  readonly wanted: Wanted;
  /** The records of the next step. Never throws. Steps may come as the page reads: pieces are gathered, wholes are cut. */
  take(frame: HttpFrame): readonly TrafficRecord[];
}

/**
 * An exchange that some of `editors` may want, undefined for all others.
 *
 *   page reads          editor wants 'body'            editor wants 'stream'
 *   whole (json, text)  body                           chunk, end
 *   pieces              gathered, one body at the end  chunk, chunk, end
 *
 * The request is held until somebody claims it or its answer. Where one address is wanted in both ways (a mapping of the user's
 * with a broad pattern), both see the exchange until one claims it.
 */
export function openExchange(editors: readonly PageEditor[], head: HttpHead): Exchange | undefined {
  const asked = editors.map((editor) => ({ editor, wanted: editor.wants?.(head) }));
  const ways = new Set(asked.flatMap(({ wanted }) => wanted ?? []));
  let lanes = [...ways].map((way) =>
    openLane(
      asked.filter(({ wanted }) => wanted === way).map(({ editor }) => editor),
      way,
    ),
  );
  if (lanes.length === 0) return undefined;
  return {
    get claimed() {
      return lanes.some((lane) => lane.claimed);
    },
    get wanted() {
      return lanes.some((lane) => lane.wanted === 'stream') ? 'stream' : 'body';
    },
    take(frame) {
      for (const lane of lanes) {
        const records = lane.take(frame);
        if (!lane.claimed) continue;
        lanes = [lane];
        return records;
      }
      return [];
    },
  };
}

/** The editors that want it in one way. */
function openLane(editors: readonly PageEditor[], wanted: Wanted): Exchange {
  const connection = openConnection(editors);
  let request: HttpFrame | undefined;
  let gathered: Gathered | undefined;

  /** Claimed by its answer, an exchange begins with its question all the same. */
  function pass(frame: HttpFrame): readonly TrafficRecord[] {
    const held = !connection.claimed && connection.claim(frame) ? request : undefined;
    return [...(held ? connection.take(held) : []), ...connection.take(frame)];
  }

  return {
    get claimed() {
      return connection.claimed;
    },
    wanted,
    take(frame) {
      const { part, broken } = frame.http;
      if (part === 'request') {
        const records = pass(frame);
        if (!connection.claimed) request = frame;
        return records;
      }
      if (wanted === 'stream') {
        if (part !== 'body') return pass(frame);
        return [...pass(step(frame, 'chunk')), ...pass(step(frame, 'end'))];
      }
      if (part === 'body') return pass(frame);
      if (part === 'chunk') {
        gathered ??= gather();
        gathered.add(frame.data);
        return [];
      }
      const whole = gathered?.whole();
      gathered = undefined;
      // A part of an answer that was wanted whole is worth nothing.
      if (broken) return [];
      if (whole === 'too-large') return connection.claimed ? [troubleOf(frame, 'too-large')] : [];
      return pass({ ...step(frame, 'body'), data: whole ?? '' });
    },
  };
}

function step(frame: HttpFrame, part: HttpStep['part']): HttpFrame {
  return { ...frame, http: { ...frame.http, part }, ...(part === 'end' ? { data: '' } : {}) };
}

interface Gathered {
  add(piece: Frame['data']): void;
  whole(): string | 'too-large';
}

/** Pieces of an answer as one text; of one that grows too large nothing is kept. */
function gather(): Gathered {
  const decoder = utf8Stream();
  let text = '';
  let size = 0;
  return {
    add(piece) {
      size += sizeOf(piece);
      if (size > PAGE_LIMITS.bodyBytes) text = '';
      else if (typeof piece === 'string') text += piece;
      else if (piece instanceof Uint8Array) text += decoder.push(piece);
    },
    whole: () => (size > PAGE_LIMITS.bodyBytes ? 'too-large' : text + decoder.end()),
  };
}
