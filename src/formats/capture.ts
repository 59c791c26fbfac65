import { FILE_LIMITS } from '../model/limits.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { fromMillis, type Micros } from '../model/time.ts';
import { parseJson } from './json.ts';

export const CAPTURE_FORMAT = 'ws-capture/1';

export interface CaptureHeader {
  readonly product: string;
  readonly version: string;
  readonly note: string;
  /** Epoch microseconds of `t` = 0; absent when the file does not say: times then count from 0. */
  readonly startedAtUs?: Micros;
}

interface Row {
  /** Line in the file, from 1. */
  readonly line: number;
  /** Epoch microseconds. */
  readonly t: Micros;
  readonly url: string;
}

/**
 * A message over a socket or to and from a worker (the object that was posted), or a piece of a streaming HTTP answer as it
 * was read: its URL says `http`.
 */
export interface MessageRow extends Row {
  readonly row: 'message';
  readonly transport: 'websocket' | 'worker' | 'http';
  readonly dir: 'in' | 'out';
  readonly data: string | Uint8Array | object;
}

export interface LinkRow extends Row {
  readonly row: 'link';
  readonly transport: 'websocket' | 'worker';
  readonly what: 'open' | 'close';
  readonly code?: number;
}

/** A step of an HTTP request that the page made. */
export interface HttpRow extends Row {
  readonly row: 'http';
  /** `request`, `response` (with the whole body), or of a stream `response-headers` and `stream-end`. */
  readonly phase: string;
  readonly method: string;
  /** By which means the page made it, where the recorder knew. */
  readonly via?: 'fetch' | 'xhr';
  readonly status?: number;
  readonly data: string;
}

/** What is no traffic by itself: marks, and long tasks of the page's main thread with their duration. */
export interface OtherRow extends Row {
  readonly row: 'other';
  readonly what: string;
  readonly durationUs?: number;
}

export type CaptureRow = MessageRow | LinkRow | HttpRow | OtherRow;

export interface Capture {
  readonly header: CaptureHeader;
  readonly rows: readonly CaptureRow[];
}

/** Base64 to bytes; undefined when the text is no base64. Passed in: the pure core has no decoder. */
export type Base64Decoder = (text: string) => Uint8Array | undefined;

/** True when a text looks like a capture (not like a session): its first line says so. */
export function looksLikeCapture(text: string): boolean {
  return text.slice(0, 4096).split('\n', 1)[0]?.includes(`"${CAPTURE_FORMAT}"`) ?? false;
}

/** Reads a `ws-capture/1` file: a header line, then a row per line. A failure names the line. */
export function decodeCapture(text: string, base64: Base64Decoder): Result<Capture> {
  const lines = text.split('\n');
  const header = decodeHeader(lines[0] ?? '');
  if (!header.ok) return header;
  const rows: CaptureRow[] = [];
  for (let i = 1; i < lines.length; i++) {
    const body = lines[i] ?? '';
    if (body.trim() === '') continue;
    const row = decodeRow(body, i + 1, header.value.startedAtUs ?? 0, base64);
    if (!row.ok) {
      const cut = i === lines.length - 1 ? '; it is the last line, so the file may be cut off' : '';
      return fail(`${row.error}${cut}`, `line ${i + 1}`);
    }
    rows.push(row.value);
  }
  return ok({ header: header.value, rows });
}

function decodeHeader(line: string): Result<CaptureHeader> {
  if (line.trim() === '') return fail('the file is empty', 'line 1');
  const parsed = parseJson(line, FILE_LIMITS.captureDepth);
  const head = parsed.ok ? members(parsed.value) : undefined;
  const format = head?.get('format');
  if (typeof format !== 'string' || !format.startsWith('ws-capture/')) {
    return fail(`not a capture: the first line has no "format":"${CAPTURE_FORMAT}"`, 'line 1');
  }
  if (format !== CAPTURE_FORMAT)
    return fail(`a capture of another version: ${format}, this one reads ${CAPTURE_FORMAT}`, 'line 1');
  const word = (key: string): string => {
    const value = head?.get(key);
    return typeof value === 'string' ? value : '';
  };
  const startedAtUs = epochOf(head?.get('t0_epoch_ms') ?? head?.get('t0Epoch'), head?.get('recorded_at'));
  return ok({
    product: word('product'),
    version: word('version'),
    note: word('note'),
    ...(startedAtUs === undefined ? {} : { startedAtUs }),
  });
}

function epochOf(millis: unknown, recordedAt: unknown): Micros | undefined {
  const ms = typeof millis === 'number' ? millis : typeof recordedAt === 'string' ? Date.parse(recordedAt) : Number.NaN;
  return isTime(ms) ? fromMillis(ms) : undefined;
}

/** Until the year 5138: what is beyond is no time and would lose microseconds. */
function isTime(ms: unknown): ms is number {
  return typeof ms === 'number' && ms >= 0 && ms < 1e14;
}

function decodeRow(line: string, number: number, startedAtUs: number, base64: Base64Decoder): Result<CaptureRow> {
  const parsed = parseJson(line, FILE_LIMITS.captureDepth);
  if (!parsed.ok) return fail(parsed.error === 'the file is empty' ? 'not a row' : 'not JSON');
  const row = members(parsed.value);
  if (!row) return fail('not a row: an object is expected');
  const t = row.get('t');
  const dir = row.get('dir');
  const kind = row.get('kind');
  if (!isTime(t)) return fail('the time "t" is not a number of milliseconds');
  if (typeof dir !== 'string') return fail('the direction "dir" is missing');
  const url = row.get('url');
  const base: Row = {
    line: number,
    t: (startedAtUs + fromMillis(t)) as Micros,
    url: typeof url === 'string' ? url : '',
  };
  if (dir === 'in' || dir === 'out') {
    const transport = /^https?:/i.test(base.url) ? 'http' : 'websocket';
    return message(base, transport, dir, kind, row.get('data'), base64);
  }
  if (dir === 'worker-in' || dir === 'worker-out') {
    return message(base, 'worker', dir === 'worker-in' ? 'in' : 'out', kind, row.get('data'), base64);
  }
  return ok(dir === 'http' ? httpRow(base, row) : eventRow(base, dir, row));
}

function httpRow(base: Row, row: ReadonlyMap<string, unknown>): HttpRow {
  const [phase, method, status, data, via] = ['phase', 'method', 'status', 'data', 'via'].map((key) => row.get(key));
  return {
    ...base,
    row: 'http',
    phase: typeof phase === 'string' ? phase : '',
    method: typeof method === 'string' ? method : 'GET',
    ...(via === 'Fetch' ? { via: 'fetch' } : via === 'XHR' ? { via: 'xhr' } : {}),
    ...(typeof status === 'number' ? { status } : {}),
    data: typeof data === 'string' ? data : '',
  };
}

function eventRow(base: Row, dir: string, row: ReadonlyMap<string, unknown>): CaptureRow {
  const event = row.get('event');
  const code = row.get('code');
  const link = { ...base, row: 'link', ...(typeof code === 'number' ? { code } : {}) } as const;
  if (dir === 'event' && (event === 'open' || event === 'ws-open'))
    return { ...link, transport: 'websocket', what: 'open' };
  if (dir === 'event' && (event === 'close' || event === 'ws-close'))
    return { ...link, transport: 'websocket', what: 'close' };
  if (dir === 'event' && event === 'worker') return { ...link, transport: 'worker', what: 'open' };
  const dur = row.get('dur');
  return {
    ...base,
    row: 'other',
    what: typeof event === 'string' ? event : dir,
    ...(isTime(dur) ? { durationUs: fromMillis(dur) } : {}),
  };
}

function message(
  base: Row,
  transport: MessageRow['transport'],
  dir: MessageRow['dir'],
  kind: unknown,
  data: unknown,
  base64: Base64Decoder,
): Result<MessageRow> {
  const made = { ...base, row: 'message', transport, dir } as const;
  if (typeof data !== 'string') {
    return kind === 'json' && typeof data === 'object' && data !== null
      ? ok({ ...made, data })
      : fail('"data" is not a string');
  }
  if (kind === 'text') return ok({ ...made, data });
  if (kind === 'binary') {
    const bytes = base64(data);
    return bytes ? ok({ ...made, data: bytes }) : fail('"data" is not base64');
  }
  if (kind === 'json' || kind === 'worker-json') {
    const parsed = parseJson(data, FILE_LIMITS.captureDepth);
    if (!parsed.ok) return fail(`"data" is ${parsed.error}`);
    const { value } = parsed;
    return typeof value === 'object' && value !== null ? ok({ ...made, data: value }) : fail('"data" is not an object');
  }
  return fail('the "kind" of the message is not known');
}

/** Own members as a map, so that a member named `__proto__` is a name like any other. Undefined for what is no object. */
function members(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value));
}
