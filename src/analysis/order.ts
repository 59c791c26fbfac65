import { inOrder, numbersTo } from '../model/grouped.ts';
import { type ArcList, type Arcs, arcsOf } from './arcs.ts';
import { createHeap } from './heap.ts';
import type { Tasks } from './tasks.ts';

export interface Order {
  /** Task indices so that every kept arc runs forward; ties by start, end, index. */
  readonly order: Int32Array;
  /** Place of each task in `order`. */
  readonly rank: Int32Array;
  /** Arcs between tasks that ran that closed a circle and were left out. Circles of what has not run yet are those of the graph: loops. */
  readonly dropped: number;
  /** Those that were kept. */
  readonly arcs: Arcs;
}

/**
 * One total order that respects the arcs (Kahn 1962). A circle can only come from ends that lie within one clock quantum, or
 * from bad data; it is opened at its earliest task, and counted, so no later algorithm can loop.
 */
export function orderOf(tasks: Tasks, list: ArcList): Order {
  const byTime = timeOrder(tasks);
  const timeRank = ranksOf(byTime);
  // Mostly inputs come before what they feed: then the order of time is the one, because Kahn takes the earliest that is ready.
  const arcs = arcsOf(list, tasks.count);
  if (!forwardOnes(list, timeRank).includes(0)) return { order: byTime, rank: timeRank, dropped: 0, arcs };
  const order = kahn(byTime, timeRank, arcs);
  const rank = ranksOf(order);
  const forward = forwardOnes(list, rank);
  if (!forward.includes(0)) return { order, rank, dropped: 0, arcs };
  let dropped = 0;
  for (let i = 0; i < list.count; i++) {
    const ran = tasks.ran[list.from[i] as number] === 1 && tasks.ran[list.to[i] as number] === 1;
    if (ran && forward[i] === 0) dropped++;
  }
  return { order, rank, dropped, arcs: arcsOf(list, tasks.count, forward) };
}

/** 1 for each arc of the list that runs forward in the order. */
function forwardOnes({ count, from, to }: ArcList, rank: Int32Array): Uint8Array {
  const out = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    if ((rank[from[i] as number] as number) < (rank[to[i] as number] as number)) out[i] = 1;
  }
  return out;
}

function kahn(byTime: Int32Array, timeRank: Int32Array, { into, out, outOf, to }: Arcs): Int32Array {
  const count = byTime.length;
  const incoming = byTime.map((_, t) => (into[t + 1] as number) - (into[t] as number));
  // Places in the order of time: what is compared is then a number.
  const ready = createHeap((a, b) => a < b);
  for (let t = 0; t < count; t++) if (incoming[t] === 0) ready.push(timeRank[t] as number);
  const order = new Int32Array(count);
  const placed = new Uint8Array(count);
  let stuck = 0;
  for (let place = 0; place < count; place++) {
    let first = ready.pop();
    if (first === undefined) {
      while (placed[byTime[stuck] as number] === 1) stuck++;
      first = stuck;
    }
    const task = byTime[first] as number;
    order[place] = task;
    placed[task] = 1;
    for (let i = out[task] as number; i < (out[task + 1] as number); i++) {
      const next = to[outOf[i] as number] as number;
      const left = (incoming[next] as number) - 1;
      incoming[next] = left;
      if (left === 0 && placed[next] === 0) ready.push(timeRank[next] as number);
    }
  }
  return order;
}

/** Place of each item in the order. */
function ranksOf(order: Int32Array): Int32Array {
  const rank = new Int32Array(order.length);
  for (let place = 0; place < order.length; place++) rank[order[place] as number] = place;
  return rank;
}

/** Indices of the tasks by start, end, index. */
function timeOrder({ count, startUs, endUs }: Tasks): Int32Array {
  const order = numbersTo(count);
  const from = (t: number): number => startUs[t] as number;
  return inOrder(order, 0, count, (a, b) => from(a) - from(b) || (endUs[a] as number) - (endUs[b] as number) || a - b);
}
