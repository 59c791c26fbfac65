/** How long a run, or one of its nodes, took over the last runs of the same graph. Pure. */
import { windowOf } from '../../src/analysis/index.ts';
import type { NodeRun, Run } from '../../src/model/run.ts';

/** As many as the analysis compares with. */
const LAST = 20;

export interface Past {
  readonly id: string;
  readonly us: number;
  readonly status: Run['status'];
}

export interface History {
  /** Oldest first. */
  readonly runs: readonly Past[];
  /** Median of those that succeeded, microseconds; undefined below two. */
  readonly medianUs: number | undefined;
  readonly longestUs: number;
}

/** Of the run, or of one node (the time in which at least one of its instances was at it). `profiles` newest first. */
export function historyOf(profiles: readonly Run[], graphHash: string, nodeId?: string): History {
  const runs = profiles
    .filter((r) => r.graphHash === graphHash)
    .slice(0, LAST)
    .flatMap((r): Past[] => {
      const us = nodeId === undefined ? lengthOf(r) : nodeLength(r.nodes.filter((n) => n.id === nodeId));
      return us === undefined ? [] : [{ id: r.id, us, status: r.status }];
    })
    .reverse();
  const good = runs.filter((r) => r.status === 'success').map((r) => r.us);
  return { runs, medianUs: median(good), longestUs: runs.reduce((max, r) => Math.max(max, r.us), 0) };
}

function lengthOf(run: Run): number {
  const { startUs, endUs } = windowOf(run);
  return endUs - startUs;
}

function nodeLength(instances: readonly NodeRun[]): number | undefined {
  const spans = instances
    .flatMap((n) => (n.startUs === undefined || n.endUs === undefined ? [] : [[n.startUs, n.endUs] as const]))
    .sort((a, b) => a[0] - b[0]);
  if (spans.length === 0) return undefined;
  let us = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const [start, end] of spans) {
    us += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return us;
}

function median(values: readonly number[]): number | undefined {
  if (values.length < 2) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const mid = sorted.length >> 1;
  const upper = sorted[mid] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[mid - 1] ?? 0) + upper) / 2;
}
