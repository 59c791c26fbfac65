import { PAGE_LIMITS } from '../../model/limits.ts';
import type { Cursor, ScanTrouble, ValueKind } from './cursor.ts';

/**
 * JSON text, read in place: strings are skipped by `indexOf`, nothing is parsed that is not asked for. Sizes are UTF-16
 * units, which for the base64 that makes frames large equal bytes. Lenient where it costs nothing (it is not a validator):
 * what it reports is right for valid JSON, and for anything else it stops or reports less.
 */
export function jsonCursor(json: string, maxDepth: number): Cursor {
  const end = json.length;
  let at = 0;
  let depth = 0;
  let trouble: ScanTrouble | undefined;

  function stop(why: ScanTrouble): 0 {
    trouble ??= why;
    at = end;
    return 0;
  }
  function blank(): void {
    while (at < end) {
      const c = json.charCodeAt(at);
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return;
      at++;
    }
  }
  function kind(): ValueKind {
    if (trouble) return 'nil';
    blank();
    switch (json[at]) {
      case '{':
        return 'map';
      case '[':
        return 'list';
      case '"':
        return 'text';
      case 't':
      case 'f':
        return 'bool';
      case 'n':
        return 'nil';
      default: {
        const c = json.charCodeAt(at);
        if (c === 45 || (c >= 48 && c <= 57)) return 'number';
        stop('malformed');
        return 'nil';
      }
    }
  }
  /** Cursor on the opening quote; leaves it behind the closing one. Returns the index of the closing quote. */
  function passText(): number {
    let close = json.indexOf('"', at + 1);
    while (close !== -1) {
      let slashes = 0;
      while (json.charCodeAt(close - 1 - slashes) === 92) slashes++;
      if (slashes % 2 === 0) {
        at = close + 1;
        return close;
      }
      close = json.indexOf('"', close + 1);
    }
    return stop('malformed');
  }
  function passScalar(): void {
    const from = at;
    while (at < end) {
      const c = json.charCodeAt(at);
      if (c === 44 || c === 93 || c === 125 || c === 32 || c === 10 || c === 13 || c === 9) break;
      at++;
    }
    if (at === from) stop('malformed');
  }
  function skip(): number {
    const k = kind();
    const from = at;
    if (trouble) return 0;
    if (k === 'text') passText();
    else if (k !== 'map' && k !== 'list') passScalar();
    else {
      // Brackets are counted, not recursed into; brackets inside strings are passed with their string.
      let open = 0;
      do {
        const c = json.charCodeAt(at);
        if (c === 34) passText();
        else {
          if (c === 123 || c === 91) open++;
          else if (c === 125 || c === 93) open--;
          at++;
        }
        if (at >= end && open > 0) return stop('malformed');
      } while (open > 0 && !trouble);
    }
    return trouble ? 0 : at - from;
  }
  /** The text ahead; `whole`: '' when longer than `max` (for keys). */
  function text(max: number, whole = false): string | undefined {
    if (kind() !== 'text') {
      skip();
      return undefined;
    }
    const open = at;
    const close = passText();
    if (trouble) return undefined;
    // An escape takes at most 6 units ("\u0041"): more than that is never unescaped.
    const raw = json.slice(open + 1, Math.min(close, open + 1 + max * 6));
    if (whole && close - open - 1 > max * 6) return '';
    const plain = raw.includes('\\') ? withoutEscapes(raw) : raw;
    return whole && plain.length > max ? '' : plain.slice(0, max);
  }
  function container(kindWanted: 'map' | 'list', visit: (key: string, index: number) => void): void {
    if (kind() !== kindWanted) {
      skip();
      return;
    }
    if (++depth > maxDepth) {
      stop('too-deep');
      return;
    }
    const closing = kindWanted === 'map' ? '}' : ']';
    at++;
    blank();
    if (json[at] === closing) at++;
    else {
      for (let i = 0; !trouble; i++) {
        let key = '';
        blank();
        if (kindWanted === 'map') {
          key = text(PAGE_LIMITS.keyChars, true) ?? '';
          blank();
          if (json[at] !== ':') stop('malformed');
          else at++;
          blank();
        }
        const before = at;
        if (!trouble) visit(key, i);
        if (at === before) skip();
        blank();
        const c = json[at];
        if (c === ',') at++;
        else if (c === closing) {
          at++;
          break;
        } else stop('malformed');
      }
    }
    depth--;
  }

  return {
    get trouble() {
      return trouble;
    },
    offset: () => at,
    kind,
    eachKey: (visit) => container('map', visit),
    eachItem: (visit) => container('list', (_key, index) => visit(index)),
    text: (max) => text(max),
    number() {
      if (kind() !== 'number') {
        skip();
        return undefined;
      }
      const from = at;
      passScalar();
      const n = Number(json.slice(from, at));
      return Number.isFinite(n) ? n : undefined;
    },
    bool() {
      const is = kind() === 'bool';
      const value = json[at] === 't';
      skip();
      return is ? value : undefined;
    },
    skip,
  };
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Undoes JSON escapes; a broken escape at a cut end is dropped. */
function withoutEscapes(raw: string): string {
  return raw.replace(/\\(?:u([0-9a-fA-F]{4})|(.)|$|u[0-9a-fA-F]{0,3}$)/gs, (_all, hex?: string, one?: string) => {
    if (hex) return String.fromCharCode(Number.parseInt(hex, 16));
    return one ? (ESCAPES[one] ?? one) : '';
  });
}
