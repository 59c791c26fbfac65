import { decodeRun } from '../formats/run-decoder.ts';
import { BACKGROUND_LIMITS } from '../model/limits.ts';
import type { Result } from '../model/result.ts';
import { fail, ok } from '../model/result.ts';
import type { Run } from '../model/run.ts';

/** Runs to be imported. A page of ours has decoded them from a file already; what is stored is still only what passes here. */
export function decodeRuns(value: unknown): Result<readonly Run[]> {
  if (!Array.isArray(value)) return fail('not a list', 'runs');
  if (value.length > BACKGROUND_LIMITS.importedRuns)
    return fail(`more than ${BACKGROUND_LIMITS.importedRuns} runs`, 'runs');
  const runs: Run[] = [];
  for (const [index, each] of value.entries()) {
    const run = decodeRun(each, true);
    if (!run.ok) return fail(run.error, run.where ? `runs[${index}].${run.where}` : `runs[${index}]`);
    runs.push(run.value);
  }
  return ok(runs);
}
