/** n8n's words, times and names, as records have them. */
import { RELAY_LIMITS } from '../../model/limits.ts';
import type { WireStatus } from '../../model/record.ts';
import type { Cursor } from '../scan/cursor.ts';
import { shortId } from '../scan/labels.ts';

/** https://github.com/n8n-io/n8n, packages/workflow/src/execution-status.ts */
const STATUS: ReadonlyMap<string, WireStatus> = new Map<string, WireStatus>([
  ['success', 'completed'],
  ['error', 'error'],
  ['failed', 'error'],
  ['crashed', 'failed'],
  ['canceled', 'cancelled'],
  ['waiting', 'waiting'],
  ['running', 'running'],
  ['new', 'queued'],
]);

export function statusOf(word: string): WireStatus {
  return STATUS.get(word) ?? 'unknown';
}

/** Nodes and what refers to them are known by their names; both sides shorten them in the same way. */
export function nodeId(name: string): string {
  return shortId(name.slice(0, RELAY_LIMITS.recordLabelChars));
}

/** The last millisecond that still has exact microseconds (the year 2255). */
const LAST_MS = 9_007_199_254_740;

/** Epoch microseconds from the milliseconds or the ISO text ahead. */
export function readTime(c: Cursor): number | undefined {
  const ms = c.kind() === 'text' ? Date.parse(c.text(40) ?? '') : c.number();
  return ms !== undefined && ms >= 0 && ms < LAST_MS ? Math.round(ms * 1000) : undefined;
}

/** A count or a span of milliseconds: whole and not below 0, else undefined. */
export function readCount(c: Cursor): number | undefined {
  const n = c.number();
  return n !== undefined && n >= 0 && n < LAST_MS ? Math.round(n) : undefined;
}

/** Bytes of `text` in UTF-8. */
export function utf8Size(text: string): number {
  let size = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Half of a surrogate pair counts 2 of the pair's 4 bytes.
    if (unit >= 0x80) size += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
  }
  return size;
}
