import { decodeRun } from '../formats/run-decoder.ts';
import type { Result } from '../model/result.ts';
import { fail, ok } from '../model/result.ts';
import type { Run } from '../model/run.ts';

/** Runs one import may bring; as many as a session file may hold. */
const MAX_RUNS = 20_000;

/** Runs to be imported. A page of ours has decoded them from a file already; what is stored is still only what passes here. */
export function decodeRuns(value: unknown): Result<readonly Run[]> {
  if (!Array.isArray(value)) return fail('not a list', 'runs');
  if (value.length > MAX_RUNS) return fail(`more than ${MAX_RUNS} runs`, 'runs');
  const runs: Run[] = [];
  for (const [index, each] of value.entries()) {
    const run = decodeRun(each);
    if (!run.ok) return fail(run.error, run.where ? `runs[${index}].${run.where}` : `runs[${index}]`);
    runs.push(run.value);
  }
  return ok(runs);
}
