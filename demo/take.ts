/**
 * A take: one playing of a capture. Each take gets new job ids and shifted time stamps, so that it is a new run to whoever
 * listens. Lengths do not change, therefore the framing of MessagePack stays valid and bytes can be replaced in place.
 */
import { createHash } from 'node:crypto';
import type { Capture, Conversation, Step } from './capture.ts';

export interface Take {
  readonly id: string;
  readonly speed: number;
  readonly conversations: readonly Conversation[];
}

/** Ids behind the key `job_id`/`jobId`, in JSON and MessagePack alike (there a type and a length byte lie between). Subgraph jobs are `sub-<id>`. */
const JOB_ID = /job_?[iI]d[^0-9A-Za-z]{1,6}(?:sub-)?([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32})/g;
const STAMP = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?=Z|\+00:00)/g;
/** Stamps further from the capture than this are not of the run (a model's release date). */
const NEAR_MS = 24 * 3600 * 1000;

/** Makes the capture's conversations new: ids from `id`, stamps moved so that the capture starts at `now` (epoch ms). */
export function makeTake(capture: Capture, id: string, speed: number, now: number): Take {
  const renamed = new Map<string, string>();
  for (const { steps } of capture.conversations) {
    for (const step of steps) {
      for (const [, job] of latin1(step).matchAll(JOB_ID)) {
        if (job !== undefined && !renamed.has(job)) renamed.set(job, rename(job, id));
      }
    }
  }
  const shift = now - capture.startedAt;
  const rewrite = (text: string) => {
    let out = text;
    for (const [from, to] of renamed) out = out.replaceAll(from, to);
    return Number.isNaN(shift) ? out : out.replace(STAMP, (stamp) => moveStamp(stamp, shift, capture.startedAt));
  };
  const conversations = capture.conversations.map((c) => ({
    ...c,
    path: rewrite(c.path),
    steps: c.steps.map((step) => renew(step, rewrite)),
  }));
  return { id, speed, conversations };
}

function renew(step: Step, rewrite: (text: string) => string): Step {
  if (step.kind !== 'binary') return { ...step, data: rewrite(step.data) };
  const before = latin1(step);
  const after = rewrite(before);
  return after === before ? step : { ...step, data: Buffer.from(after, 'latin1').toString('base64') };
}

/** What a step says, as text in which ASCII words can be found and replaced. */
function latin1({ kind, data }: Step): string {
  return kind === 'binary' ? Buffer.from(data, 'base64').toString('latin1') : data;
}

/** Another id of the same shape: hex digits change, dashes stay. */
function rename(job: string, salt: string): string {
  const digits = createHash('sha256').update(`${salt} ${job}`).digest('hex');
  return job.replace(/[0-9a-f]/g, (_, at: number) => digits[at] ?? '0');
}

function moveStamp(stamp: string, shift: number, near: number): string {
  const at = Date.parse(`${stamp}Z`);
  if (!(Math.abs(at - near) < NEAR_MS)) return stamp;
  const moved = new Date(Math.round(at + shift)).toISOString().slice(0, -1);
  // Python writes six digits: those below the millisecond are kept as they were.
  return stamp.length <= moved.length ? moved.slice(0, stamp.length) : moved + stamp.slice(moved.length);
}
