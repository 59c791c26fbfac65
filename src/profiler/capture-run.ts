import type { PageEditor } from '../editors/editor.ts';
import { EDITORS } from '../editors/registry.ts';
import type { CaptureRow } from '../formats/capture.ts';
import type { TrafficRecord } from '../model/record.ts';
import type { Run } from '../model/run.ts';
import type { Micros } from '../model/time.ts';
import { captureLinks, type Lateness } from './capture-links.ts';
import { createPipeline } from './pipeline.ts';

export interface CaptureOptions {
  /** Of the page; taken from the first connection when not given. */
  readonly origin?: string;
  /** Name of the document, part of the run ids. */
  readonly epoch?: string;
  readonly editors?: readonly PageEditor[];
}

export interface CaptureRuns {
  readonly runs: readonly Run[];
  /** What the hook would have sent for these frames. */
  readonly records: readonly TrafficRecord[];
  /** Frames of a known editor that could not be read. */
  readonly unreadable: number;
}

/** A recorded page's traffic through editors and recorder, as the extension does it live, without a browser. */
export function analyseCapture(rows: readonly CaptureRow[], options: CaptureOptions = {}): CaptureRuns {
  const records = recordsOf(rows, options.editors ?? EDITORS);
  const last = rows.reduce((t, row) => Math.max(t, row.t), 0) as Micros;
  const pipeline = createPipeline({ origin: options.origin ?? originOf(rows), epoch: options.epoch ?? 'capture' });
  pipeline.feed(records);
  pipeline.settle(last, true);
  const unreadable = records.reduce((sum, r) => sum + (r.k === 'trouble' ? r.n : 0), 0);
  return { runs: pipeline.runs(), records, unreadable };
}

/** Rows to records, as the hook makes them of the same traffic. */
export function recordsOf(rows: readonly CaptureRow[], editors: readonly PageEditor[] = EDITORS): TrafficRecord[] {
  const links = captureLinks(editors, busyPage(rows));
  return rows.flatMap((row) => links.take(row));
}

/**
 * Time without a long task after which the main thread may be taken to have caught up. Tasks below 50 ms are not reported, and
 * frames wait behind them too: with 12 ms, the quiet spell of docs/adr/0003, the bound would be false (capture 22).
 */
const QUIET_US = 250_000;

/**
 * Recordings of a page may tell its long tasks: a frame that arrived within a busy stretch, or right behind it, may have
 * waited since the stretch began. Live, the quiet clock measures this.
 */
function busyPage(rows: readonly CaptureRow[]): Lateness {
  const stretches: { from: number; to: number }[] = [];
  const tasks = rows.flatMap((r) =>
    r.row === 'other' && r.what === 'longtask' ? [{ t: r.t, us: r.durationUs ?? 0 }] : [],
  );
  for (const { t, us } of tasks.sort((a, b) => a.t - b.t)) {
    const last = stretches.at(-1);
    if (last && t - last.to < QUIET_US) last.to = Math.max(last.to, t + us);
    else stretches.push({ from: t, to: t + us });
  }
  return (row) => {
    const busy = stretches.find((s) => s.from <= row.t && row.t < s.to + QUIET_US);
    return busy && row.dir === 'in' ? { late: row.t - busy.from } : {};
  };
}

/** `ws://host:1/ws` was opened by a page of `http://host:1`, as far as a capture can tell. */
function originOf(rows: readonly CaptureRow[]): string {
  for (const row of rows) {
    // Without the user and the password that an address may name.
    const host = /^(?:ws|http)(s?):\/\/(?:[^/?#]*@)?([^/?#@]+)/i.exec(row.url);
    if (host) return `http${host[1]}://${host[2]}`;
  }
  return '';
}
