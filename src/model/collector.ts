/** A collector of traces that finished runs are sent to, when the user asks for that. */

import { KEEP_ALL, type Keep } from './keep.ts';
import { BACKGROUND_LIMITS } from './limits.ts';

export interface Collector {
  readonly on: boolean;
  /** Where to send to: the whole address, or its beginning that `/v1/traces` follows. */
  readonly url: string;
  /** Match patterns of the sites whose runs are sent (model/site.ts). */
  readonly sites: readonly string[];
  readonly keep: Keep;
  /** When it was switched on, epoch milliseconds: what ran before is not sent. */
  readonly sinceMs: number;
}

export const NO_COLLECTOR: Collector = { on: false, url: '', sites: [], keep: KEEP_ALL, sinceMs: 0 };

/** How it goes with what is sent. */
export interface OutboxStatus {
  readonly waiting: number;
  /** Of the runs that are stored. */
  readonly sent: number;
  /** Refused for good by the collector, or dropped because too many waited. */
  readonly lost: number;
  /** The browser ended us while they were on their way: they may have arrived, so they are not sent again. */
  readonly unsure: number;
  /** When the collector last took one, epoch milliseconds. */
  readonly lastMs?: number;
  /** Not before then is the next one tried, epoch milliseconds. */
  readonly retryMs?: number;
  /** What went wrong last; absent when nothing did since. */
  readonly error?: string;
  /** Names of the headers that are sent; their values stay in the background. */
  readonly headers: readonly string[];
}

export type Header = readonly [name: string, value: string];

const SUFFIX = '/v1/traces';

/** The address that requests go to (OTLP/HTTP says `/v1/traces` below the base); undefined when the text is no http(s) address. */
export function tracesUrl(text: string): string | undefined {
  if (text.length > BACKGROUND_LIMITS.urlChars) return undefined;
  const [, base = '', path = '', query = ''] =
    /^(https?:\/\/(?:\[[\da-f:.]+\]|[^/:?#@\s[\]]+)(?::\d{1,5})?)(\/[^?#\s]*)?(\?[^#\s]*)?$/i.exec(text.trim()) ?? [];
  if (base === '') return undefined;
  const bare = path.replace(/\/+$/, '');
  return `${base}${bare.endsWith(SUFFIX) ? bare : bare + SUFFIX}${query}`;
}

/** The origin of an address that `tracesUrl` accepts; '' for any other text. */
export function originOfUrl(text: string): string {
  const url = tracesUrl(text);
  return url === undefined ? '' : (/^https?:\/\/[^/]+/i.exec(url)?.[0] ?? '').toLowerCase();
}
