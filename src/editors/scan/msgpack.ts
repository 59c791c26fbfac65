import { type Cursor, MAX_KEY, type ScanTrouble, type ValueKind } from './cursor.ts';

declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}
const utf8 = new TextDecoder();

/**
 * MessagePack, read in place. https://github.com/msgpack/msgpack/blob/master/spec.md
 *
 *   first byte   what                        | 0xc0 nil   0xc2/c3 false/true
 *   00..7f       positive int                | 0xc4..c6 bin 8/16/32   0xc7..c9 ext 8/16/32
 *   80..8f       map of n pairs              | 0xca/cb float 32/64    0xcc..cf uint   0xd0..d3 int
 *   90..9f       list of n                   | 0xd4..d8 fixext 1..16
 *   a0..bf       text of n bytes             | 0xd9..db text 8/16/32  0xdc/dd list 16/32  0xde/df map 16/32
 *   e0..ff       negative int
 *
 * Ext type 0 is how msgpackr writes `undefined` (NodeTool puts it into `error` of healthy frames): it reads as nil, and so
 * does every other ext.
 */
export function msgpackCursor(bytes: Uint8Array, maxDepth: number): Cursor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.byteLength;
  let at = 0;
  let depth = 0;
  let trouble: ScanTrouble | undefined;

  function stop(why: ScanTrouble): 0 {
    trouble ??= why;
    at = end;
    return 0;
  }
  /** Unsigned integer of 1, 2, 4 or 8 bytes at `from`; stops when it is cut off. */
  function uint(from: number, size: number): number {
    if (from + size > end) return stop('malformed');
    if (size === 1) return view.getUint8(from);
    if (size === 2) return view.getUint16(from);
    if (size === 4) return view.getUint32(from);
    return Number(view.getBigUint64(from));
  }
  function first(): number {
    return at < end ? view.getUint8(at) : 0xc0;
  }

  /** Head of the value ahead: `[kind, bytes of the head, bytes of the body, members]`. Consumes nothing. */
  let headKind: ValueKind = 'nil';
  let headSize = 0;
  let bodySize = 0;
  let members = 0;
  function head(): void {
    headKind = 'nil';
    headSize = bodySize = members = 0;
    if (trouble) return;
    if (at >= end) {
      stop('malformed');
      return;
    }
    const b = first();
    headSize = 1;
    if (b <= 0x7f || b >= 0xe0) headKind = 'number';
    else if (b <= 0x8f) holds('map', b & 15);
    else if (b <= 0x9f) holds('list', b & 15);
    else if (b <= 0xbf) spans('text', b & 31);
    else if (b === 0xc0) headKind = 'nil';
    else if (b === 0xc1) stop('malformed');
    else if (b <= 0xc3) headKind = 'bool';
    else if (b <= 0xc6) sized('bytes', 1 << (b - 0xc4), 0);
    else if (b <= 0xc9) sized('nil', 1 << (b - 0xc7), 1);
    else if (b <= 0xcb) spans('number', b === 0xca ? 4 : 8);
    else if (b <= 0xcf) spans('number', 1 << (b - 0xcc));
    else if (b <= 0xd3) spans('number', 1 << (b - 0xd0));
    else if (b <= 0xd8) bodySize = 1 + (1 << (b - 0xd4));
    else if (b <= 0xdb) sized('text', 1 << (b - 0xd9), 0);
    else {
      const wide = b === 0xdd || b === 0xdf ? 4 : 2;
      headKind = b <= 0xdd ? 'list' : 'map';
      members = uint(at + 1, wide);
      headSize = 1 + wide;
    }
    if (!trouble && at + headSize + bodySize > end) stop('malformed');
  }
  function holds(kind: ValueKind, n: number): void {
    headKind = kind;
    members = n;
  }
  function spans(kind: ValueKind, size: number): void {
    headKind = kind;
    bodySize = size;
  }
  function sized(kind: ValueKind, lengthBytes: number, extra: number): void {
    headKind = kind;
    bodySize = uint(at + 1, lengthBytes) + extra;
    headSize = 1 + lengthBytes;
  }

  function skip(): number {
    const from = at;
    // Counts values still to skip instead of recursing: a hostile frame may nest as deep as it is long.
    for (let left = 1; left > 0 && !trouble; left--) {
      head();
      at += headSize + bodySize;
      if (headKind === 'map') left += 2 * members;
      else if (headKind === 'list') left += members;
      if (left > end - at + 1) stop('malformed');
    }
    return trouble ? 0 : at - from;
  }

  function each(kind: 'map' | 'list', visit: (key: string, index: number) => void): void {
    head();
    if (headKind !== kind) {
      skip();
      return;
    }
    if (++depth > maxDepth) {
      stop('too-deep');
      return;
    }
    const n = members;
    at += headSize;
    for (let i = 0; i < n && !trouble; i++) {
      const key = kind === 'map' ? (text(MAX_KEY, true) ?? '') : '';
      const before = at;
      if (!trouble) visit(key, i);
      if (at === before) skip();
    }
    depth--;
  }

  /** `whole`: a longer text gives '' instead of its beginning (for keys). */
  function text(max: number, whole = false): string | undefined {
    head();
    if (headKind !== 'text') {
      skip();
      return undefined;
    }
    const from = at + headSize;
    const size = bodySize;
    at = from + size;
    if (whole && size > max) return '';
    // A UTF-16 unit takes at most 3 bytes, so no more than that is ever decoded.
    const take = Math.min(size, max * 3);
    return (shortAscii(bytes, from, take) ?? utf8.decode(bytes.subarray(from, from + take))).slice(0, max);
  }

  return {
    get trouble() {
      return trouble;
    },
    offset: () => at,
    kind() {
      head();
      return headKind;
    },
    eachKey: (visit) => each('map', visit),
    eachItem: (visit) => each('list', (_key, index) => visit(index)),
    text: (max) => text(max),
    number() {
      head();
      if (headKind !== 'number') {
        skip();
        return undefined;
      }
      const b = first();
      const body = at + 1;
      at += headSize + bodySize;
      const n = numberAt(view, b, body);
      return Number.isFinite(n) ? n : undefined;
    },
    bool() {
      head();
      const b = first();
      const is = headKind === 'bool';
      skip();
      return is ? b === 0xc3 : undefined;
    },
    skip,
  };
}

/**
 * The same keys, words and ids come again and again: each short ASCII text is made once and then found by comparing bytes,
 * which costs a third of making it. Direct-mapped, so it never grows: 512 texts of at most 64 characters.
 */
const SHORT = 64;
const known: string[] = new Array<string>(512).fill('');

/** The text when it is short and plain ASCII. */
function shortAscii(bytes: Uint8Array, from: number, size: number): string | undefined {
  if (size > SHORT || size === 0) return size === 0 ? '' : undefined;
  const middle = bytes[from + (size >> 1)] ?? 0;
  const slot = (size * 131 + (bytes[from] ?? 0) * 31 + middle * 7 + (bytes[from + size - 1] ?? 0)) & 511;
  const candidate = known[slot] ?? '';
  if (candidate.length === size) {
    let i = 0;
    while (i < size && candidate.charCodeAt(i) === bytes[from + i]) i++;
    if (i === size) return candidate;
  }
  for (let i = from; i < from + size; i++) if ((bytes[i] ?? 0x80) >= 0x80) return undefined;
  const text = String.fromCharCode(...bytes.subarray(from, from + size));
  known[slot] = text;
  return text;
}

/** The number whose first byte is `b` and whose body begins at `body` (bounds were checked by the caller). */
function numberAt(view: DataView, b: number, body: number): number {
  if (b <= 0x7f) return b;
  if (b >= 0xe0) return b - 256;
  switch (b) {
    case 0xca:
      return view.getFloat32(body);
    case 0xcb:
      return view.getFloat64(body);
    case 0xcc:
      return view.getUint8(body);
    case 0xcd:
      return view.getUint16(body);
    case 0xce:
      return view.getUint32(body);
    case 0xcf:
      return Number(view.getBigUint64(body));
    case 0xd0:
      return view.getInt8(body);
    case 0xd1:
      return view.getInt16(body);
    case 0xd2:
      return view.getInt32(body);
    default:
      return Number(view.getBigInt64(body));
  }
}
