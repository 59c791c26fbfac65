import { inOrder, numbersTo } from '../model/grouped.ts';
import { createHeap } from './heap.ts';
import type { Net } from './net.ts';

export interface Lanes {
  /** Lane of each entry of `Run.nodes`, from 0; -1 for those that never ran. */
  readonly of: Int32Array;
  /** As many as nodes were there at once at most. */
  readonly count: number;
}

/**
 * Packs the instances of a run into as few lanes as they need so that none overlaps another in its lane: in order of start, each takes
 * the first lane that is free (interval partitioning, Kleinberg & Tardos 4.1). An instance is its whole span here, waits and all.
 * O(n log n).
 */
export function lanesOf(net: Net): Lanes {
  const of = new Int32Array(net.run.nodes.length).fill(-1);
  const { tasks, first, last } = net;
  const startOf = (node: number): number => tasks.startUs[first[node] as number] as number;
  const endOf = (node: number): number => tasks.endUs[last[node] as number] as number;
  const ran = numbersTo(of.length).filter((node) => tasks.ran[first[node] as number] === 1);
  // Longer ones first, so that what contains others lies above them.
  inOrder(ran, 0, ran.length, (a, b) => startOf(a) - startOf(b) || endOf(b) - endOf(a) || a - b);
  const free = createHeap((a, b) => a < b);
  const busy = createHeap((a, b) => endOf(a) < endOf(b));
  let count = 0;
  for (const node of ran) {
    for (let done = busy.peek(); done !== undefined && endOf(done) <= startOf(node); done = busy.peek()) {
      busy.pop();
      free.push(of[done] as number);
    }
    const lane = free.pop() ?? count++;
    of[node] = lane;
    // What takes no time is never in the way of another.
    if (endOf(node) > startOf(node)) busy.push(node);
    else free.push(lane);
  }
  return { of, count };
}
