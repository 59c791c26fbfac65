import type { CollectorAnswer, Settings } from '../messages/panel.ts';
import { type Header, tracesUrl } from '../model/collector.ts';
import { BACKGROUND_LIMITS } from '../model/limits.ts';
import { fail, ok, type Result } from '../model/result.ts';
import type { KeyValues, Post } from '../platform/types.ts';
import { wordsOf } from './outbox.ts';

/** Apart from the settings, which every panel is sent: they may be secrets. */
const KEY = 'collector-headers';
/** RFC 9110: a token. */
const NAME = /^[!#$%&'*+.^_`|~\dA-Za-z-]{1,100}$/;
/** Visible characters, blanks between them. */
const VALUE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** Headers from untrusted input; a failure names the place. */
export function decodeHeaders(value: unknown, where = 'headers'): Result<readonly Header[]> {
  if (!Array.isArray(value)) return fail('not a list', where);
  if (value.length > BACKGROUND_LIMITS.headers) return fail(`more than ${BACKGROUND_LIMITS.headers}`, where);
  for (const [i, pair] of value.entries()) {
    const [name, text] = Array.isArray(pair) && pair.length === 2 ? pair : [];
    if (typeof name !== 'string' || !NAME.test(name)) return fail('not the name of a header', `${where}[${i}]`);
    if (typeof text !== 'string' || text.length > BACKGROUND_LIMITS.headerChars || !VALUE.test(text))
      return fail(`not a value of a header, of at most ${BACKGROUND_LIMITS.headerChars} characters`, `${where}[${i}]`);
  }
  return ok(value as Header[]);
}

export interface CollectorHeaders {
  load(): Promise<void>;
  current(): readonly Header[];
  set(headers: readonly Header[]): void;
}

/** The headers that the user gave for the collector. They leave the background to the collector only. */
export function createHeaders(values: KeyValues): CollectorHeaders {
  let headers: readonly Header[] = [];
  return {
    async load() {
      const stored = decodeHeaders(await values.get(KEY).catch(() => undefined));
      if (stored.ok) headers = stored.value;
    },
    current: () => headers,
    set(next) {
      headers = next;
      values.set(KEY, next).catch((error: unknown) => console.error('Longpole: headers not saved', error));
    },
  };
}

/** Asks the collector to take nothing, which a collector takes. */
export async function testCollector(
  post: Post,
  { url }: Settings['collector'],
  headers: readonly Header[],
): Promise<CollectorAnswer> {
  const to = tracesUrl(url);
  if (to === undefined) return { taken: false, words: 'There is no address to send to.' };
  const posted = await post(to, headers, '{"resourceSpans":[]}');
  const taken = 'status' in posted && posted.status >= 200 && posted.status < 300;
  return {
    taken,
    words: taken ? `It took a request without runs (${posted.status}).` : `No: ${wordsOf(posted, headers)}.`,
  };
}
