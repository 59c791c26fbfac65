import { isSameWorkflow, whyNotComparable } from '../analysis/comparable.ts';
import type { Incident } from '../model/alert.ts';
import { BACKGROUND_LIMITS } from '../model/limits.ts';
import type { Run, RunHead } from '../model/run.ts';
import type { StoredHead } from './rows.ts';

/**
 * Ids of the runs to know of when a finished run is looked at: the last of each incident of its workflow, the newest after it that
 * ended well and, when it is to be graded, those it may be compared with. `heads`: newest first; without those in `waiting`.
 */
export function relatedRuns(
  run: Run,
  heads: readonly StoredHead[],
  waiting: ReadonlySet<string>,
  incidents: readonly Incident[],
  graded: boolean,
): readonly string[] {
  const others = heads
    .map(({ head }) => head)
    .filter((head) => head.origin === run.origin && isSameWorkflow(head, run) && head.id !== run.id)
    .filter(({ id }) => !waiting.has(id));
  const last = new Set(incidents.map(({ lastRun }) => lastRun));
  const after = others.find((head) => head.startUs > run.startUs && endedWell(head));
  const before = graded && whyNotComparable(run) === undefined ? others.filter((head) => isEarlier(head, run)) : [];
  const ids = others.filter(({ id }) => last.has(id)).map(({ id }) => id);
  return [
    ...new Set([
      ...ids,
      ...(after ? [after.id] : []),
      ...before.slice(0, BACKGROUND_LIMITS.relatedRuns).map(({ id }) => id),
    ]),
  ];
}

function endedWell({ status, partial }: RunHead): boolean {
  return status === 'success' && !partial?.length;
}

function isEarlier(head: RunHead, run: Run): boolean {
  const cold = (head.cold === undefined) === (run.cold === undefined);
  return cold && head.startUs <= run.startUs && head.graphHash === run.graphHash && endedWell(head);
}
