import { type Cpm, forward, lagIf, lengthOf } from './cpm.ts';
import { createHeap } from './heap.ts';
import type { Net } from './net.ts';

/** Arcs that may be walked for nodes with several tasks (one pass each) before the rest is left unknown: about a second. */
const BUDGET = 50_000_000;

/**
 * Drag per node id, microseconds: L - L with all of the node's tasks at length 0 (Devaux 1999). It is the most that can be
 * gained by speeding the node up while nothing else changes. Ids that are absent were too costly to compute.
 */
export function drags(net: Net, cpm: Cpm): ReadonlyMap<string, number> {
  const single = singleDrags(net, cpm);
  const byId = new Map<string, number[]>();
  net.tasks.forEach((task, i) => {
    const id = net.run.nodes[task.node]?.id;
    if (id === undefined || !task.ran) return;
    const list = byId.get(id);
    if (list) list.push(i);
    else byId.set(id, [i]);
  });
  const out = new Map<string, number>();
  const cost = net.tasks.length + net.into.reduce((sum, arcs) => sum + arcs.length, 0);
  let spent = 0;
  for (const [id, tasks] of byId) {
    const long = tasks.filter((t) => lengthOf(net, t) > 0);
    const [only] = long;
    if (only === undefined) out.set(id, 0);
    else if (long.length === 1) out.set(id, single[only] as number);
    // Off every longest path each task has drag 0; together they still do, because any longest path avoids them all.
    else if (long.every((t) => (single[t] as number) === 0 && offPath(cpm, t))) out.set(id, 0);
    else if (spent + cost <= BUDGET) {
      spent += cost;
      const zero = new Set(long);
      out.set(id, cpm.minimumUs - forward(net, (t) => zero.has(t)).minimumUs);
    }
  }
  return out;
}

function offPath(cpm: Cpm, t: number): boolean {
  return (cpm.lf[t] as number) > (cpm.ef[t] as number) && (cpm.totalFloat[t] as number) > 0;
}

/**
 * Drag of each task alone, all at once in O((tasks + arcs) log arcs). In rank order the starts and finishes stand in one row
 * S0 F0 S1 F1 ...; every path from begin to end crosses the gap between S_v and F_v by exactly one arc. Those that v's length
 * does not touch are the arcs that jump the gap; the others (its own work, stream arcs out of S_v and into F_v) are
 * recomputed with length 0. A task that no longest path touches has none, so only arcs that jump a task on one are looked at.
 */
export function singleDrags(net: Net, cpm: Cpm): Float64Array {
  const n = net.tasks.length;
  const { es, ef, ls, lf, minimumUs } = cpm;
  const out = new Float64Array(n);
  const tailOfStart = (t: number): number => minimumUs - (ls[t] as number);
  const tailOfFinish = (t: number): number => minimumUs - (lf[t] as number);
  // Longest path that begins with a task of higher rank; tasks on a longest path among those of lower rank.
  const later = new Float64Array(n + 1);
  for (let r = n - 1; r >= 0; r--) later[r] = Math.max(later[r + 1] as number, tailOfStart(net.order[r] as number));
  const onPath = new Int32Array(n + 1);
  for (let r = 0; r < n; r++) onPath[r + 1] = (onPath[r] as number) + (offPath(cpm, net.order[r] as number) ? 0 : 1);

  const jumping = createJumping();
  let earlier = 0;
  for (let r = 0; r < n; r++) {
    const v = net.order[r] as number;
    if (!offPath(cpm, v)) {
      let without = Math.max(earlier, later[r + 1] as number, jumping.longest(r));
      without = Math.max(without, (es[v] as number) + tailOfFinish(v));
      for (const arc of net.outOf[v] ?? []) {
        if (arc.kind === 'SS') without = Math.max(without, (es[v] as number) + lagIf(true, arc) + tailOfStart(arc.to));
      }
      for (const arc of net.into[v] ?? []) {
        if (arc.kind === 'FF')
          without = Math.max(without, (ef[arc.from] as number) + lagIf(true, arc) + tailOfFinish(v));
      }
      out[v] = Math.max(0, minimumUs - without);
    }
    for (const arc of net.outOf[v] ?? []) {
      const to = net.rank[arc.to] as number;
      if (onPath[to] === onPath[r + 1]) continue;
      const head = arc.kind === 'SS' ? (es[v] as number) : (ef[v] as number);
      jumping.add(head + arc.lagUs + (arc.kind === 'FF' ? tailOfFinish(arc.to) : tailOfStart(arc.to)), to);
    }
    earlier = Math.max(earlier, ef[v] as number);
  }
  return out;
}

/** Longest paths through arcs that jump the gap of a task: from one of lower rank to one of higher. Asked in the order of ranks. */
function createJumping(): { add(lengthUs: number, toRank: number): void; longest(rank: number): number } {
  const lengths: number[] = [];
  const ends: number[] = [];
  const heap = createHeap((a, b) => (lengths[a] as number) > (lengths[b] as number));
  return {
    add(lengthUs, toRank) {
      lengths.push(lengthUs);
      ends.push(toRank);
      heap.push(lengths.length - 1);
    },
    longest(rank) {
      let top = heap.peek();
      while (top !== undefined && (ends[top] as number) <= rank) {
        heap.pop();
        top = heap.peek();
      }
      return top === undefined ? 0 : (lengths[top] as number);
    },
  };
}
