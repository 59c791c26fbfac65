import { PAGE_LIMITS } from '../../model/limits.ts';

/**
 * The same keys, words and ids come again and again: each short text is made once and then found by comparing, which costs less
 * than making it, and whoever looks it up in a Map finds its hash there already. Direct-mapped, so neither table grows.
 */
const PLACES = PAGE_LIMITS.shortTexts;
const SHORT = PAGE_LIMITS.shortTextChars;

function placeOf(size: number, first: number, middle: number, last: number): number {
  return (size * 131 + first * 31 + middle * 7 + last) & (PLACES - 1);
}

const ofBytes: string[] = new Array<string>(PLACES).fill('');
/** The same as bytes: to compare these with bytes takes a third of the time that the characters of a string take. */
const theirBytes = new Uint8Array(PLACES * SHORT);

/** The text of these bytes when it is short and plain ASCII. */
export function shortAscii(bytes: Uint8Array, from: number, size: number): string | undefined {
  if (size > SHORT || size === 0) return size === 0 ? '' : undefined;
  const place = placeOf(size, bytes[from] ?? 0, bytes[from + (size >> 1)] ?? 0, bytes[from + size - 1] ?? 0);
  const candidate = ofBytes[place] ?? '';
  const start = place * SHORT;
  if (candidate.length === size) {
    let i = 0;
    while (i < size && theirBytes[start + i] === bytes[from + i]) i++;
    if (i === size) return candidate;
  }
  for (let i = from; i < from + size; i++) if ((bytes[i] ?? 0x80) >= 0x80) return undefined;
  const own = bytes.subarray(from, from + size);
  theirBytes.set(own, start);
  const text = String.fromCharCode(...own);
  ofBytes[place] = text;
  return text;
}

const ofText: string[] = new Array<string>(PLACES).fill('');

/** `source.slice(from, to)`; of a short one the string that was made before. */
export function sliceShort(source: string, from: number, to: number): string {
  const size = to - from;
  if (size > SHORT || size <= 0) return source.slice(from, to);
  const middle = source.charCodeAt(from + (size >> 1));
  const place = placeOf(size, source.charCodeAt(from), middle, source.charCodeAt(to - 1));
  const candidate = ofText[place] ?? '';
  if (candidate.length === size && source.startsWith(candidate, from)) return candidate;
  const text = source.slice(from, to);
  ofText[place] = text;
  return text;
}
