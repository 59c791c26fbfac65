import type { Run } from '../model/run.ts';
import { comparableBefore, whyNotComparable } from './comparable.ts';
import { type Grade, grade } from './grade.ts';
import { LOOK_BACK, levelChanges } from './over-time.ts';
import { workById } from './regression.ts';
import { durationOf } from './window.ts';

/** One node of a run against its own past. */
export interface NodeGrade {
  readonly id: string;
  readonly title: string;
  readonly workUs: number;
  readonly grade: Grade;
  /** It is slower for sure, the run as a whole is not: other branches took longer anyway. */
  readonly hidden: boolean;
}

export interface AgainstHistory {
  readonly run: Grade;
  /** Nodes that changed for sure or perhaps, farthest from their past first. */
  readonly nodes: readonly NodeGrade[];
  /** Comparable runs it was held against, newest first. */
  readonly history: readonly Run[];
  /** Set when older comparable runs were left out because the workflow's duration changed for good since. */
  readonly changedAt?: Run;
}

/** Differences up to this are none, microseconds: of a run, and of a node at least (or three quanta of its clock). */
const RUN_FLOOR_US = 100_000;
const NODE_FLOOR_US = 20_000;
const QUANTA = 3;
/** Runs a history has at most. */
const HISTORY = 20;

/**
 * A finished run, and each of its nodes, against the last 20 comparable runs after the last change of level (docs: analysis, sections 6
 * and 7). Undefined when the run cannot be compared with any.
 */
export function againstHistory(run: Run, runs: readonly Run[]): AgainstHistory | undefined {
  if (whyNotComparable(run) !== undefined) return undefined;
  const all = comparableBefore(run, runs, LOOK_BACK);
  const oldestFirst = [...all].reverse();
  const change = levelChanges(oldestFirst.map(durationOf)).at(-1);
  const history = all.slice(0, change ? all.length - change.at : undefined).slice(0, HISTORY);
  const changedAt = change && oldestFirst[change.at];
  const quantumUs = Math.max(1, run.resolutionUs);
  const graded = grade(durationOf(run), history.map(durationOf), { floorUs: RUN_FLOOR_US, quantumUs });
  const past = history.map(workById);
  const nodes: NodeGrade[] = [];
  for (const [id, { title, workUs }] of workById(run)) {
    const before = past.map((works) => works.get(id)?.workUs).filter((us) => us !== undefined);
    const floorUs = Math.max(NODE_FLOOR_US, QUANTA * quantumUs);
    const own = grade(workUs, before, { floorUs, quantumUs });
    if (own.kind === 'noise' || own.kind === 'not-enough-runs') continue;
    nodes.push({ id, title, workUs, grade: own, hidden: own.kind === 'confirmed' && graded.kind === 'noise' });
  }
  nodes.sort((a, b) => Math.abs(b.grade.z ?? 0) - Math.abs(a.grade.z ?? 0) || (a.id < b.id ? -1 : 1));
  return { run: graded, nodes, history, ...(changedAt ? { changedAt } : {}) };
}
