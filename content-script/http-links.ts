import { troubleOf } from '../src/editors/connection.ts';
import type { Frame, HttpHead, HttpPart, HttpStep, PageEditor } from '../src/editors/editor.ts';
import { type Exchange, type HttpFrame, openExchange } from '../src/editors/exchange.ts';
import { valueCursor } from '../src/editors/scan/value.ts';
import { PAGE_LIMITS } from '../src/model/limits.ts';
import type { LinkRecord, TrafficRecord } from '../src/model/record.ts';
import type { Micros } from '../src/model/time.ts';
import { whereOf } from '../src/model/where.ts';

/** One HTTP exchange of the page that some editor wants. */
export interface HttpLink {
  readonly id: number;
  readonly head: HttpHead;
  readonly exchange: Exchange;
  /** Whether the `open` record of a stream has gone out. */
  told: boolean;
}

export interface HttpStepSeen extends Pick<HttpStep, 'status' | 'broken'> {
  readonly part: HttpPart;
  readonly data: Frame['data'];
  readonly late?: number;
}

export function openHttpLink(editors: readonly PageEditor[], head: HttpHead, id: () => number): HttpLink | undefined {
  const exchange = openExchange(editors, head);
  return exchange && { id: id(), head, exchange, told: false };
}

/** The records of the next step. A stream is a connection of its own, from when an editor claims it to its end. */
export function takeStep(link: HttpLink, step: HttpStepSeen, t: Micros): readonly TrafficRecord[] {
  const { exchange } = link;
  const records = exchange.take(frameOf(link, step, t));
  if (exchange.wanted !== 'stream' || !exchange.claimed) return records;
  const opened = link.told ? [] : [linkRecord(link, 'open', t)];
  const ended = step.part === 'end' || step.part === 'body' ? [linkRecord(link, 'close', t)] : [];
  link.told = true;
  return [...opened, ...records, ...ended];
}

/** The page read the answer in a way that hides it; said only of what is an editor's. */
export function unreadable(link: HttpLink, t: Micros): readonly TrafficRecord[] {
  return link.exchange.claimed ? [troubleOf({ t, link: link.id }, 'unreadable')] : [];
}

/** What can be held until the configuration is there, although the page may change its own at once; undefined: too large. */
export function heldCopy(data: Frame['data']): { readonly data: Frame['data']; readonly bytes: number } | undefined {
  if (typeof data === 'string') return { data, bytes: data.length };
  const bytes = data instanceof Uint8Array ? data.byteLength : valueCursor(data, PAGE_LIMITS.depth).skip();
  return bytes > PAGE_LIMITS.heldBytes ? undefined : { data: clone(data), bytes };
}

const clone = structuredClone;

function frameOf({ id, head }: HttpLink, { part, data, status, broken, late }: HttpStepSeen, t: Micros): HttpFrame {
  return {
    link: id,
    transport: 'http',
    url: head.url,
    dir: part === 'request' ? 'out' : 'in',
    data,
    t,
    http: {
      part,
      method: head.method,
      ...(status !== undefined && { status }),
      ...(broken && { broken }),
    },
    ...(late !== undefined && { late }),
  };
}

function linkRecord({ id, head }: HttpLink, what: LinkRecord['what'], t: Micros): LinkRecord {
  return { k: 'link', what, transport: 'http', where: whereOf(head.url), t, link: id };
}
