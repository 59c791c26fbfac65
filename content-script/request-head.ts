import type { HttpHead } from '../src/editors/editor.ts';
import { PAGE_LIMITS } from '../src/model/limits.ts';
import { apply, getOwnPropertyDescriptor, getPrototypeOf, getter } from './natives.ts';
import { payloadOf } from './payload.ts';

const { URL: NativeURL, document: page } = window;
const hrefOf = getter(NativeURL.prototype, 'href');
const baseOf = getter(Node.prototype, 'baseURI');
const requestUrl = getter(Request.prototype, 'url');
const requestMethod = getter(Request.prototype, 'method');
const { toString: parametersText } = URLSearchParams.prototype;
const { decode } = TextDecoder.prototype;
const decoder = new TextDecoder();

/** Method and address of `fetch(input, init)`; undefined when only page code (`toString`, a getter) could tell. */
export function headOfFetch(input: unknown, init: unknown): HttpHead | undefined {
  const said = dataProperty(init, 'method');
  if (said === 'unknown') return undefined;
  const own = brand(input, requestUrl);
  const url = own ?? addressOf(input);
  const method = said?.value ?? (own === undefined ? 'GET' : requestMethod(input));
  return url === undefined ? undefined : headOf(method, url);
}

/** Method and address of `open(method, url)`, as above. */
export function headOfOpen(method: unknown, url: unknown): HttpHead | undefined {
  const address = addressOf(url);
  return address === undefined ? undefined : headOf(method, address);
}

/** The body given to `fetch(input, init)` as text; '' when it has none or cannot be read without a cost. */
export function bodyOfInit(init: unknown): string {
  const said = dataProperty(init, 'body');
  return said === undefined || said === 'unknown' ? '' : bodyText(said.value);
}

/** A request's body as text; '' for streams, files and forms, and for what is too large. */
export function bodyText(body: unknown): string {
  if (typeof body === 'string') return body;
  const bytes = payloadOf(body);
  if (bytes instanceof Uint8Array)
    return bytes.byteLength > PAGE_LIMITS.bodyBytes ? '' : apply(decode, decoder, [bytes]);
  return brand(body, (self) => apply(parametersText, self, [])) ?? '';
}

/** These are written in capitals whatever the page wrote: https://fetch.spec.whatwg.org/#concept-method-normalize */
const NORMALISED = /^(?:delete|get|head|options|post|put)$/i;

function headOf(method: unknown, url: string): HttpHead | undefined {
  if (typeof method !== 'string') return undefined;
  return { method: NORMALISED.test(method) ? method.toUpperCase() : method, url: url.replace(/#.*$/s, '') };
}

/** Absolute address of a text or a URL object; undefined for anything else. */
function addressOf(url: unknown): string | undefined {
  if (typeof url !== 'string') return brand(url, hrefOf);
  try {
    return new NativeURL(url, baseOf(page) as string).href;
  } catch {
    return undefined;
  }
}

/** What a native getter says of the object; undefined when it is none of its kind. */
function brand(self: unknown, get: (self: unknown) => unknown): string | undefined {
  if (typeof self !== 'object' || self === null) return undefined;
  try {
    return get(self) as string;
  } catch {
    return undefined;
  }
}

/** A property that can be read without calling page code: its value, undefined when there is none, or 'unknown'. */
export function dataProperty(object: unknown, name: string): { readonly value: unknown } | undefined | 'unknown' {
  for (let at = object; (typeof at === 'object' || typeof at === 'function') && at !== null; at = getPrototypeOf(at)) {
    const found = getOwnPropertyDescriptor(at, name);
    if (!found) continue;
    if (!('value' in found)) return 'unknown';
    // WebIDL takes an `undefined` member for a missing one.
    return found.value === undefined ? undefined : { value: found.value };
  }
  return undefined;
}
