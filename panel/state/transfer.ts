/** Session files in and out. */
import { formatBytes, plural } from '../../src/drawing/format.ts';
import { decodeSession, encodeSession, SESSION_LIMITS } from '../../src/formats/session.ts';
import { fail, ok, type Result } from '../../src/model/result.ts';
import type { Run } from '../../src/model/run.ts';
import { micros } from '../../src/model/time.ts';
import type { JobHandle } from './job.ts';
import type { PanelState } from './panel-state.ts';

/** Runs in one message: browsers refuse messages above 64 MB, a run of 300 nodes is about 100 kB. */
const PORTION = 20;

export interface Exported {
  readonly name: string;
  readonly text: string;
  readonly words: string;
}

/** All listed runs as a session file. `now` in epoch milliseconds. */
export async function sessionOf(state: PanelState, now: number, job: JobHandle): Promise<Result<Exported>> {
  const ids = state.listed.peek().map((h) => h.id);
  const runs = await state.fetchRuns(ids, (done, of) => job.report(done, of));
  if (!runs.ok) return runs;
  if (runs.value.length === 0) return fail('There is nothing to export: no run of this page is stored.');
  const speed = runs.value.find((r) => r.replaySpeed !== undefined)?.replaySpeed;
  const text = encodeSession(runs.value, {
    exportedAtUs: micros(now * 1000),
    ...(speed !== undefined && { replaySpeed: speed }),
  });
  const name = `longpole-session-${fileStamp(new Date(now))}.json`;
  const size = formatBytes(new TextEncoder().encode(text).length);
  return ok({ name, text, words: `Exported ${plural(runs.value.length, 'run')} (${size}) to ${name}` });
}

/** `2026-11-23-0131`, local time. */
function fileStamp(d: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}-${two(d.getHours())}${two(d.getMinutes())}`;
}

/** Hands a text to the browser as a file to save. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the blob after the click; a minute is ample and keeps it from staying for good.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export interface Imported {
  readonly words: string;
  readonly first: Run | undefined;
}

/** Reads a session file and hands its runs to the background. The error names the place in the file. */
export async function importSession(state: PanelState, file: File, job: JobHandle): Promise<Result<Imported>> {
  if (file.size > SESSION_LIMITS.size)
    return fail(
      `${file.name} is ${formatBytes(file.size)}; session files have at most ${formatBytes(SESSION_LIMITS.size)}.`,
    );
  const text = await file.text().catch(() => undefined);
  if (text === undefined) return fail(`${file.name} could not be read.`);
  const session = decodeSession(text);
  if (!session.ok) {
    const at = session.where ? ` At ${session.where}.` : '';
    return fail(`${file.name} is not a session file Longpole can read: ${session.error}.${at}`);
  }
  const { runs } = session.value;
  let added = 0;
  let known = 0;
  for (let i = 0; i < runs.length; i += PORTION) {
    if (!job.report(i, runs.length))
      return fail(`Cancelled: ${plural(added, 'run')} of ${runs.length} in ${file.name} were imported.`);
    const reply = await state.request({ what: 'import', runs: runs.slice(i, i + PORTION) });
    if (!reply.ok) return reply;
    const counts = reply.value as { readonly added?: number; readonly known?: number };
    added += counts.added ?? 0;
    known += counts.known ?? 0;
  }
  const already = known > 0 ? `, ${plural(known, 'run')} already here` : '';
  const newest = runs.reduce<Run | undefined>((best, r) => (best && best.startUs >= r.startUs ? best : r), undefined);
  return ok({ words: `Imported ${plural(added, 'run')} from ${file.name}${already}`, first: newest });
}
