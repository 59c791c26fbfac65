import { isOver, type NodeStatus, type Run } from '../model/run.ts';

/** What a node counts as when two runs are asked whether they did the same. */
function part(status: NodeStatus, ran: boolean): string {
  return ran ? 'ran' : status;
}

/** Which nodes worked and which were cached, skipped, pinned or left out, as one string that is equal for equal sets. */
export function executedSet(run: Run): string {
  const parts = new Set(run.nodes.map((n) => JSON.stringify([n.id, part(n.status, n.startUs !== undefined)])));
  return [...parts].sort().join('\n');
}

/** Why a run cannot be compared with any other; undefined when it can. */
export function whyNotComparable(run: Run): string | undefined {
  if (!isOver(run.status) || run.endUs === undefined) return 'it has not ended';
  if (run.status !== 'success') return `it ended as ${run.status}`;
  if (run.graphHash === '') return 'its graph was not seen';
  if (run.partial && run.partial.length > 0) return 'it was not seen completely';
  if (run.replaySpeed !== undefined && run.replaySpeed !== 1) return 'it was replayed at another speed';
  return undefined;
}

/** True when both did the same work: same origin, editor, workflow, graph and executed set. Both must be comparable at all. */
export function isComparable(a: Run, b: Run): boolean {
  return (
    a.origin === b.origin &&
    a.editor === b.editor &&
    a.workflow.id === b.workflow.id &&
    (a.workflow.id !== '' || a.workflow.name === b.workflow.name) &&
    a.graphHash === b.graphHash &&
    executedSet(a) === executedSet(b)
  );
}

/** Runs that `run` may be compared with, from before it, newest first. Empty when it is not comparable itself. */
export function comparableBefore(run: Run, runs: readonly Run[], limit = 20): Run[] {
  if (whyNotComparable(run) !== undefined) return [];
  const earlier = runs
    .filter((r) => r.id !== run.id && (r.startUs < run.startUs || (r.startUs === run.startUs && r.id < run.id)))
    .sort((a, b) => b.startUs - a.startUs || (a.id < b.id ? 1 : -1));
  const out: Run[] = [];
  for (const r of earlier) {
    if (out.length >= limit) break;
    if (whyNotComparable(r) === undefined && isComparable(run, r)) out.push(r);
  }
  return out;
}
