import { fail, ok, type Result } from '../model/result.ts';

/**
 * `JSON.parse` of untrusted text: bounded nesting, and a failure says whether the text just ends too early. Never throws.
 * Brackets inside strings do not count.
 */
export function parseJson(text: string, maxDepth: number): Result<unknown> {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (body.trim() === '') return fail('the file is empty');
  const depth = depthOf(body, maxDepth);
  if (depth > maxDepth) return fail(`nested more than ${maxDepth} deep`);
  try {
    return ok(JSON.parse(body) as unknown);
  } catch {
    // The message of the exception differs between browsers, so it says nothing we could rely on.
    return fail(depth > 0 && /^\s*[[{]/.test(body) ? 'the file is cut off: it ends inside the JSON' : 'not JSON');
  }
}

/** Nesting that is still open at the end; more than `max` as soon as it was passed anywhere. */
function depthOf(text: string, max: number): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x22) {
      for (i++; i < text.length && text.charCodeAt(i) !== 0x22; i++) if (text.charCodeAt(i) === 0x5c) i++;
      // Ended inside a string: that counts as open.
      if (i >= text.length) return depth + 1;
    } else if (c === 0x7b || c === 0x5b) {
      if (++depth > max) return depth;
    } else if (c === 0x7d || c === 0x5d) depth--;
  }
  return depth;
}
