import { grouped } from '../model/grouped.ts';
import type { NodeRun, Run } from '../model/run.ts';
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

/** Tasks as columns, each by number of the task: what a million objects would be costs the collector more than the analysis. */
export interface Tasks {
  readonly count: number;
  readonly node: Int32Array;
  readonly startUs: Float64Array;
  readonly endUs: Float64Array;
  /** 1 or 0. */
  readonly ran: Uint8Array;
}

/** A run cut into tasks. */
export interface Pieces {
  readonly tasks: Tasks;
  /** First and last task of each entry of `Run.nodes`; -1 where it has none. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** `[from, to]`: the pieces of one instance in order, and its children between them. */
  readonly chain: readonly (readonly [from: number, to: number])[];
  readonly parents: Int32Array;
}

/** One task of its columns, for who looks at a few; undefined where there is none. */
export function taskAt(tasks: Tasks, task: number): Task | undefined {
  const { node, startUs, endUs, ran } = tasks;
  if (!(task >= 0 && task < tasks.count)) return undefined;
  return {
    node: node[task] as number,
    startUs: startUs[task] as number,
    endUs: endUs[task] as number,
    ran: ran[task] === 1,
  };
}

/** The tasks from `from` to `to` (all without) one by one, for who looks at a few. */
export function tasksIn(tasks: Tasks, from = 0, to = tasks.count): Task[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => taskAt(tasks, from + i) as Task);
}

/** The columns with more tasks behind. */
export function withMore(tasks: Tasks, more: readonly Task[]): Tasks {
  const all = withRoom(tasks, tasks.count + more.length);
  for (const { node, startUs, endUs, ran } of more) add(all, node, startUs, endUs, ran);
  return all;
}

/** Tasks while they are found: the first `count` places of the columns. */
type Growing = { -readonly [K in keyof Tasks]: Tasks[K] };

const NO_TASKS: Tasks = {
  count: 0,
  node: new Int32Array(0),
  startUs: new Float64Array(0),
  endUs: new Float64Array(0),
  ran: new Uint8Array(0),
};

/** A copy with room for so many. */
function withRoom(tasks: Tasks, room: number): Growing {
  const node = new Int32Array(room);
  const startUs = new Float64Array(room);
  const endUs = new Float64Array(room);
  const ran = new Uint8Array(room);
  node.set(tasks.node);
  startUs.set(tasks.startUs);
  endUs.set(tasks.endUs);
  ran.set(tasks.ran);
  return { count: tasks.count, node, startUs, endUs, ran };
}

function add(tasks: Growing, node: number, startUs: number, endUs: number, ran = true): void {
  const t = tasks.count++;
  if (t === tasks.node.length) Object.assign(tasks, withRoom(tasks, 2 * t + 16));
  tasks.node[t] = node;
  tasks.startUs[t] = startUs;
  tasks.endUs[t] = endUs;
  tasks.ran[t] = ran ? 1 : 0;
}

/** Without the room that was not needed. */
function trimmed({ count, node, startUs, endUs, ran }: Tasks): Tasks {
  return {
    count,
    node: node.subarray(0, count),
    startUs: startUs.subarray(0, count),
    endUs: endUs.subarray(0, count),
    ran: ran.subarray(0, count),
  };
}

/** Cuts every instance that ran into tasks (docs: analysis, section 0). */
export function tasksOf(run: Run, window: Window): Pieces {
  const { nodes } = run;
  const parents = parentsOf(run);
  const childrenOf = childrenIn(nodes, parents);
  const found = withRoom(NO_TASKS, nodes.length);
  const first = new Int32Array(nodes.length).fill(-1);
  const last = new Int32Array(nodes.length).fill(-1);
  const cut: number[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i] as NodeRun;
    const span = spanOf(node, window);
    if (!span) continue;
    const children = childrenOf(i);
    let [from] = span;
    first[i] = found.count;
    if (children.length + node.waits.length > 0) {
      const inside = Array.from(children, (c) => spanOf(nodes[c] as NodeRun, window) as Interval);
      const waited = node.waits.map((w): Interval => [w.startUs, w.endUs]);
      for (const [a, b] of union(clip([...inside, ...waited], span[0], span[1]))) {
        add(found, i, from, a);
        from = b;
      }
    }
    add(found, i, from, span[1]);
    last[i] = found.count - 1;
    if (first[i] !== last[i]) cut.push(i);
  }
  const tasks = trimmed(found);
  const chain: (readonly [number, number])[] = [];
  for (const node of cut) {
    const [from, to] = [first[node] as number, last[node] as number];
    for (let k = from; k < to; k++) chain.push([k, k + 1]);
    for (const child of childrenOf(node)) {
      // The piece that ended when the child's block began, and the one that began when the block ended.
      const before = lastEndingBy(tasks, from, to, (spanOf(nodes[child] as NodeRun, window) as Interval)[0]);
      if (before < from || before >= to) continue;
      chain.push([before, first[child] as number], [last[child] as number, before + 1]);
    }
  }
  return { tasks, first, last, chain, parents };
}

const NONE = new Int32Array(0);

/** Indices of what ran inside an entry of `nodes` that ran; most runs have no node inside another. */
function childrenIn(nodes: readonly NodeRun[], parents: Int32Array): (node: number) => Int32Array {
  if (parents.every((parent) => parent < 0)) return () => NONE;
  const ran = (i: number): boolean => nodes[i]?.startUs !== undefined;
  const { begin, items } = grouped(
    parents.map((parent, child) => (parent >= 0 && ran(parent) && ran(child) ? parent : -1)),
    nodes.length,
  );
  return (node) => items.subarray(begin[node], begin[node + 1]);
}

/** Last index in `[from, to]` whose piece ended at or before `time`; `from - 1` if none. Pieces are in order. */
function lastEndingBy({ endUs }: Tasks, from: number, to: number, time: number): number {
  let lo = from - 1;
  let hi = to;
  while (lo < hi) {
    const mid = (lo + hi + 1) >> 1;
    if ((endUs[mid] as number) <= time) lo = mid;
    else hi = mid - 1;
  }
  return lo;
}
