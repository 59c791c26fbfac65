import { PAGE_LIMITS } from '../../model/limits.ts';
import type { Cursor, ScanTrouble, ValueKind } from './cursor.ts';
import { sliceShort } from './short-texts.ts';

/**
 * JSON text, read in place: strings are skipped by `indexOf`, nothing is parsed that is not asked for. Sizes are UTF-16
 * units, which for the base64 that makes frames large equal bytes. Lenient where it costs nothing (it is not a validator):
 * what it reports is right for valid JSON, and for anything else it stops or reports less.
 */
export function jsonCursor(json: string, maxDepth: number): Cursor {
  return new JsonCursor(json, maxDepth);
}

/** A class because one is made per frame: a closure per method made small frames cost twice as much (docs/adr/0018). */
class JsonCursor implements Cursor {
  trouble: ScanTrouble | undefined;
  readonly #json: string;
  readonly #end: number;
  readonly #maxDepth: number;
  #at = 0;
  #depth = 0;

  constructor(json: string, maxDepth: number) {
    this.#json = json;
    this.#end = json.length;
    this.#maxDepth = maxDepth;
  }

  offset(): number {
    return this.#at;
  }

  kind(): ValueKind {
    if (this.trouble) return 'nil';
    const c = this.#blank();
    switch (c) {
      case OPEN_MAP:
        return 'map';
      case OPEN_LIST:
        return 'list';
      case QUOTE:
        return 'text';
      case TRUE:
      case FALSE:
        return 'bool';
      case NULL:
        return 'nil';
      default:
        if (c === MINUS || (c >= 48 && c <= 57)) return 'number';
        this.#stop('malformed');
        return 'nil';
    }
  }

  eachKey(visit: (key: string) => void): void {
    if (!this.#enter('map')) return;
    if (this.#blank() === CLOSE_MAP) this.#at++;
    else {
      while (!this.trouble) {
        this.#blank();
        const key = this.#text(PAGE_LIMITS.keyChars, true) ?? '';
        if (this.#blank() !== COLON) this.#stop('malformed');
        else this.#at++;
        this.#blank();
        const before = this.#at;
        if (!this.trouble) visit(key);
        if (this.#at === before) this.skip();
        if (this.#isLast(CLOSE_MAP)) break;
      }
    }
    this.#depth--;
  }

  eachItem(visit: (index: number) => void): void {
    if (!this.#enter('list')) return;
    if (this.#blank() === CLOSE_LIST) this.#at++;
    else {
      for (let i = 0; !this.trouble; i++) {
        this.#blank();
        const before = this.#at;
        visit(i);
        if (this.#at === before) this.skip();
        if (this.#isLast(CLOSE_LIST)) break;
      }
    }
    this.#depth--;
  }

  text(max: number): string | undefined {
    return this.#text(max, false);
  }

  number(): number | undefined {
    if (this.kind() !== 'number') {
      this.skip();
      return undefined;
    }
    const json = this.#json;
    const from = this.#at;
    this.#passScalar();
    const whole = digits(json, from, this.#at);
    if (whole !== undefined) return whole;
    const n = Number(json.slice(from, this.#at));
    return Number.isFinite(n) ? n : undefined;
  }

  bool(): boolean | undefined {
    const is = this.kind() === 'bool';
    const value = this.#json.charCodeAt(this.#at) === TRUE;
    this.skip();
    return is ? value : undefined;
  }

  skip(): number {
    const k = this.kind();
    const from = this.#at;
    if (this.trouble) return 0;
    if (k === 'text') this.#passText();
    else if (k !== 'map' && k !== 'list') this.#passScalar();
    else this.#passContainer();
    return this.trouble ? 0 : this.#at - from;
  }

  #stop(why: ScanTrouble): 0 {
    this.trouble ??= why;
    this.#at = this.#end;
    return 0;
  }

  /** Passes blanks; the unit ahead, NaN at the end. */
  #blank(): number {
    const json = this.#json;
    for (let at = this.#at; ; at++) {
      const c = json.charCodeAt(at);
      if (c === 32 || c === 10 || c === 13 || c === 9) continue;
      this.#at = Math.min(at, this.#end);
      return c;
    }
  }

  /** True when the value ahead is such a container and not too deep, its bracket then behind; else it is skipped, or everything stops. */
  #enter(kind: 'map' | 'list'): boolean {
    if (this.kind() !== kind) {
      this.skip();
      return false;
    }
    if (++this.#depth > this.#maxDepth) {
      this.#stop('too-deep');
      return false;
    }
    this.#at++;
    return true;
  }

  /** Behind a member: passes the comma or the bracket; true when it was the bracket, or neither. */
  #isLast(closing: number): boolean {
    const c = this.#blank();
    if (c !== COMMA && c !== closing) this.#stop('malformed');
    else this.#at++;
    return c !== COMMA;
  }

  /** Cursor on the opening quote; leaves it behind the closing one. Returns the index of the closing quote. */
  #passText(): number {
    const json = this.#json;
    let close = json.indexOf('"', this.#at + 1);
    while (close !== -1) {
      let slashes = 0;
      while (json.charCodeAt(close - 1 - slashes) === 92) slashes++;
      if (slashes % 2 === 0) {
        this.#at = close + 1;
        return close;
      }
      close = json.indexOf('"', close + 1);
    }
    return this.#stop('malformed');
  }

  #passScalar(): void {
    const json = this.#json;
    const from = this.#at;
    let at = from;
    while (at < this.#end) {
      const c = json.charCodeAt(at);
      if (c === COMMA || c === CLOSE_LIST || c === CLOSE_MAP || c === 32 || c === 10 || c === 13 || c === 9) break;
      at++;
    }
    this.#at = at;
    if (at === from) this.#stop('malformed');
  }

  /** Brackets are counted, not recursed into; brackets inside strings are passed with their string. */
  #passContainer(): void {
    const json = this.#json;
    let open = 0;
    do {
      const c = json.charCodeAt(this.#at);
      if (c === QUOTE) this.#passText();
      else {
        if (c === OPEN_MAP || c === OPEN_LIST) open++;
        else if (c === CLOSE_MAP || c === CLOSE_LIST) open--;
        this.#at++;
      }
      if (this.#at >= this.#end && open > 0) this.#stop('malformed');
    } while (open > 0 && !this.trouble);
  }

  /** The text ahead; `whole`: '' when longer than `max` (for keys). */
  #text(max: number, whole: boolean): string | undefined {
    if (this.kind() !== 'text') {
      this.skip();
      return undefined;
    }
    const from = this.#at + 1;
    const close = this.#passText();
    if (this.trouble) return undefined;
    // An escape takes at most 6 units ("\u0041"): more than that is never unescaped.
    if (whole && close - from > max * 6) return '';
    const raw = sliceShort(this.#json, from, Math.min(close, from + max * 6));
    const plain = raw.includes('\\') ? withoutEscapes(raw) : raw;
    if (plain.length <= max) return plain;
    return whole ? '' : plain.slice(0, max);
  }
}

/** The number of at most 15 digits that stands there and nothing else; most are such. */
function digits(json: string, from: number, to: number): number | undefined {
  if (to - from > 15) return undefined;
  let n = 0;
  for (let i = from; i < to; i++) {
    const digit = json.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return undefined;
    n = n * 10 + digit;
  }
  return n;
}

const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const COLON = 58;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const FALSE = 102;
const NULL = 110;
const TRUE = 116;
const OPEN_MAP = 123;
const CLOSE_MAP = 125;

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Undoes JSON escapes; a broken escape at a cut end is dropped. */
function withoutEscapes(raw: string): string {
  return raw.replace(/\\(?:u([0-9a-fA-F]{4})|(.)|$|u[0-9a-fA-F]{0,3}$)/gs, (_all, hex?: string, one?: string) => {
    if (hex) return String.fromCharCode(Number.parseInt(hex, 16));
    return one ? (ESCAPES[one] ?? one) : '';
  });
}
