/** Session files in and out. */
import { formatBytes, plural } from '../../src/drawing/format.ts';
import { sessionWriter } from '../../src/formats/session.ts';
import { fail, ok, type Result } from '../../src/model/result.ts';
import type { Run } from '../../src/model/run.ts';
import { micros } from '../../src/model/time.ts';
import { growingFile } from '../files/save.ts';
import type { JobHandle } from './job.ts';
import type { PanelState } from './panel-state.ts';

export interface Exported {
  readonly name: string;
  readonly content: Blob;
  readonly words: string;
}

/** Runs asked for at once: what is written is let go again before the next are fetched. */
const PORTION = 20;

/** All listed runs as a session file. `now` in epoch milliseconds. */
export async function sessionOf(state: PanelState, now: number, job: JobHandle): Promise<Result<Exported>> {
  const heads = state.listed.peek();
  if (heads.length === 0) return fail('There is nothing to export: no run of this page is stored.');
  const speed = heads.find((h) => h.replaySpeed !== undefined)?.replaySpeed;
  const session = sessionWriter({
    exportedAtUs: micros(now * 1000),
    ...(speed !== undefined && { replaySpeed: speed }),
  });
  const file = growingFile();
  let count = 0;
  file.add(session.head);
  for (let i = 0; i < heads.length; i += PORTION) {
    if (!job.report(i, heads.length)) return fail('Cancelled.');
    const runs = await state.fetchRuns(heads.slice(i, i + PORTION).map((h) => h.id));
    if (!runs.ok) return runs;
    for (const run of runs.value) for (const piece of session.run(run)) file.add(piece);
    count += runs.value.length;
  }
  if (count === 0) return fail('There is nothing to export: no run of this page is stored.');
  file.add(session.end);
  const content = file.done('application/json');
  const name = `longpole-session-${fileStamp(new Date(now))}.json`;
  return ok({ name, content, words: `Exported ${plural(count, 'run')} (${formatBytes(content.size)}) to ${name}` });
}

/** `2026-11-23-0131`, local time. */
function fileStamp(d: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}-${two(d.getHours())}${two(d.getMinutes())}`;
}

export interface Imported {
  readonly words: string;
  readonly first: Run | undefined;
}

/** Reads a session file and hands its runs to the background. The error names the place in the file. */
export async function importSession(state: PanelState, file: File, job: JobHandle): Promise<Result<Imported>> {
  const reading = state.host.readFile(file);
  try {
    const count = await Promise.race([reading.count, job.givenUp]);
    if (!count) return fail(`Cancelled: nothing of ${file.name} was imported.`);
    if (!count.ok) {
      const at = count.where ? ` At ${count.where}.` : '';
      return fail(`${file.name} is not a session file Longpole can read: ${count.error}.${at}`);
    }
    let [added, known, done] = [0, 0, 0];
    let newest: Run | undefined;
    while (done < count.value) {
      if (!job.report(done, count.value))
        return fail(`Cancelled: ${plural(added, 'run')} of ${count.value} in ${file.name} were imported.`);
      const runs = await reading.portion(done);
      if (runs.length === 0) return fail(`${file.name} could not be read to its end.`);
      const reply = await state.request({ what: 'import', runs });
      if (!reply.ok) return reply;
      const counts = reply.value as { readonly added?: number; readonly known?: number };
      added += counts.added ?? 0;
      known += counts.known ?? 0;
      done += runs.length;
      for (const run of runs) if (!newest || run.startUs > newest.startUs) newest = run;
    }
    const already = known > 0 ? `, ${plural(known, 'run')} already here` : '';
    return ok({ words: `Imported ${plural(added, 'run')} from ${file.name}${already}`, first: newest });
  } finally {
    reading.stop();
  }
}
