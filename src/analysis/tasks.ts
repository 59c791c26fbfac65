import type { Run } from '../model/run.ts';
import { clip, type Interval, union } from './intervals.ts';
import { parentsOf } from './nesting.ts';
import { spanOf, type Window } from './window.ts';

/**
 * A stretch of an instance's own work, epoch microseconds. Most instances are one task. One that contains others (a subgraph,
 * an agent with tools), or that waited after it began (parked, or gathering the items of a stream), is cut into the pieces
 * between, so that no moment is counted twice and no wait as work.
 */
export interface Task {
  /** Index in `Run.nodes`. */
  readonly node: number;
  readonly startUs: number;
  readonly endUs: number;
  /** False: never ran, only passes on what it depends on; has no length. */
  readonly ran: boolean;
}

export interface Tasks {
  readonly list: Task[];
  /** First and last task of each entry of `Run.nodes`; -1 where it has none. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** `[from, to]`: the pieces of one instance in order, and its children between them. */
  readonly chain: readonly (readonly [from: number, to: number])[];
  readonly parents: Int32Array;
}

/** Cuts every instance that ran into tasks (docs: analysis, section 0). */
export function tasksOf(run: Run, window: Window): Tasks {
  const count = run.nodes.length;
  const parents = parentsOf(run);
  const spans = run.nodes.map((n) => spanOf(n, window));
  const children = new Map<number, number[]>();
  parents.forEach((parent, child) => {
    if (parent < 0 || !spans[parent] || !spans[child]) return;
    const list = children.get(parent);
    if (list) list.push(child);
    else children.set(parent, [child]);
  });

  const list: Task[] = [];
  const first = new Int32Array(count).fill(-1);
  const last = new Int32Array(count).fill(-1);
  const pieces: (readonly [node: number, from: number, to: number])[] = [];
  run.nodes.forEach((node, i) => {
    const span = spans[i];
    if (!span) return;
    const [startUs, endUs] = span;
    const inside = (children.get(i) ?? []).map((c) => spans[c] as Interval);
    const waited = node.waits.map((w): Interval => [w.startUs, w.endUs]);
    const cuts = inside.length + waited.length > 0 ? union(clip([...inside, ...waited], startUs, endUs)) : [];
    first[i] = list.length;
    let from: number = startUs;
    for (const [a, b] of cuts) {
      list.push({ node: i, startUs: from, endUs: a, ran: true });
      from = b;
    }
    list.push({ node: i, startUs: from, endUs, ran: true });
    last[i] = list.length - 1;
    if (cuts.length > 0) pieces.push([i, first[i] as number, list.length - 1]);
  });

  const chain: (readonly [number, number])[] = [];
  for (const [node, from, to] of pieces) {
    for (let k = from; k < to; k++) chain.push([k, k + 1]);
    for (const child of children.get(node) ?? []) {
      // The piece that ended when the child's block began, and the one that began when the block ended.
      const before = lastEndingBy(list, from, to, (spans[child] as Interval)[0]);
      if (before < from || before >= to) continue;
      chain.push([before, first[child] as number], [last[child] as number, before + 1]);
    }
  }
  return { list, first, last, chain, parents };
}

/** Last index in `[from, to]` whose piece ended at or before `time`; `from - 1` if none. Pieces are in order. */
function lastEndingBy(list: readonly Task[], from: number, to: number, time: number): number {
  let lo = from - 1;
  let hi = to;
  while (lo < hi) {
    const mid = (lo + hi + 1) >> 1;
    if ((list[mid]?.endUs ?? 0) <= time) lo = mid;
    else hi = mid - 1;
  }
  return lo;
}
