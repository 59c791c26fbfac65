import { isOver, type NodeStatus, type Run, type RunHead, type RunStatus } from '../model/run.ts';
import { contradictions } from './contradictions.ts';

/** What a node counts as when two runs are asked whether they did the same. */
function part(status: NodeStatus, ran: boolean): string {
  return ran ? 'ran' : status;
}

const sets = new WeakMap<Run, string>();

/** Which nodes worked and which were cached, skipped, pinned or left out, as one string that is equal for equal sets. */
export function executedSet(run: Run): string {
  const known = sets.get(run);
  if (known !== undefined) return known;
  const parts = new Set(run.nodes.map((n) => JSON.stringify([n.id, part(n.status, n.startUs !== undefined)])));
  const set = [...parts].sort().join('\n');
  sets.set(run, set);
  return set;
}

const ENDED: Partial<Record<RunStatus, string>> = {
  error: 'it failed',
  cancelled: 'it was cancelled',
  suspended: 'it was parked',
  cut: 'its end was not seen',
};

/** Why a run cannot be compared with any other; undefined when it can. */
export function whyNotComparable(run: Run): string | undefined {
  if (!isOver(run.status) || run.endUs === undefined) return 'it has not ended';
  if (run.status !== 'success') return ENDED[run.status] ?? `it ended as ${run.status}`;
  if (run.graphHash === '') return 'its graph was not seen';
  if (run.partial && run.partial.length > 0) return 'it was not seen completely';
  if (run.replaySpeed !== undefined && run.replaySpeed !== 1) return 'it was replayed at another speed';
  if (contradictions(run).length > 0) return 'what was told of it contradicts itself';
  return undefined;
}

/** True when both are runs of one workflow of one editor, wherever it lives. */
export function isSameWorkflow(a: RunHead | Run, b: RunHead | Run): boolean {
  return (
    a.editor === b.editor &&
    (a.editorName ?? '') === (b.editorName ?? '') &&
    a.workflow.id === b.workflow.id &&
    (a.workflow.id !== '' || a.workflow.name === b.workflow.name)
  );
}

/**
 * True when both did the same work under the same conditions: same origin, workflow, graph, executed set, and both cold or both warm.
 * Both must be comparable at all.
 */
export function isComparable(a: Run, b: Run): boolean {
  return isAlike(a, b) && (a.cold === undefined) === (b.cold === undefined);
}

/** The same but for being cold: what a first run took beyond the ones after it is told from these. */
export function isAlike(a: Run, b: Run): boolean {
  return (
    a.origin === b.origin && isSameWorkflow(a, b) && a.graphHash === b.graphHash && executedSet(a) === executedSet(b)
  );
}

/** Order in which runs are looked at: total, since servers count in milliseconds and two may have begun at one. */
export function newestFirst(a: Run, b: Run): number {
  return b.startUs - a.startUs || (a.id < b.id ? 1 : -1);
}

/** Runs that `run` may be compared with, from before it, newest first. Empty when it is not comparable itself. */
export function comparableBefore(run: Run, runs: readonly Run[], limit = 20): Run[] {
  if (whyNotComparable(run) !== undefined) return [];
  const earlier = runs
    .filter((r) => r.id !== run.id && (r.startUs < run.startUs || (r.startUs === run.startUs && r.id < run.id)))
    .sort(newestFirst);
  const out: Run[] = [];
  for (const r of earlier) {
    if (out.length >= limit) break;
    if (whyNotComparable(r) === undefined && isComparable(run, r)) out.push(r);
  }
  return out;
}
