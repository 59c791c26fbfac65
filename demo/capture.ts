/**
 * Reads a `ws-capture/1` file into conversations that can be played again: who said what, when, over which connection.
 * Times are milliseconds; those of a step count from the opening of its conversation.
 */
import {
  type CaptureRow,
  decodeCapture,
  type HttpRow,
  type LinkRow,
  type MessageRow,
  type OtherRow,
} from '../src/formats/capture.ts';
import { fail, ok, type Result } from '../src/model/result.ts';
import { micros } from '../src/model/time.ts';

type Traffic = Exclude<CaptureRow, OtherRow>;

export interface Step {
  readonly t: number;
  readonly from: 'page' | 'server';
  /** `binary` and `bytes` of text are base64; `json` is what a worker was given by postMessage. */
  readonly kind: 'text' | 'binary' | 'json' | 'close';
  readonly data: string;
  /** Close code, or HTTP status of a response. */
  readonly code?: number;
}

export interface Conversation {
  readonly kind: 'websocket' | 'worker' | 'http';
  readonly path: string;
  readonly method?: string;
  /** Opening, from the start of the capture. */
  readonly t: number;
  /** Index of the conversation over the same URL that must have closed before this one opens. */
  readonly after?: number;
  readonly steps: readonly Step[];
}

export interface Capture {
  readonly product: string;
  readonly note: string;
  /** Wall clock at the (trimmed) start, epoch ms; NaN when the file does not say. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** All of it, as it was recorded. */
  readonly rows: readonly CaptureRow[];
  readonly conversations: readonly Conversation[];
}

interface Draft {
  kind: Conversation['kind'];
  url: string;
  method?: string;
  t: number;
  after?: number;
  open: boolean;
  steps: Step[];
}

/** What is kept of the idle time before the first request and after the last word about a run. */
const HEAD_US = 200_000;
const TAIL_US = 300_000;
/** What NodeTool's server says of itself while no run is on. */
const NOISE = /system_stats|resource_change|"?ping/;

/** Parses the text of a capture file; the error names the line. */
export function readCapture(text: string): Result<Capture> {
  const decoded = decodeCapture(text, bytesOf);
  if (!decoded.ok) return decoded;
  const { header, rows } = decoded.value;
  const traffic = trim(rows.filter((row) => row.row !== 'other').sort((a, b) => a.t - b.t));
  const first = traffic[0];
  if (first === undefined) return fail('the capture has no traffic to play', 'line 2');
  const conversations = converse(traffic, first.t);
  return ok({
    product: header.product,
    note: header.note,
    startedAt: header.startedAtUs === undefined ? Number.NaN : first.t / 1000,
    durationMs: conversations.reduce((last, c) => Math.max(last, c.t + (c.steps.at(-1)?.t ?? 0)), 0),
    rows,
    conversations,
  });
}

/** Node's decoder takes anything, so the shape is checked first. */
function bytesOf(base64: string): Uint8Array | undefined {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(base64) ? Buffer.from(base64, 'base64') : undefined;
}

/** A text, the bytes of a frame as latin-1 or an object as JSON: enough to look for ASCII words in all of them. */
function peek(data: string | Uint8Array | object): string {
  if (typeof data === 'string') return data;
  return data instanceof Uint8Array ? Buffer.from(data).toString('latin1') : JSON.stringify(data);
}

/** Idle time before the first request and after the last word about a run is cut; silence inside runs is kept. */
function trim(traffic: readonly Traffic[]): Traffic[] {
  const asks = (row: Traffic) =>
    row.row === 'http'
      ? row.method === 'POST'
      : row.row === 'message' && row.dir === 'out' && (row.transport === 'worker' || /run_job/.test(peek(row.data)));
  const speaks = (row: Traffic) => row.row !== 'link' && !NOISE.test(peek(row.data));
  const first = (traffic.find(asks)?.t ?? 0) - HEAD_US;
  const last = (traffic.findLast(speaks)?.t ?? Number.MAX_SAFE_INTEGER) + TAIL_US;
  return traffic
    .filter((row) => row.t <= last || (row.row === 'link' && row.what === 'close'))
    .map((row) => ({ ...row, t: micros(Math.min(Math.max(row.t, first), last)) }));
}

/** Sorts traffic into conversations; times from `zero`. */
function converse(traffic: readonly Traffic[], zero: number): Conversation[] {
  const drafts: Draft[] = [];
  /** The newest conversation over a URL. */
  const latest = new Map<string, number>();
  const begin = (row: Traffic, kind: Draft['kind'], after?: number): Draft => {
    const draft: Draft = { kind, url: row.url, t: (row.t - zero) / 1000, open: true, steps: [] };
    drafts.push(after === undefined ? draft : Object.assign(draft, { after }));
    return draft;
  };
  /** A frame without an `open` before it opens its conversation. Captures name a worker by two URLs: one at a time. */
  const current = (row: LinkRow | MessageRow): Draft => {
    const key = row.transport === 'worker' ? 'worker' : row.url;
    const known = latest.get(key);
    const draft = known === undefined ? undefined : drafts[known];
    if (draft?.open) return draft;
    latest.set(key, drafts.length);
    return begin(row, row.transport, known);
  };
  for (const row of traffic) {
    if (row.row === 'http') http(row, drafts, begin, zero);
    else if (row.row === 'message') {
      const draft = current(row);
      draft.steps.push({
        t: (row.t - zero) / 1000 - draft.t,
        from: row.dir === 'out' ? 'page' : 'server',
        ...said(row.data),
      });
    } else if (row.what === 'open') current(row);
    else {
      const draft = current(row);
      // 1006 means that nobody said goodbye: there the server drops the connection.
      const from = row.code === 1006 ? 'server' : 'page';
      draft.steps.push({ t: (row.t - zero) / 1000 - draft.t, from, kind: 'close', data: '', code: row.code ?? 1000 });
      draft.open = false;
    }
  }
  return drafts.map(finish);
}

function said(data: MessageRow['data']): Pick<Step, 'kind' | 'data'> {
  if (typeof data === 'string') return { kind: 'text', data };
  if (data instanceof Uint8Array) return { kind: 'binary', data: Buffer.from(data).toString('base64') };
  return { kind: 'json', data: JSON.stringify(data) };
}

/** A request is a conversation of two steps: what the page asked and what the server answered. */
function http(
  row: HttpRow,
  drafts: readonly Draft[],
  begin: (row: HttpRow, kind: 'http') => Draft,
  zero: number,
): void {
  const { method, data, url, status } = row;
  if (row.phase === 'request') {
    const draft = begin(row, 'http');
    draft.method = method;
    draft.steps.push({ t: 0, from: 'page', kind: 'text', data });
  }
  const asked = drafts.find((d) => d.kind === 'http' && d.open && d.url === url && d.method === method);
  if (row.phase !== 'response' || asked === undefined) return;
  asked.steps.push({ t: (row.t - zero) / 1000 - asked.t, from: 'server', kind: 'text', data, code: status ?? 200 });
  asked.open = false;
}

function finish(draft: Draft): Conversation {
  const { kind, url, t, after, method, steps } = draft;
  const last = steps.at(-1);
  const closed = kind === 'http' || last?.kind === 'close';
  const end: Step = { t: (last?.t ?? 0) + TAIL_US / 1000, from: 'page', kind: 'close', data: '', code: 1000 };
  return {
    kind,
    path: kind === 'worker' ? url : new URL(url).pathname,
    t,
    ...(after === undefined ? {} : { after }),
    ...(method === undefined ? {} : { method }),
    steps: closed ? steps : [...steps, end],
  };
}
