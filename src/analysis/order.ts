import { createHeap } from './heap.ts';
import type { Arc } from './links.ts';
import { precedes } from './links.ts';
import type { Task } from './tasks.ts';

export interface Order {
  /** Task indices so that every kept arc runs forward; ties by start, end, index. */
  readonly order: Int32Array;
  /** Place of each task in `order`. */
  readonly rank: Int32Array;
  /** Arcs between tasks that ran that closed a circle and were left out. Circles of what has not run yet are those of the graph: loops. */
  readonly dropped: number;
  readonly kept: readonly Arc[];
}

/**
 * One total order that respects the arcs (Kahn 1962). A circle can only come from ends that lie within one clock quantum, or
 * from bad data; it is opened at its earliest task, and counted, so no later algorithm can loop.
 */
export function orderOf(tasks: readonly Task[], arcs: readonly Arc[]): Order {
  const count = tasks.length;
  const byTime = timeOrder(tasks);
  const timeRank = new Int32Array(count);
  byTime.forEach((task, place) => {
    timeRank[task] = place;
  });
  // The arcs out of task t are `outgoing` from `begin[t]` to `begin[t + 1]`.
  const incoming = new Int32Array(count);
  const begin = new Int32Array(count + 1);
  for (const arc of arcs) {
    incoming[arc.to] = (incoming[arc.to] ?? 0) + 1;
    begin[arc.from + 1] = (begin[arc.from + 1] ?? 0) + 1;
  }
  for (let t = 0; t < count; t++) begin[t + 1] = (begin[t + 1] as number) + (begin[t] as number);
  const outgoing = new Int32Array(arcs.length);
  const next = begin.slice();
  for (const arc of arcs) {
    const place = next[arc.from] as number;
    outgoing[place] = arc.to;
    next[arc.from] = place + 1;
  }
  // Places in the order of time: what is compared is then a number.
  const ready = createHeap((a, b) => a < b);
  for (let i = 0; i < count; i++) if (incoming[i] === 0) ready.push(timeRank[i] as number);

  const order = new Int32Array(count);
  const rank = new Int32Array(count).fill(-1);
  let stuck = 0;
  for (let place = 0; place < count; place++) {
    let first = ready.pop();
    if (first === undefined) {
      while (rank[byTime[stuck] as number] !== -1) stuck++;
      first = stuck;
    }
    const task = byTime[first] as number;
    order[place] = task;
    rank[task] = place;
    for (let i = begin[task] as number; i < (begin[task + 1] as number); i++) {
      const to = outgoing[i] as number;
      const left = (incoming[to] as number) - 1;
      incoming[to] = left;
      if (left === 0 && rank[to] === -1) ready.push(timeRank[to] as number);
    }
  }
  const forward = (a: Arc): boolean => (rank[a.from] ?? 0) < (rank[a.to] ?? 0);
  const ran = (a: Arc): boolean => (tasks[a.from]?.ran ?? false) && (tasks[a.to]?.ran ?? false);
  const dropped = arcs.filter((a) => !forward(a) && ran(a)).length;
  return { order, rank, dropped, kept: arcs.filter(forward) };
}

/** Indices of the tasks by start, end, index. Engines tell of most in that order, and what is sorted already sorts quickly. */
function timeOrder(tasks: readonly Task[]): Int32Array {
  const view = { list: tasks as Task[] };
  return Int32Array.from(tasks, (_, i) => i).sort((a, b) => (a === b ? 0 : precedes(view, a, b) ? -1 : 1));
}
