import { PAGE_LIMITS } from '../../model/limits.ts';
import type { Cursor, ScanTrouble, ValueKind } from './cursor.ts';
import { shortAscii } from './short-texts.ts';
import { utf8 } from './utf8.ts';

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
  return new MsgpackCursor(bytes, maxDepth);
}

/** A class because one is made per frame: with a closure per method a NodeTool frame took 10.3 us, so it takes 3.5 to 5.5 (927 frames of capture t7). */
class MsgpackCursor implements Cursor {
  trouble: ScanTrouble | undefined;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  readonly #maxDepth: number;
  #at = 0;
  #depth = 0;
  /** Head of the value ahead, as `#head` found it: what it is, bytes of the head, bytes of the body, members. */
  #kind: ValueKind = 'nil';
  #headSize = 0;
  #bodySize = 0;
  #members = 0;

  constructor(bytes: Uint8Array, maxDepth: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.byteLength;
    this.#maxDepth = maxDepth;
  }

  offset(): number {
    return this.#at;
  }

  kind(): ValueKind {
    this.#head();
    return this.#kind;
  }

  eachKey(visit: (key: string) => void): void {
    if (!this.#enter('map')) return;
    const n = this.#members;
    this.#at += this.#headSize;
    for (let i = 0; i < n && !this.trouble; i++) {
      const key = this.#text(PAGE_LIMITS.keyChars, true) ?? '';
      const before = this.#at;
      if (!this.trouble) visit(key);
      if (this.#at === before) this.skip();
    }
    this.#depth--;
  }

  eachItem(visit: (index: number) => void): void {
    if (!this.#enter('list')) return;
    const n = this.#members;
    this.#at += this.#headSize;
    for (let i = 0; i < n && !this.trouble; i++) {
      const before = this.#at;
      visit(i);
      if (this.#at === before) this.skip();
    }
    this.#depth--;
  }

  text(max: number): string | undefined {
    return this.#text(max, false);
  }

  number(): number | undefined {
    this.#head();
    if (this.#kind !== 'number') {
      this.skip();
      return undefined;
    }
    const at = this.#at;
    this.#at += this.#headSize + this.#bodySize;
    const n = numberAt(this.#view, this.#bytes[at] ?? 0, at + 1);
    return Number.isFinite(n) ? n : undefined;
  }

  bool(): boolean | undefined {
    this.#head();
    const truth = this.#kind === 'bool' ? this.#bytes[this.#at] === 0xc3 : undefined;
    this.skip();
    return truth;
  }

  skip(): number {
    const from = this.#at;
    // Counts values still to skip instead of recursing: a hostile frame may nest as deep as it is long.
    for (let left = 1; left > 0 && !this.trouble; left--) {
      this.#head();
      this.#at += this.#headSize + this.#bodySize;
      if (this.#kind === 'map') left += 2 * this.#members;
      else if (this.#kind === 'list') left += this.#members;
      if (left > this.#end - this.#at + 1) this.#stop('malformed');
    }
    return this.trouble ? 0 : this.#at - from;
  }

  #stop(why: ScanTrouble): 0 {
    this.trouble ??= why;
    this.#at = this.#end;
    return 0;
  }

  /** True when the value ahead is such a container and not too deep; else it is skipped, or everything stops. */
  #enter(kind: 'map' | 'list'): boolean {
    this.#head();
    if (this.#kind !== kind) {
      this.skip();
      return false;
    }
    if (++this.#depth <= this.#maxDepth) return true;
    this.#stop('too-deep');
    return false;
  }

  /** Unsigned integer of 1, 2 or 4 bytes at `from`; stops when it is cut off. */
  #uint(from: number, size: number): number {
    if (from + size > this.#end) return this.#stop('malformed');
    if (size === 1) return this.#bytes[from] ?? 0;
    return size === 2 ? this.#view.getUint16(from) : this.#view.getUint32(from);
  }

  /** Looks at the value ahead; consumes nothing. */
  #head(): void {
    this.#kind = 'nil';
    this.#headSize = this.#bodySize = this.#members = 0;
    if (this.trouble) return;
    if (this.#at >= this.#end) {
      this.#stop('malformed');
      return;
    }
    const b = this.#bytes[this.#at] ?? 0xc1;
    this.#headSize = 1;
    if (b <= 0x7f || b >= 0xe0) this.#kind = 'number';
    else if (b <= 0x8f) this.#holds('map', b & 15);
    else if (b <= 0x9f) this.#holds('list', b & 15);
    else if (b <= 0xbf) this.#spans('text', b & 31);
    else if (b === 0xc0) this.#kind = 'nil';
    else if (b === 0xc1) this.#stop('malformed');
    else if (b <= 0xc3) this.#kind = 'bool';
    else if (b <= 0xc6) this.#sized('bytes', 1 << (b - 0xc4), 0);
    else if (b <= 0xc9) this.#sized('nil', 1 << (b - 0xc7), 1);
    else if (b <= 0xcb) this.#spans('number', b === 0xca ? 4 : 8);
    else if (b <= 0xcf) this.#spans('number', 1 << (b - 0xcc));
    else if (b <= 0xd3) this.#spans('number', 1 << (b - 0xd0));
    else if (b <= 0xd8) this.#bodySize = 1 + (1 << (b - 0xd4));
    else if (b <= 0xdb) this.#sized('text', 1 << (b - 0xd9), 0);
    else {
      const wide = b === 0xdd || b === 0xdf ? 4 : 2;
      this.#holds(b <= 0xdd ? 'list' : 'map', this.#uint(this.#at + 1, wide));
      this.#headSize = 1 + wide;
    }
    if (!this.trouble && this.#at + this.#headSize + this.#bodySize > this.#end) this.#stop('malformed');
  }

  #holds(kind: ValueKind, members: number): void {
    this.#kind = kind;
    this.#members = members;
  }

  #spans(kind: ValueKind, size: number): void {
    this.#kind = kind;
    this.#bodySize = size;
  }

  #sized(kind: ValueKind, lengthBytes: number, extra: number): void {
    this.#kind = kind;
    this.#bodySize = this.#uint(this.#at + 1, lengthBytes) + extra;
    this.#headSize = 1 + lengthBytes;
  }

  /** `whole`: a longer text gives '' instead of its beginning (for keys). */
  #text(max: number, whole: boolean): string | undefined {
    this.#head();
    if (this.#kind !== 'text') {
      this.skip();
      return undefined;
    }
    const from = this.#at + this.#headSize;
    const size = this.#bodySize;
    this.#at = from + size;
    if (whole && size > max) return '';
    // A UTF-16 unit takes at most 3 bytes, so no more than that is ever decoded.
    const take = Math.min(size, max * 3);
    const text = shortAscii(this.#bytes, from, take) ?? utf8(this.#bytes.subarray(from, from + take));
    return text.length > max ? text.slice(0, max) : text;
  }
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
