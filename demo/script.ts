/** Rows of a capture to the script that both ends of a take read. */

import { createEventReader, type EventReader } from '../src/editors/scan/events.ts';
import type { CaptureRow, HttpRow, LinkRow, MessageRow, OtherRow } from '../src/formats/capture.ts';
import { PAGE_LIMITS } from '../src/model/limits.ts';
import type { Line, Script, Talk, WorkerTalk } from './lines.ts';

export type Traffic = Exclude<CaptureRow, OtherRow>;

/** Connections that the recording does not close are closed so long after its last line; Node-RED's runs end by a silence of 1 s. */
const tailMs = (product: string) => (product === 'node-red' ? 1_500 : 300);

interface Draft {
  kind: Talk['kind'] | 'worker';
  readonly url: string;
  readonly method: string;
  stream: boolean;
  open: boolean;
  /** Waits for its answer. */
  asked: boolean;
  reader?: EventReader;
}

/** Times of the script count from `zeroUs`; `product` tells how a page of it makes its requests where the rows do not. */
export function writeScript(traffic: readonly Traffic[], zeroUs: number, product: string): Script {
  const drafts: Draft[] = [];
  const lines: Line[] = [];
  let now = 0;

  function say(talk: number, from: Line['from'], kind: Line['kind'], data = '', more: Partial<Line> = {}): void {
    lines.push({ t: now, talk, from, kind, data, ...more });
  }
  function begin(row: Traffic, kind: Draft['kind'], data = ''): number {
    const method = row.row === 'http' ? row.method : 'GET';
    drafts.push({ kind, url: row.url, method, stream: false, open: true, asked: false });
    const talk = drafts.length - 1;
    if (kind !== 'worker') say(talk, 'page', 'open', data);
    return talk;
  }
  function find(matches: (draft: Draft) => boolean): number | undefined {
    const talk = drafts.findIndex((draft) => draft.open && matches(draft));
    return talk < 0 ? undefined : talk;
  }
  /** A frame without an `open` before it opens its connection. Captures name a worker by two URLs: one at a time. */
  function socket(row: Traffic, kind: 'websocket' | 'worker'): number {
    const known = find((d) => d.kind === kind && (kind === 'worker' || d.url === row.url));
    if (known !== undefined) return known;
    const talk = begin(row, kind);
    if (kind === 'websocket') say(talk, 'server', 'head');
    return talk;
  }
  function link(row: LinkRow): void {
    const talk = socket(row, row.transport);
    if (row.what === 'open') return;
    // 1006 means that nobody said goodbye: there the server drops the connection.
    say(talk, row.code === 1006 ? 'server' : 'page', 'close', '', { code: row.code ?? 1000 });
    end(talk);
  }
  function end(talk: number): void {
    const draft = drafts[talk];
    if (draft) draft.open = false;
  }
  function message(row: MessageRow): void {
    const { data, kind } = said(row.data);
    if (row.transport !== 'http') {
      say(socket(row, row.transport), row.dir === 'out' ? 'page' : 'server', kind, data);
      return;
    }
    const talk = find((d) => d.stream && d.url === row.url);
    if (talk === undefined) return;
    const reader = drafts[talk]?.reader;
    const size = reader ? messagesIn(reader, data) : sizeOf(kind, data);
    say(talk, 'server', kind, data, { size });
  }
  function http(row: HttpRow): void {
    if (row.phase === 'ws-created') socket(row, 'websocket');
    else if (row.phase === 'request') ask(row);
    else if (row.phase === 'response') answer(row);
    else if (row.phase === 'response-headers') head(row);
    else if (row.phase === 'stream-end') done(row);
  }
  function done({ url }: HttpRow): void {
    const talk = find((d) => d.stream && d.url === url);
    if (talk === undefined) return;
    say(talk, 'server', 'close');
    end(talk);
  }
  function ask(row: HttpRow): void {
    const draft = drafts[begin(row, callOf(row, product), row.data)];
    if (draft) draft.asked = true;
  }
  function answer(row: HttpRow): void {
    const same = (d: Draft) => d.asked && d.url === row.url && d.method === row.method;
    // Some captures keep only the answer of what was asked before they began.
    if (find(same) === undefined) ask({ ...row, data: '' });
    const talk = find(same);
    if (talk === undefined) return;
    say(talk, 'server', 'answer', row.data, { code: row.status ?? 200 });
    end(talk);
  }
  /** A stream that no request of the page asked for is an EventSource's. */
  function head(row: HttpRow): void {
    const asked = find((d) => d.asked && d.url === row.url);
    const talk = asked ?? begin(row, 'eventsource');
    const draft = drafts[talk];
    if (!draft) return;
    draft.stream = true;
    draft.asked = false;
    if (asked === undefined) draft.reader = createEventReader(PAGE_LIMITS.bodyBytes);
    say(talk, 'server', 'head', '', { code: row.status ?? 200 });
  }

  for (const row of traffic) {
    now = (row.t - zeroUs) / 1000;
    if (row.row === 'http') http(row);
    else if (row.row === 'message') message(row);
    else link(row);
  }
  now += tailMs(product);
  drafts.forEach((draft, talk) => {
    if (draft.open) say(talk, 'page', 'close', '', { code: 1000 });
  });
  return split(drafts, lines);
}

/** n8n and Flowise use axios, Node-RED jQuery: XMLHttpRequest; Flowise's predictions and all of ComfyUI are fetched. */
function callOf({ via, method }: HttpRow, product: string): 'fetch' | 'xhr' {
  if (via) return via;
  const xhr = product === 'n8n' || product === 'node-red' || (product === 'flowise' && method === 'GET');
  return xhr ? 'xhr' : 'fetch';
}

function said(data: MessageRow['data']): Pick<Line, 'data'> & { readonly kind: 'text' | 'binary' | 'json' } {
  if (typeof data === 'string') return { kind: 'text', data };
  if (data instanceof Uint8Array) return { kind: 'binary', data: Buffer.from(data).toString('base64') };
  return { kind: 'json', data: JSON.stringify(data) };
}

/** Bytes of a line on the wire. */
export function sizeOf(kind: Line['kind'], data: string): number {
  return Buffer.byteLength(data, kind === 'binary' ? 'base64' : 'utf8');
}

/** Messages without a type of their own, which `onmessage` gets. */
function messagesIn(reader: EventReader, text: string): number {
  return reader.push(text).filter(({ event }) => event === 'message').length;
}

/** Workers play by themselves: their lines leave the list. */
function split(drafts: readonly Draft[], lines: readonly Line[]): Script {
  const ofWorkers = new Set(drafts.flatMap(({ kind }, talk) => (kind === 'worker' ? [talk] : [])));
  const workers = [...ofWorkers].map((talk): WorkerTalk => {
    const own = lines.filter((line) => line.talk === talk);
    const t = own[0]?.t ?? 0;
    return { path: drafts[talk]?.url ?? '', t, lines: own.map((line) => ({ ...line, t: line.t - t })) };
  });
  const talks = drafts.map(({ kind, url, method, stream }): Talk => {
    if (kind === 'worker') return { kind: 'fetch', path: '', method, stream };
    const { pathname, search } = new URL(url);
    return { kind, path: pathname + search, method, stream };
  });
  return {
    talks,
    workers,
    lines: withAcks(
      lines.filter((line) => !ofWorkers.has(line.talk)),
      talks,
    ),
  };
}

/**
 * What the server says over two connections may arrive in any order, and pieces of one answer may arrive as one: the page
 * acknowledges the first before the server goes on. On one socket order is kept anyway.
 */
function withAcks(lines: readonly Line[], talks: readonly Talk[]): Line[] {
  const out: Line[] = [];
  let last: Line | undefined;
  for (const line of lines) {
    const same = last?.talk === line.talk && talks[line.talk]?.kind === 'websocket';
    if (last?.from === 'server' && line.from === 'server' && !same) {
      out.push({ t: out.at(-1)?.t ?? last.t, talk: last.talk, from: 'page', kind: 'ack', data: '' });
    }
    out.push(line);
    // What the page cannot notice cannot be acknowledged.
    if (line.size !== 0) last = line;
  }
  return out;
}
