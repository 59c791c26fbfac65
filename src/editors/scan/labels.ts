import { fnv64 } from '../../model/hash.ts';
import { PAGE_LIMITS, RELAY_LIMITS } from '../../model/limits.ts';
import { looksLikeToken } from '../../model/token.ts';
import type { Cursor } from './cursor.ts';

/** The id ahead ('' when it is no text). One too long for a record keeps its beginning and a hash of the whole, so that two stay two. */
export function readId(cursor: Cursor): string {
  return shortId(cursor.text(PAGE_LIMITS.idChars) ?? '');
}

/** See {@link readId}. */
export function shortId(id: string): string {
  return id.length <= RELAY_LIMITS.recordIdChars ? id : `${id.slice(0, RELAY_LIMITS.recordIdChars - 17)}#${fnv64(id)}`;
}

/** A name to show, cut to what a record may carry; '' when the value is no text. */
export function readLabel(cursor: Cursor): string {
  return cursor.text(RELAY_LIMITS.recordLabelChars) ?? '';
}

/**
 * The class of an error from the beginning of its text ("TimeoutError: ..." -> "TimeoutError"). The message itself is
 * payload and is dropped; a text that names no class gives undefined.
 */
export function errorClassOf(text: string): string | undefined {
  return /^\s*(?:[\w.]+\.)?([A-Z][A-Za-z]{1,60}(?:Error|Exception|Interrupt|Timeout))\b/.exec(text)?.[1];
}

/** To be read of what may be a code: one more than a code has, so that what is cut is told apart. */
export const MAX_CODE = 65;

/** Words, and short numbers behind capitals or by themselves ("E11000", "HTTP_404"): "hunter2" is somebody's password. */
const CODE = /^(?:[A-Za-z]+|[A-Z]+\d{1,5})(?:[_.-](?:[A-Za-z]+|[A-Z]*\d{1,5}))*$/;

/** A machine-readable code of an error ("BUDGET_EXCEEDED"), or its class; undefined for messages and for what looks like a token. */
export function errorCodeOf(text: string): string | undefined {
  return text.length < MAX_CODE && CODE.test(text) && !looksLikeToken(text) ? text : undefined;
}
