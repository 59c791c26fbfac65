/**
 * Reads a `ws-capture/1` file into conversations that can be played again: who said what, when, over which connection.
 * Times are milliseconds; those of a step count from the opening of its conversation.
 */
import { fail, ok, type Result } from '../src/model/result.ts';

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
  readonly conversations: readonly Conversation[];
}

interface Row {
  readonly t: number;
  readonly dir: string;
  readonly kind: string;
  readonly data: string;
  readonly url: string;
  readonly event?: string;
  readonly phase?: string;
  readonly method?: string;
  readonly code?: number;
  readonly status?: number;
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

const FORMAT = 'ws-capture/1';
/** What is kept of the idle time before the first request and after the last word about a run. */
const HEAD_MS = 200;
const TAIL_MS = 300;
/** What NodeTool's server says of itself while no run is on. */
const NOISE = /system_stats|resource_change|"?ping/;

/** Parses the text of a capture file; the error names the line. */
export function readCapture(text: string): Result<Capture> {
  const lines = text.split('\n');
  const header = parseLine(lines[0] ?? '');
  if (header?.format !== FORMAT)
    return fail(`not a capture: the first line does not say "format":"${FORMAT}"`, 'line 1');
  const rows: Row[] = [];
  for (let i = 1; i < lines.length; i++) {
    if (lines[i]?.trim() === '') continue;
    const row = parseLine(lines[i] ?? '');
    if (!isRow(row))
      return fail('not a capture row: an object with a time `t` and a direction `dir` was expected', `line ${i + 1}`);
    rows.push(row);
  }
  rows.sort((a, b) => a.t - b.t);
  const trimmed = trim(rows);
  if (trimmed.length === 0) return fail('the capture has no traffic to play', 'line 2');
  const conversations = converse(trimmed);
  const zero = conversations.reduce((least, c) => Math.min(least, c.t), Number.POSITIVE_INFINITY);
  const moved = conversations.map((c) => ({ ...c, t: c.t - zero }));
  return ok({
    product: String(header.product ?? ''),
    note: String(header.note ?? ''),
    startedAt: epochOf(header) + zero,
    durationMs: moved.reduce((last, c) => Math.max(last, c.t + (c.steps.at(-1)?.t ?? 0)), 0),
    conversations: moved,
  });
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function isRow(row: unknown): row is Row {
  if (typeof row !== 'object' || row === null) return false;
  const { t, dir } = row as Record<string, unknown>;
  return typeof t === 'number' && Number.isFinite(t) && typeof dir === 'string';
}

function epochOf(header: Record<string, unknown>): number {
  const exact = header.t0_epoch_ms ?? header.t0Epoch;
  return typeof exact === 'number' ? exact : Date.parse(String(header.recorded_at ?? ''));
}

/** The bytes of a row as latin-1 text: enough to look for ASCII words in text and MessagePack alike. */
export function peek(kind: string, data: string): string {
  return kind === 'binary' ? Buffer.from(data, 'base64').toString('latin1') : data;
}

/** Idle time before the first request and after the last word about a run is cut; silence inside runs is kept. */
function trim(rows: readonly Row[]): Row[] {
  const traffic = rows.filter((r) => r.dir !== 'event' || /^(ws-)?(open|close)$|^worker$/.test(r.event ?? ''));
  const asks = (r: Row) =>
    r.dir === 'worker-out' ||
    (r.dir === 'out' && /run_job/.test(peek(r.kind, r.data))) ||
    (r.dir === 'http' && r.phase === 'request' && r.method === 'POST');
  const speaks = (r: Row) => r.dir.startsWith('worker') || (r.data !== undefined && !NOISE.test(peek(r.kind, r.data)));
  const first = traffic.find(asks)?.t ?? Number.NEGATIVE_INFINITY;
  const last = traffic.findLast(speaks)?.t ?? Number.POSITIVE_INFINITY;
  return traffic
    .filter((r) => r.t <= last + TAIL_MS || r.event === 'close')
    .map((r) => ({ ...r, t: Math.min(Math.max(r.t, first - HEAD_MS), last + TAIL_MS) }));
}

function converse(rows: readonly Row[]): Conversation[] {
  const drafts: Draft[] = [];
  /** The newest conversation over a URL; a frame without an `open` before it opens one. */
  const latest = new Map<string, number>();
  const of = (row: Row, kind: Draft['kind']): Draft => {
    const key = `${kind} ${kind === 'worker' ? '' : row.url}`;
    const known = latest.get(key);
    const draft = known === undefined ? undefined : drafts[known];
    if (draft?.open) return draft;
    const fresh: Draft = {
      kind,
      url: row.url,
      t: row.t,
      open: true,
      steps: [],
      ...(known === undefined ? {} : { after: known }),
    };
    latest.set(key, drafts.push(fresh) - 1);
    return fresh;
  };
  const say = (draft: Draft, row: Row, from: Step['from'], kind: Step['kind'], code?: number) =>
    draft.steps.push({ t: row.t - draft.t, from, kind, data: row.data ?? '', ...(code === undefined ? {} : { code }) });

  for (const row of rows) {
    if (row.dir === 'in' || row.dir === 'out') {
      say(of(row, 'websocket'), row, row.dir === 'out' ? 'page' : 'server', row.kind === 'binary' ? 'binary' : 'text');
    } else if (row.dir === 'worker-in' || row.dir === 'worker-out') {
      say(of(row, 'worker'), row, row.dir === 'worker-out' ? 'page' : 'server', 'json');
    } else if (row.event === 'worker') {
      of(row, 'worker');
    } else if (row.dir === 'event' && row.event?.endsWith('open')) {
      of(row, 'websocket');
    } else if (row.event === 'close') {
      const draft = of(row, 'websocket');
      // 1006 means that nobody said goodbye: there the server drops the connection.
      say(draft, row, row.code === 1006 ? 'server' : 'page', 'close', row.code ?? 1000);
      draft.open = false;
    } else if (row.dir === 'http' && row.phase === 'request') {
      drafts.push({ kind: 'http', url: row.url, method: row.method ?? 'GET', t: row.t, open: true, steps: [] });
      say(drafts[drafts.length - 1] as Draft, row, 'page', 'text');
    } else if (row.dir === 'http' && row.phase === 'response') {
      const asked = drafts.find(
        (d) => d.kind === 'http' && d.open && d.url === row.url && d.method === (row.method ?? d.method),
      );
      if (asked === undefined) continue;
      say(asked, row, 'server', 'text', row.status ?? 200);
      asked.open = false;
    }
  }
  return drafts.map(finish);
}

function finish(draft: Draft): Conversation {
  const { kind, url, t, after, method, steps } = draft;
  const last = steps.at(-1);
  const closed = kind === 'http' || last?.kind === 'close';
  const end: Step = { t: (last?.t ?? 0) + TAIL_MS, from: 'page', kind: 'close', data: '', code: 1000 };
  return {
    kind,
    path: kind === 'worker' ? url : new URL(url).pathname,
    t,
    ...(after === undefined ? {} : { after }),
    ...(method === undefined ? {} : { method }),
    steps: closed ? steps : [...steps, end],
  };
}
