/** How long a run, or one of its nodes, took over the last runs of the same graph. Pure. */
import { contradictions, durationOf, workById } from '../../src/analysis/index.ts';
import type { Run } from '../../src/model/run.ts';

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

/** Of the run, or of one node (the time in which at least one of its instances worked, as everywhere). `profiles` newest first. */
export function historyOf(profiles: readonly Run[], graphHash: string, nodeId?: string): History {
  const runs = profiles
    .filter((r) => graphHash !== '' && r.graphHash === graphHash && contradictions(r).length === 0)
    .slice(0, LAST)
    .flatMap((r): Past[] => {
      const us = nodeId === undefined ? durationOf(r) : nodeLength(r, nodeId);
      return us === undefined ? [] : [{ id: r.id, us, status: r.status }];
    })
    .reverse();
  const good = runs.filter((r) => r.status === 'success').map((r) => r.us);
  return { runs, medianUs: median(good), longestUs: runs.reduce((max, r) => Math.max(max, r.us), 0) };
}

/** Undefined when it did not run there, or nobody saw it end. */
function nodeLength(run: Run, id: string): number | undefined {
  const own = run.nodes.filter((n) => n.id === id && n.startUs !== undefined);
  if (own.length === 0 || own.some((n) => n.endUs === undefined)) return undefined;
  return workById(run).get(id)?.workUs;
}

function median(values: readonly number[]): number | undefined {
  if (values.length < 2) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const mid = sorted.length >> 1;
  const upper = sorted[mid] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[mid - 1] ?? 0) + upper) / 2;
}
