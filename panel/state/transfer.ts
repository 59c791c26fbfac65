/** Files of runs into the panel. */
import { plural } from '../../src/drawing/format.ts';
import { fail, ok, type Result } from '../../src/model/result.ts';
import { isOver, type Run } from '../../src/model/run.ts';
import type { JobHandle } from './job.ts';
import type { PanelState } from './panel-state.ts';

/** How long a picture is waited for. */
const HIDDEN_MS = 1_000;

export interface Imported {
  readonly words: string;
  readonly first: Run | undefined;
}

/** Reads a session file, or traces of others, and hands its runs to the background. The error names the place in the file. */
export async function importSession(state: PanelState, file: File, job: JobHandle): Promise<Result<Imported>> {
  const reading = state.host.readFile(file);
  try {
    const count = await Promise.race([reading.count, job.givenUp]);
    if (!count) return fail(`Cancelled: nothing of ${file.name} was imported.`);
    if (!count.ok) {
      const at = count.where ? ` At ${count.where}.` : '';
      return fail(`${file.name} is no file of runs that Longpole can read: ${count.error}.${at}`);
    }
    const { runs: total, notes } = count.value;
    let [added, known, done] = [0, 0, 0];
    let newest: Run | undefined;
    while (done < total) {
      if (!job.report(done, total))
        return fail(`Cancelled: ${plural(added, 'run')} of ${total} in ${file.name} were imported.`);
      const runs = await reading.portion(done);
      if (runs.length === 0) return fail(`${file.name} could not be read to its end.`);
      const takeBack = runs.length === total ? await showEarly(state, runs) : () => {};
      const reply = await state.request({ what: 'import', runs });
      if (!reply.ok) {
        takeBack();
        return reply;
      }
      const counts = reply.value as { readonly added?: number; readonly known?: number };
      added += counts.added ?? 0;
      known += counts.known ?? 0;
      // What is known already may be known by another name.
      if (counts.known !== 0) takeBack();
      done += runs.length;
      for (const run of runs) if (!newest || run.startUs > newest.startUs) newest = run;
    }
    const already = known > 0 ? `, ${plural(known, 'run')} already here` : '';
    const left = notes.length > 0 ? `. Not mapped: ${notes.join(' ')}` : '';
    return ok({ words: `Imported ${plural(added, 'run')} from ${file.name}${already}${left}`, first: newest });
  } finally {
    reading.stop();
  }
}

/** Resolves when what is shown has been drawn; soon also where nothing is, as in a hidden panel. */
function drawn({ host }: PanelState): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      picture();
      timer();
      resolve();
    };
    const timer = host.clock.after(HIDDEN_MS, done);
    const picture = host.afterPicture(done);
  });
}

/**
 * Shows the newest of a file that is here in full, and waits until it is drawn: to put 100 000 nodes into words for the background takes as
 * long, and that takes seconds over them. Resolves with what takes it away again.
 */
async function showEarly(state: PanelState, runs: readonly Run[]): Promise<() => void> {
  const newest = runs.reduce((a, b) => (b.startUs > a.startUs ? b : a));
  if (!isOver(newest.status)) return () => {};
  const takeBack = state.showEarly(newest);
  showRun(state, newest);
  await drawn(state);
  return takeBack;
}

/** Chooses a run to look at, also where it is of another site. */
export function showRun(state: PanelState, { id, origin }: Run): void {
  if (origin !== state.mirror.peek()?.origin) state.everywhere.value = true;
  state.chosen.value = id;
}
