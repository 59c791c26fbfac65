import type { Run } from '../model/run.ts';
import { comparableBefore, whyNotComparable } from './comparable.ts';
import { criticalPath } from './critical-path.ts';
import { beforeSlow, type Grade, grade, MIN_RUNS } from './grade.ts';
import { gradeTogether } from './grade-together.ts';
import { buildNet } from './net.ts';
import { LOOK_BACK, levelChanges } from './over-time.ts';
import { workById } from './regression.ts';
import { durationOf } from './window.ts';

/** One node of a run against its own past. */
export interface NodeGrade {
  readonly id: string;
  readonly title: string;
  readonly workUs: number;
  readonly grade: Grade;
  /** It is slower for sure, the run as a whole is not, and it is not on the critical path: other work took longer anyway. */
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
  const last = levelChanges(oldestFirst.map(durationOf)).at(-1);
  // Before there are enough runs on the new level the old one is still what is usual.
  const change = last && all.length - last.at >= MIN_RUNS ? last : undefined;
  const history = all.slice(0, change ? all.length - change.at : undefined).slice(0, HISTORY);
  const changedAt = change && oldestFirst[change.at];
  const quantumUs = Math.max(1, run.resolutionUs);
  const floors = { floorUs: RUN_FLOOR_US, quantumUs };
  const graded = grade(durationOf(run), beforeSlow(history.map(durationOf), floors), floors);
  const nodes = gradeNodes(run, history, quantumUs, graded.kind);
  return { run: graded, nodes, history, ...(changedAt ? { changedAt } : {}) };
}

/** Nodes that differ from their past, the farthest first. */
function gradeNodes(run: Run, history: readonly Run[], quantumUs: number, runKind: Grade['kind']): NodeGrade[] {
  if (history.length < MIN_RUNS) return [];
  const past = history.map(workById);
  const nodes = [...workById(run)].map(([id, { title, workUs }]) => {
    const before = past.flatMap((works) => works.get(id)?.workUs ?? []);
    return { id, title, us: workUs, before };
  });
  const grades = gradeTogether(nodes, { floorUs: Math.max(NODE_FLOOR_US, QUANTA * quantumUs), quantumUs });
  const found = nodes.flatMap(({ id, title, us }, i) => {
    const own = grades[i];
    return own && !QUIET.has(own.kind) ? [{ id, title, workUs: us, grade: own }] : [];
  });
  if (found.length === 0) return [];
  const onPath = new Set(criticalPath(buildNet(run)).nodes.map((i) => run.nodes[i]?.id));
  const quiet = runKind === 'noise' || runKind === 'small';
  return found
    .map(
      (node): NodeGrade => ({
        ...node,
        hidden: node.grade.kind === 'confirmed' && quiet && !onPath.has(node.id),
      }),
    )
    .sort((a, b) => Math.abs(b.grade.z ?? 0) - Math.abs(a.grade.z ?? 0) || (a.id < b.id ? -1 : 1));
}

/** Nothing to tell. */
const QUIET: ReadonlySet<Grade['kind']> = new Set(['noise', 'small', 'not-enough-runs']);
