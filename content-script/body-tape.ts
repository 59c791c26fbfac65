import type { Wanted } from '../src/editors/editor.ts';

/** What of an answer is passed on: a 'body', or 'chunk's and an 'end'. `data` undefined: it was read in a way that hides it. */
export type TellBody = (part: 'body' | 'chunk' | 'end' | 'unreadable', data?: BodyData, broken?: boolean) => void;
export type BodyData = string | Uint8Array | object;

/** One of the streams in which the page may read an answer: `clone()` and `tee()` make two of one. */
export interface Branch {
  /** Someone reads it: whoever tries now fails, and that says nothing of the answer. */
  busy: boolean;
  /** The page read the next piece of this branch. */
  piece(data: string | Uint8Array): void;
  /** The page read all there was in one go. */
  whole(data: BodyData): void;
  /** The page read the end. */
  end(): void;
  /** Nothing more will be read of this branch: cancelled, or the connection broke. */
  drop(): void;
  /** The page reads it in a way that we cannot follow. */
  hide(): void;
  /** A second branch at the same place. */
  split(): Branch;
}

/**
 * The pieces of one answer, each told once, whichever branch is read first: telemetry libraries clone an answer, read ahead
 * in the clone and then leave it. Branches are compared by how many bytes of the answer each has given; of text, its length
 * in UTF-8 (a byte order mark and invalid bytes, which a decoder changes, would move it).
 */
export function openTape(wanted: Wanted, tell: TellBody): Branch {
  let told = 0;
  let over = false;
  let live = 0;

  function finish(part: 'body' | 'end', data?: BodyData, broken?: boolean): void {
    if (over) return;
    over = true;
    tell(part, data, broken);
  }

  function branch(start: number): Branch {
    let at = start;
    let alive = true;
    live++;
    function leave(): void {
      if (!alive) return;
      alive = false;
      // A broken answer that was wanted whole is worth nothing.
      if (--live === 0 && wanted === 'stream') finish('end', undefined, true);
    }
    function piece(data: string | Uint8Array): void {
      const from = told - at;
      at += bytesOf(data);
      if (over || at <= told) return;
      told = at;
      tell('chunk', from > 0 ? dropBytes(data, from) : data);
    }
    return {
      busy: false,
      piece,
      whole(data) {
        if (wanted === 'body' || told === 0) finish('body', data);
        else if (typeof data === 'string' || data instanceof Uint8Array) {
          piece(data);
          finish('end');
        }
        // An object that follows pieces cannot be placed among them; who reads the pieces tells the rest.
      },
      end: () => finish('end'),
      drop: leave,
      hide() {
        if (!over && live === 1) tell('unreadable');
        leave();
      },
      split: () => branch(at),
    };
  }
  return branch(0);
}

function bytesOf(data: string | Uint8Array): number {
  return typeof data === 'string' ? utf8Bytes(data) : data.byteLength;
}

/** Length in UTF-8. */
function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Two units of a pair make four bytes.
    if (unit >= 0x80) bytes += unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

/** The data without its first bytes. */
function dropBytes(data: string | Uint8Array, bytes: number): string | Uint8Array {
  if (typeof data !== 'string') return data.subarray(bytes);
  let at = 0;
  for (let passed = 0; passed < bytes && at < data.length; at++) passed += utf8Bytes(data.charAt(at));
  return data.slice(at);
}
