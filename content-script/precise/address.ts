import { textOf, wellFormed } from './bytes.ts';

/** What a page asked a socket for, read once and in the order in which a browser reads it. */
export interface Asked {
  readonly url: string;
  readonly protocols: readonly string[];
}

/** Pages replace it. */
const NativeURL = URL;
const FAILED = "Failed to construct 'WebSocket': ";
const TOKEN = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;
const WEBSOCKET: Readonly<Record<string, string>> = { 'http:': 'ws:', 'https:': 'wss:', 'ws:': 'ws:', 'wss:': 'wss:' };

/** The arguments of `new WebSocket` as texts. Throws what reading them throws, as the browser would. */
export function readArguments([url, protocols]: readonly unknown[]): Asked {
  const text = wellFormed(url, FAILED);
  if (protocols === undefined) return { url: text, protocols: [] };
  const isObject = (typeof protocols === 'object' && protocols !== null) || typeof protocols === 'function';
  if (!isObject || (protocols as Iterable<unknown>)[Symbol.iterator] == null)
    return { url: text, protocols: [textOf(protocols, FAILED)] };
  const list: string[] = [];
  for (const each of protocols as Iterable<unknown>) list.push(textOf(each, FAILED));
  return { url: text, protocols: list };
}

/**
 * The absolute address that a browser would connect to; undefined for all that it would refuse, or might: the browser is to
 * say that itself.
 */
export function addressOf({ url, protocols }: Asked, base: string): string | undefined {
  if (!NativeURL.canParse(url, base) || !protocols.every((each) => TOKEN.test(each))) return undefined;
  if (new Set(protocols.map((each) => each.toLowerCase())).size < protocols.length) return undefined;
  const address = new NativeURL(url, base);
  const scheme = WEBSOCKET[address.protocol];
  if (scheme === undefined || address.href.includes('#')) return undefined;
  // Mixed content: refused at once, but for this machine, which browsers know better than we do.
  if (scheme === 'ws:' && new NativeURL(base).protocol === 'https:') return undefined;
  address.protocol = scheme;
  return address.href;
}

/** Of an address, as events tell it. */
export function originOf(address: string): string {
  return new NativeURL(address).origin;
}
