/** Cuts the text of a filter into terms, keys and values, each with its place. Never fails: any text is some filter. */

export interface Piece {
  /** `[from, to)` in the text. */
  readonly from: number;
  readonly to: number;
  /** Without its quotes. */
  readonly text: string;
}

export interface Token {
  readonly from: number;
  readonly to: number;
  /** It begins with `-`. */
  readonly negated: boolean;
  /** What stands before the colon, without it; absent for a bare word. */
  readonly key?: Piece;
  /** What stands between commas, empty pieces included; at least one. */
  readonly values: readonly Piece[];
  /** Where a quote opens that nothing closes. */
  readonly unclosed?: number;
}

/** Other texts before a colon are words: node ids of ComfyUI read `5:3`. */
const KEY = /^[a-z]+$/i;

/** The terms of a text, in order. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    if (isSpace(text[at])) at++;
    else {
      const token = tokenAt(text, at);
      tokens.push(token);
      at = token.to;
    }
  }
  return tokens;
}

function tokenAt(text: string, from: number): Token {
  const negated = text[from] === '-';
  const start = negated ? from + 1 : from;
  let colon: number | undefined;
  let cuts: number[] = [];
  let quote: number | undefined;
  let to = start;
  for (; to < text.length; to++) {
    const c = text[to];
    if (quote !== undefined) {
      if (c === '\\') to++;
      else if (c === '"') quote = undefined;
    } else if (c === '"') quote = to;
    else if (isSpace(c)) break;
    else if (c === ',') cuts.push(to);
    else if (c === ':' && colon === undefined && KEY.test(text.slice(start, to))) {
      colon = to;
      cuts = [];
    }
  }
  // A backslash may be the last character.
  to = Math.min(to, text.length);
  const edges = [(colon ?? start - 1) + 1, ...cuts.map((at) => at + 1)];
  const values = edges.map((at, i) => piece(text, at, cuts[i] ?? to));
  return {
    from,
    to,
    negated,
    ...(colon !== undefined && { key: piece(text, start, colon) }),
    values,
    ...(quote !== undefined && { unclosed: quote }),
  };
}

function piece(text: string, from: number, to: number): Piece {
  return { from, to, text: unquoted(text.slice(from, to)) };
}

function isSpace(c: string | undefined): boolean {
  return c !== undefined && /\s/.test(c);
}

export function wasQuoted({ from, to, text }: Piece): boolean {
  return to - from !== text.length;
}

/** A piece of text without its quotes; inside them `\"` and `\\` stand for the second character. */
export function unquoted(source: string): string {
  let out = '';
  let inside = false;
  for (let i = 0; i < source.length; i++) {
    const c = source[i] ?? '';
    const next = source[i + 1] ?? '';
    if (c === '"') inside = !inside;
    else if (inside && c === '\\' && (next === '"' || next === '\\')) {
      out += next;
      i++;
    } else out += c;
  }
  return out;
}

/** Reads as one piece wherever it stands: not as a sign, a comparison, a key or two values. */
const PLAIN = /^[^\s",:\\<>-][^\s",:\\]*$/;

/** A word as it must be written: in quotes unless it is plain. */
export function quoted(word: string): string {
  return PLAIN.test(word) ? word : `"${word.replaceAll(/["\\]/g, '\\$&')}"`;
}
