import type { Run } from '../model/run.ts';
import { isComparable, whyNotComparable } from './comparable.ts';
import { type EngineOverrides, engineOf } from './engine.ts';
import { type Explanation, explain } from './explain.ts';
import { diffGraphs, type GraphDiff } from './graph-diff.ts';
import { type Matched, matchNodes } from './match.ts';
import { buildNet } from './net.ts';
import { workById } from './regression.ts';
import { rankTest } from './stats/rank-test.ts';
import { median } from './stats/robust.ts';
import { compareSets, falseDiscovery, type SetComparison } from './two-sets.ts';
import { durationOf } from './window.ts';

/** One node of two sets of runs: medians of its working time, microseconds. */
export interface NodeComparison {
  readonly node: Matched;
  /** Absent where it did not work. */
  readonly beforeUs?: number;
  readonly afterUs?: number;
  readonly deltaUs: number;
  /** Set where the sets tell the two apart, the many nodes asked about allowed for (Benjamini & Hochberg). */
  readonly sure?: SetComparison;
}

/** Two runs, each with the runs like it, against each other. */
export interface Comparison {
  readonly before: Run;
  readonly after: Run;
  /** Why no verdict can be given although the explanation holds; undefined when the two did the same. */
  readonly differ?: string;
  readonly explanation: Explanation;
  /** All runs like the two against each other; absent where they differ. */
  readonly sets?: SetComparison;
  readonly counts: readonly [before: number, after: number];
  /** Nodes that worked in either, largest change first. */
  readonly nodes: readonly NodeComparison[];
  readonly graph: GraphDiff;
}

export interface Side {
  /** The run the waterfall is made of. */
  readonly run: Run;
  /** Runs that did the same, itself among them. */
  readonly set: readonly Run[];
}

/** Compares two sides. Where each has several runs, their medians are; the waterfall is of the two runs themselves. */
export function compareSides(before: Side, after: Side, engines: EngineOverrides = {}): Comparison {
  const differ = whyDifferent(before.run, after.run);
  const net = (run: Run) => buildNet(run, { engine: engineOf(run, engines) });
  const sets = differ === undefined ? compareSets(before.set.map(durationOf), after.set.map(durationOf)) : undefined;
  const matched = matchNodes(before.run, after.run);
  return {
    before: before.run,
    after: after.run,
    ...(differ === undefined ? {} : { differ }),
    explanation: explain(net(before.run), net(after.run)),
    ...(sets ? { sets } : {}),
    counts: [before.set.length, after.set.length],
    nodes: compareNodes(before.set, after.set, matched, differ === undefined),
    graph: diffGraphs(before.run, after.run, matched),
  };
}

/** The origin may be another one: the same workflow on another server is what one wants to compare. */
function whyDifferent(a: Run, b: Run): string | undefined {
  const [whyA, whyB] = [whyNotComparable(a), whyNotComparable(b)];
  if (whyA !== undefined) return `The first of the two cannot be compared: ${whyA}.`;
  if (whyB !== undefined) return `The second of the two cannot be compared: ${whyB}.`;
  if (isComparable({ ...a, origin: b.origin }, b)) return undefined;
  if (a.graphHash !== b.graphHash) return 'The graph changed between the two.';
  if ((a.cold === undefined) !== (b.cold === undefined)) {
    return 'One of the two was the first after a page load or a change of the graph, the other was not.';
  }
  return 'Other nodes worked in one than in the other: some were cached, skipped or left out.';
}

/** The run of the middle: of an even number the shorter of the two. Undefined of none. */
export function typicalOf(runs: readonly Run[]): Run | undefined {
  const sorted = [...runs].sort((a, b) => durationOf(a) - durationOf(b) || a.startUs - b.startUs);
  return sorted[(sorted.length - 1) >> 1];
}

function compareNodes(
  before: readonly Run[],
  after: readonly Run[],
  matched: readonly Matched[],
  judge: boolean,
): NodeComparison[] {
  const [old, now] = [before.map(workById), after.map(workById)];
  const times = (works: readonly ReturnType<typeof workById>[], id: string | undefined): number[] =>
    id === undefined ? [] : works.flatMap((w) => w.get(id)?.workUs ?? []);
  const rows = matched.map((node) => ({ node, a: times(old, node.before), b: times(now, node.after) }));
  const worked = rows.filter(({ a, b }) => a.length + b.length > 0);
  const asked = judge ? worked.filter(({ a, b }) => a.length > 0 && b.length > 0) : [];
  const found = falseDiscovery(asked.map(({ a, b }) => rankTest(a, b).p));
  const sure = new Map(asked.flatMap((row, i) => (found[i] ? [[row, compareSets(row.a, row.b)] as const] : [])));
  return worked
    .map((row): NodeComparison => {
      const [beforeUs, afterUs] = [median(row.a), median(row.b)];
      const told = sure.get(row);
      return {
        node: row.node,
        ...(beforeUs === undefined ? {} : { beforeUs }),
        ...(afterUs === undefined ? {} : { afterUs }),
        deltaUs: (afterUs ?? 0) - (beforeUs ?? 0),
        ...(told && (told.kind === 'slower' || told.kind === 'faster') ? { sure: told } : {}),
      };
    })
    .sort((x, y) => Math.abs(y.deltaUs) - Math.abs(x.deltaUs));
}
