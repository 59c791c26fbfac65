/** Reads a `ws-capture/1` file into a script that can be played again: who said what, when, over which connection. */
import { type CaptureRow, decodeCapture } from '../src/formats/capture.ts';
import { fail, ok, type Result } from '../src/model/result.ts';
import { micros } from '../src/model/time.ts';
import type { Script } from './lines.ts';
import { type Traffic, writeScript } from './script.ts';

export interface Capture extends Script {
  readonly product: string;
  readonly note: string;
  /** Wall clock at the (trimmed) start, epoch ms; NaN when the file does not say. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** All of it, as it was recorded. */
  readonly rows: readonly CaptureRow[];
}

/** What is kept of the idle time before the first request and after the last word about a run. */
const HEAD_US = 200_000;
const TAIL_US = 300_000;
/** What servers say of themselves while no run is on. */
const NOISE = /system_stats|resource_change|"?ping|"topic":"hb"/;

/** Parses the text of a capture file; the error names the line. */
export function readCapture(text: string): Result<Capture> {
  const decoded = decodeCapture(text, bytesOf);
  if (!decoded.ok) return decoded;
  const { header, rows } = decoded.value;
  const traffic = trim(rows.filter((row) => row.row !== 'other').sort((a, b) => a.t - b.t));
  const first = traffic[0];
  if (first === undefined) return fail('the capture has no traffic to play', 'line 2');
  const script = writeScript(traffic, first.t, header.product);
  const ends = [...script.lines, ...script.workers.map(({ t, lines }) => ({ t: t + (lines.at(-1)?.t ?? 0) }))];
  return ok({
    ...script,
    product: header.product,
    note: header.note,
    startedAt: header.startedAtUs === undefined ? Number.NaN : first.t / 1000,
    durationMs: ends.reduce((last, { t }) => Math.max(last, t), 0),
    rows,
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
