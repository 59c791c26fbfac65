/** Files of runs into the panel. */
import { formatBytes, plural } from '../../src/drawing/format.ts';
import { PANEL_LIMITS } from '../../src/model/limits.ts';
import { fail, ok, type Result } from '../../src/model/result.ts';
import { isOver, type Run } from '../../src/model/run.ts';
import type { Count, Reading } from '../files/reading.ts';
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
    const { notes, newest } = count.value;
    const takeBack = newest && isOver(newest.status) ? await showEarly(state, newest) : undefined;
    const handed = await handOver(state, file.name, reading, count.value, job);
    if (!handed.ok || !handed.value.stays) takeBack?.();
    if (!handed.ok) return handed;
    const { added, known, tooLarge } = handed.value;
    const already = known > 0 ? `, ${plural(known, 'run')} already here` : '';
    const shown = takeBack && newest && tooLarge.includes(newest.id);
    if (shown) state.notKept.value = new Set([...state.notKept.peek(), newest.id]);
    const left = notes.length > 0 ? `. Not mapped: ${notes.join(' ')}` : '';
    const words = `Imported ${plural(added, 'run')} from ${file.name}${already}${largeWords(tooLarge.length, shown)}${left}`;
    return ok({ words, first: newest });
  } finally {
    reading.stop();
  }
}

/** What became of runs that no message can hold; `shown`: one of them is. */
function largeWords(count: number, shown = false): string {
  const size = `larger than the ${formatBytes(PANEL_LIMITS.messageChars)} that browsers let us keep`;
  const left = count - (shown ? 1 : 0);
  return [
    ...(shown ? [`. The newest is ${size}: it is shown until this panel closes`] : []),
    ...(left > 0 ? [`. Left out: ${plural(left, 'run')} ${size}`] : []),
  ].join('');
}

interface Handed {
  readonly added: number;
  readonly known: number;
  /** Ids of those that no message can hold. */
  readonly tooLarge: readonly string[];
  /** The newest goes by its own name: one that is known already may be known by another. */
  readonly stays: boolean;
}

/** Hands all runs of a file to the background, some at a time. */
async function handOver(
  state: PanelState,
  name: string,
  reading: Reading,
  { runs: total, newest }: Count,
  job: JobHandle,
): Promise<Result<Handed>> {
  let [added, known, done, stays] = [0, 0, 0, true];
  const large: string[] = [];
  while (done < total) {
    if (!job.report(done, total))
      return fail(`Cancelled: ${plural(added, 'run')} of ${total} in ${name} were imported.`);
    const { runs, tooLarge } = await reading.portion(done);
    if (tooLarge !== undefined) {
      large.push(tooLarge);
      done++;
      continue;
    }
    if (runs.length === 0) return fail(`${name} could not be read to its end.`);
    const reply = await state.request({ what: 'import', runs });
    if (!reply.ok) return reply;
    const counts = reply.value as { readonly added?: number; readonly known?: number };
    added += counts.added ?? 0;
    known += counts.known ?? 0;
    if (counts.known !== 0 && runs.some(({ id }) => id === newest?.id)) stays = false;
    done += runs.length;
  }
  return ok({ added, known, stays, tooLarge: large });
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
 * Shows the newest run of a file, which is over, and waits until it is drawn: to put 100 000 nodes into words for the background takes
 * as long, and that takes seconds over them. Resolves with what takes it away again.
 */
async function showEarly(state: PanelState, newest: Run): Promise<() => void> {
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
