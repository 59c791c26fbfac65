import { FF, SS } from './arcs.ts';
import { type Cpm, lagIf, lengthOf, slackOf } from './cpm.ts';
import { jointDrags } from './drag-together.ts';
import { longestOver } from './longest-over.ts';
import type { Net } from './net.ts';
import { workedBy } from './worked.ts';

/**
 * Drag per node id, microseconds: L - L with all of the node's tasks at length 0 (Devaux 1999). It is the most that can be
 * gained by speeding the node up while nothing else changes. Ids that are absent were too costly to compute.
 */
export function drags(net: Net, cpm: Cpm): ReadonlyMap<string, number> {
  const { tasks, names } = net;
  const single = singleDrags(net, cpm);
  const worked = workedBy(tasks, names);
  const { begin } = worked;
  const several: number[] = [];
  const byNumber = new Float64Array(names.ids.length).fill(Number.NaN);
  for (let number = 0; number < names.ids.length; number++) {
    let drag = Number.NaN;
    let long = 0;
    for (let i = begin[number] as number; i < (begin[number + 1] as number); i++) {
      const t = worked.tasks[i] as number;
      if (lengthOf(net, t) > 0 && long++ === 0) drag = single[t] as number;
      else if (long === 0) drag = 0;
    }
    byNumber[number] = drag;
    if (long > 1) several.push(number);
  }
  const joint = jointDrags(net, cpm, several);
  for (const number of several) byNumber[number] = joint.get(number) ?? Number.NaN;
  const out = new Map<string, number>();
  for (let number = 0; number < byNumber.length; number++) {
    const drag = byNumber[number] as number;
    if (!Number.isNaN(drag)) out.set(names.ids[number] as string, drag);
  }
  return out;
}

/**
 * Drag of each task alone, all at once in O(tasks log tasks + arcs). In rank order the starts and finishes stand in one row
 * S0 F0 S1 F1 ...; every path from begin to end crosses the gap between S_v and F_v by exactly one arc. Those that v's length
 * does not touch are the arcs that jump the gap; the others (its own work, stream arcs out of S_v and into F_v) are
 * recomputed with length 0. A task that no longest path touches has none, so only those on one are looked at.
 */
export function singleDrags(net: Net, cpm: Cpm): Float64Array {
  const { order, tasks } = net;
  const n = tasks.count;
  const { ef, ls, minimumUs } = cpm;
  // Longest path that begins with a task of higher rank.
  const later = new Float64Array(n + 1);
  for (let r = n - 1; r >= 0; r--)
    later[r] = Math.max(later[r + 1] as number, minimumUs - (ls[order[r] as number] as number));
  const touched = order.map((t) => (slackOf(cpm, t) > 0 ? 0 : 1));
  const jumping = longestJumps(net, cpm, touched);
  const drag = new Float64Array(n);
  let earlier = 0;
  let place = 0;
  for (let r = 0; r < n; r++) {
    const v = order[r] as number;
    if (touched[r] === 1) {
      const beside = Math.max(earlier, later[r + 1] as number, jumping[place++] as number);
      drag[v] = Math.max(0, minimumUs - Math.max(beside, throughInstant(net, cpm, v)));
    }
    earlier = Math.max(earlier, ef[v] as number);
  }
  return drag;
}

/** Longest path through a task, did it take no time. */
function throughInstant({ arcs }: Net, { es, ef, ls, lf, minimumUs }: Cpm, v: number): number {
  const { from, to, kind, into, out, outOf } = arcs;
  const tail = minimumUs - (lf[v] as number);
  let longest = (es[v] as number) + tail;
  for (let i = out[v] as number; i < (out[v + 1] as number); i++) {
    const arc = outOf[i] as number;
    if (kind[arc] !== SS) continue;
    longest = Math.max(
      longest,
      (es[v] as number) + lagIf(true, arcs, arc) + minimumUs - (ls[to[arc] as number] as number),
    );
  }
  for (let arc = into[v] as number; arc < (into[v + 1] as number); arc++) {
    if (kind[arc] !== FF) continue;
    longest = Math.max(longest, (ef[from[arc] as number] as number) + lagIf(true, arcs, arc) + tail);
  }
  return longest;
}

/** Longest path by an arc from a task of lower rank to one of higher, for each task on a longest path (`touched`, by rank), in order. */
function longestJumps({ arcs, rank }: Net, { es, ef, ls, lf, minimumUs }: Cpm, touched: Int32Array): Float64Array {
  const before = new Int32Array(touched.length + 1);
  for (let r = 0; r < touched.length; r++) before[r + 1] = (before[r] as number) + (touched[r] as number);
  const longest = longestOver(before[touched.length] as number);
  for (let arc = 0; arc < arcs.count; arc++) {
    const u = arcs.from[arc] as number;
    const v = arcs.to[arc] as number;
    const first = before[(rank[u] as number) + 1] as number;
    const behind = before[rank[v] as number] as number;
    if (first === behind) continue;
    const head = (arcs.kind[arc] === SS ? (es[u] as number) : (ef[u] as number)) + (arcs.lagUs[arc] as number);
    const tail = minimumUs - (arcs.kind[arc] === FF ? (lf[v] as number) : (ls[v] as number));
    longest.add(first, behind, head + tail);
  }
  return longest.all();
}
