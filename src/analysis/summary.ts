import type { NodeStatus, Run, RunStatus } from '../model/run.ts';
import { windowOf } from './window.ts';

/** What happened, in the numbers one looks at first. */
export interface Summary {
  readonly status: RunStatus;
  /** T, microseconds, queue wait not included; up to `now` while live. */
  readonly durationUs: number;
  readonly live: boolean;
  /** Time between being asked for and being begun; absent when it was not seen. */
  readonly queueUs?: number;
  /** Run start to first node start; absent before any node started. */
  readonly setupUs?: number;
  /** Nodes of the graph; instances of one node count once. */
  readonly nodeCount: number;
  readonly instanceCount: number;
  /** Nodes per status; a node with several instances counts under the worst of theirs. */
  readonly byStatus: ReadonlyMap<NodeStatus, number>;
}

/** Worst first: what a node with several instances is counted as. */
const WORST: readonly NodeStatus[] = [
  'error',
  'running',
  'cancelled',
  'waiting',
  'unknown',
  'success',
  'skipped',
  'reused',
  'cached',
  'pinned',
  'constant',
];

/** Summary of a run; `now` in epoch microseconds for one that still goes on. */
export function summarize(run: Run, now?: number): Summary {
  const window = windowOf(run, now);
  const worst = new Map<string, NodeStatus>();
  let firstUs = Number.POSITIVE_INFINITY;
  for (const node of run.nodes) {
    const known = worst.get(node.id);
    if (known === undefined || WORST.indexOf(node.status) < WORST.indexOf(known)) worst.set(node.id, node.status);
    if (node.startUs !== undefined) firstUs = Math.min(firstUs, node.startUs);
  }
  const byStatus = new Map<NodeStatus, number>();
  for (const status of WORST) {
    const count = [...worst.values()].filter((s) => s === status).length;
    if (count > 0) byStatus.set(status, count);
  }
  const begunUs = run.status === 'queued' ? Math.max(run.startUs, now ?? run.startUs) : run.startUs;
  return {
    status: run.status,
    durationUs: window.endUs - window.startUs,
    live: window.live,
    ...(run.queuedUs === undefined ? {} : { queueUs: Math.max(0, begunUs - run.queuedUs) }),
    ...(Number.isFinite(firstUs) ? { setupUs: Math.max(0, firstUs - run.startUs) } : {}),
    nodeCount: worst.size,
    instanceCount: run.nodes.length,
    byStatus,
  };
}
