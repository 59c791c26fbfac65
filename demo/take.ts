/**
 * A take: one playing of a capture. Each take gets new run ids and shifted time stamps, so that it is a new run to whoever
 * listens. In MessagePack lengths must not change: there bytes are replaced in place.
 */
import { createHash } from 'node:crypto';
import type { Capture } from './capture.ts';
import type { Line, Take } from './lines.ts';
import { sizeOf } from './script.ts';

/** Ids behind the key `job_id`/`jobId`, in JSON and MessagePack alike (there a type and a length byte lie between). Subgraph jobs are `sub-<id>`. */
const JOB_ID = /job_?[iI]d[^0-9A-Za-z]{1,6}(?:sub-)?([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32})/g;
/** ComfyUI's runs; JSON within JSON has backslashes. */
const PROMPT_ID = /prompt_id\\*": ?\\*"([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/g;
/** n8n counts its executions from 1: the number is an id only where it says so. */
const EXECUTION_ID = /(executionId\\*": ?\\*"|\/executions\/|^\{"data":\{"id":")(\d+)(?=\D|$)/g;
const ISO = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?=Z|\+00:00)/g;
const EPOCH_MS = /(?<![\d.])\d{13}(?!\d)/g;
/** Stamps further from the capture than this are not of the run (a model's release date). */
const NEAR_MS = 24 * 3600 * 1000;

/** Makes the capture's script new: ids from `id`, stamps moved so that the capture starts at `now` (epoch ms). */
export function makeTake(capture: Capture, id: string, speed: number, now: number): Take {
  const lines = [...capture.lines, ...capture.workers.flatMap((worker) => worker.lines)];
  const renamed = new Map<string, string>();
  for (const text of [...lines.map(latin1), ...capture.talks.map(({ path }) => path)]) {
    for (const [, run] of [...text.matchAll(JOB_ID), ...text.matchAll(PROMPT_ID)]) {
      if (run !== undefined && !renamed.has(run)) renamed.set(run, rename(run, id));
    }
  }
  const shift = now - capture.startedAt;
  const isNear = (at: number) => Math.abs(at - capture.startedAt) < NEAR_MS;
  const rewrite = (text: string) => {
    let out = text;
    for (const [from, to] of renamed) out = out.replaceAll(from, to);
    if (capture.product === 'n8n') out = out.replace(EXECUTION_ID, (_, key, run) => key + longer(run, id));
    if (Number.isNaN(shift)) return out;
    out = out.replace(ISO, (stamp) => (isNear(Date.parse(`${stamp}Z`)) ? moveIso(stamp, shift) : stamp));
    return out.replace(EPOCH_MS, (stamp) =>
      isNear(Number(stamp)) ? String(Math.round(Number(stamp) + shift)) : stamp,
    );
  };
  return {
    id,
    speed,
    talks: capture.talks.map((talk) => ({ ...talk, path: rewrite(talk.path) })),
    lines: capture.lines.map((line) => {
      const own = renew(line, rewrite);
      const counts = line.size !== undefined && capture.talks[line.talk]?.kind === 'fetch';
      return counts ? { ...own, size: sizeOf(own.kind, own.data) } : own;
    }),
    workers: capture.workers.map((worker) => ({ ...worker, lines: worker.lines.map((line) => renew(line, rewrite)) })),
  };
}

function renew(line: Line, rewrite: (text: string) => string): Line {
  if (line.kind !== 'binary') return { ...line, data: rewrite(line.data) };
  const before = latin1(line);
  const after = rewrite(before);
  return after === before ? line : { ...line, data: Buffer.from(after, 'latin1').toString('base64') };
}

/** What a line says, as text in which ASCII words can be found and replaced. */
function latin1({ kind, data }: Line): string {
  return kind === 'binary' ? Buffer.from(data, 'base64').toString('latin1') : data;
}

/** Another id of the same shape: hex digits change, dashes stay. */
function rename(run: string, salt: string): string {
  const digits = createHash('sha256').update(`${salt} ${run}`).digest('hex');
  return run.replace(/[0-9a-f]/g, (_, at: number) => digits[at] ?? '0');
}

/** Another number for a small one: six more digits, equal for equal salt. */
function longer(run: string, salt: string): string {
  const hash = createHash('sha256').update(salt).digest();
  return run + String(hash.readUInt32BE(0) % 1_000_000).padStart(6, '0');
}

function moveIso(stamp: string, shift: number): string {
  const moved = new Date(Math.round(Date.parse(`${stamp}Z`) + shift)).toISOString().slice(0, -1);
  // Python writes six digits: those below the millisecond are kept as they were.
  return stamp.length <= moved.length ? moved.slice(0, stamp.length) : moved + stamp.slice(moved.length);
}
