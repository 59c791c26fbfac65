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
  const view = { list: tasks as Task[] };
  const before = (a: number, b: number): boolean => precedes(view, a, b);
  const incoming = new Int32Array(count);
  const out: number[][] = Array.from({ length: count }, () => []);
  arcs.forEach((arc, i) => {
    incoming[arc.to] = (incoming[arc.to] ?? 0) + 1;
    out[arc.from]?.push(i);
  });
  const ready = createHeap(before);
  for (let i = 0; i < count; i++) if (incoming[i] === 0) ready.push(i);

  const order = new Int32Array(count);
  const rank = new Int32Array(count).fill(-1);
  let byTime: number[] | undefined;
  let stuck = 0;
  for (let place = 0; place < count; place++) {
    let next = ready.pop();
    if (next === undefined) {
      byTime ??= Array.from({ length: count }, (_, i) => i).sort((a, b) => (before(a, b) ? -1 : 1));
      while (rank[byTime[stuck] as number] !== -1) stuck++;
      next = byTime[stuck] as number;
    }
    order[place] = next;
    rank[next] = place;
    for (const a of out[next] ?? []) {
      const to = (arcs[a] as Arc).to;
      const left = (incoming[to] ?? 0) - 1;
      incoming[to] = left;
      if (left === 0 && rank[to] === -1) ready.push(to);
    }
  }
  const forward = (a: Arc): boolean => (rank[a.from] ?? 0) < (rank[a.to] ?? 0);
  const ran = (a: Arc): boolean => (tasks[a.from]?.ran ?? false) && (tasks[a.to]?.ran ?? false);
  const dropped = arcs.filter((a) => !forward(a) && ran(a)).length;
  return { order, rank, dropped, kept: arcs.filter(forward) };
}
