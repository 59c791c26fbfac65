import { namesOf } from '../model/names.ts';
import type { NodeRun, NodeStatus, Run, RunStatus } from '../model/run.ts';
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
  const names = namesOf(run);
  // Places in `WORST`, by number of the node.
  const worst = new Uint8Array(names.ids.length).fill(WORST.length);
  let firstUs = Number.POSITIVE_INFINITY;
  for (let i = 0; i < run.nodes.length; i++) {
    const { status, startUs } = run.nodes[i] as NodeRun;
    const number = names.of[i] as number;
    worst[number] = Math.min(worst[number] as number, WORST.indexOf(status));
    if (startUs !== undefined) firstUs = Math.min(firstUs, startUs);
  }
  const counts = WORST.map(() => 0);
  for (let number = 0; number < worst.length; number++) {
    const place = worst[number] as number;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  const byStatus = new Map(WORST.flatMap((status, i) => ((counts[i] ?? 0) > 0 ? [[status, counts[i] ?? 0]] : [])));
  const begunUs = run.status === 'queued' ? Math.max(run.startUs, now ?? run.startUs) : run.startUs;
  return {
    status: run.status,
    durationUs: window.endUs - window.startUs,
    live: window.live,
    ...(run.queuedUs === undefined ? {} : { queueUs: Math.max(0, begunUs - run.queuedUs) }),
    ...(Number.isFinite(firstUs) ? { setupUs: Math.max(0, firstUs - run.startUs) } : {}),
    nodeCount: worst.length,
    instanceCount: run.nodes.length,
    byStatus,
  };
}
