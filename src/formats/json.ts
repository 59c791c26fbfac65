import { FILE_LIMITS } from '../model/limits.ts';
import { fail, ok, type Result } from '../model/result.ts';

/** Bounds of what is built from a text. */
export interface JsonLimits {
  readonly containers: number;
  readonly values: number;
}

/**
 * `JSON.parse` of untrusted text: bounded nesting and size of what comes out, and a failure says whether the text just ends too early. Never throws.
 * Brackets inside strings do not count.
 */
export function parseJson(text: string, maxDepth: number, limits: JsonLimits = FILE_LIMITS.json): Result<unknown> {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (body.trim() === '') return fail('the file is empty');
  const scanned = scan(body, maxDepth, limits);
  if (typeof scanned !== 'number') return fail(scanned.error, `character ${scanned.at + 1}`);
  try {
    return ok(JSON.parse(body) as unknown);
  } catch {
    // The message of the exception differs between browsers, so it says nothing we could rely on.
    return fail(scanned > 0 && /^\s*[[{]/.test(body) ? 'the file is cut off: it ends inside the JSON' : 'not JSON');
  }
}

/** Nesting that is still open at the end, or the first place where the text goes beyond a bound. */
function scan(
  text: string,
  maxDepth: number,
  limits: JsonLimits,
): number | { readonly error: string; readonly at: number } {
  let [depth, containers, values] = [0, 0, 0];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x22) {
      for (i++; i < text.length && text.charCodeAt(i) !== 0x22; i++) if (text.charCodeAt(i) === 0x5c) i++;
      // Ended inside a string: that counts as open.
      if (i >= text.length) return depth + 1;
    } else if (c === 0x7b || c === 0x5b) {
      if (++depth > maxDepth) return { error: `nested more than ${maxDepth} deep`, at: i };
      if (++containers > limits.containers) return { error: `more than ${limits.containers} objects and lists`, at: i };
    } else if (c === 0x7d || c === 0x5d) depth--;
    else if (c === 0x2c && ++values > limits.values) return { error: `more than ${limits.values} values`, at: i };
  }
  return depth;
}
