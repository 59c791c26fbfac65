import { FF, FS, SS } from './arcs.ts';
import { type Cpm, earliest, lagIf, lengthOf, slackOf } from './cpm.ts';
import type { Net } from './net.ts';

/** Tasks and arcs that may be walked for nodes with several tasks before the rest is left unknown: about a second. */
const BUDGET = 50_000_000;

/**
 * Drags of nodes (numbers of `Names`) with several tasks that work. One longest path P is shortened by no more than the node's part of
 * it, so L without the node is at least L less that part, and nothing else can be longer than that but what goes through tasks whose slack
 * is smaller than the part. So one pass over these few answers for a node, and only nodes on P are asked for: of others P is as long
 * without them. Largest parts first: the tasks that are left only become fewer. A number that is absent was too costly.
 */
export function jointDrags(net: Net, cpm: Cpm, numbers: readonly number[]): ReadonlyMap<number, number> {
  const out = new Map<number, number>();
  if (numbers.length === 0) return out;
  const part = partsOfLongest(net, cpm);
  const partOf = (number: number): number => part[number] as number;
  const es = new Float64Array(net.tasks.count).fill(Number.NEGATIVE_INFINITY);
  const ef = es.slice();
  const near = net.order.slice();
  let left = near.length;
  let spent = 0;
  for (const number of [...numbers].sort((a, b) => partOf(b) - partOf(a))) {
    if (partOf(number) === 0) out.set(number, 0);
    if (partOf(number) === 0 || spent > BUDGET) continue;
    const mine = (t: number): boolean => net.names.of[net.tasks.node[t] as number] === number && lengthOf(net, t) > 0;
    let longest = cpm.minimumUs - partOf(number);
    let kept = 0;
    for (let i = 0; i < left; i++) {
      const t = near[i] as number;
      spent += 1 + (net.arcs.into[t + 1] as number) - (net.arcs.into[t] as number);
      if (slackOf(cpm, t) < partOf(number)) {
        near[kept++] = t;
        earliest(net, t, es, ef, mine);
        longest = Math.max(longest, ef[t] as number);
      } else {
        // As if it were not there.
        es[t] = Number.NEGATIVE_INFINITY;
        ef[t] = Number.NEGATIVE_INFINITY;
      }
    }
    left = kept;
    out.set(number, cpm.minimumUs - longest);
  }
  return out;
}

/** Of one longest path: how much of it would go with the work of each node (number of `Names`), microseconds. */
function partsOfLongest(net: Net, { es, ef, minimumUs }: Cpm): Float64Array {
  const { tasks, names, arcs } = net;
  const { into, from, kind, lagUs } = arcs;
  const part = new Float64Array(names.ids.length);
  const add = (t: number, us: number): void => {
    const number = names.of[tasks.node[t] as number] as number;
    part[number] = (part[number] as number) + us;
  };
  /** The arc into the start or the finish of `t` that set its time. */
  const cause = (t: number, end: boolean): number => {
    for (let arc = into[t] as number; arc < (into[t + 1] as number); arc++) {
      const before = from[arc] as number;
      const at = (kind[arc] === SS ? (es[before] as number) : (ef[before] as number)) + (lagUs[arc] as number);
      if ((kind[arc] === FF) === end && at === (end ? ef[t] : es[t])) return arc;
    }
    return -1;
  };
  const workOf = (arc: number): number => (lagUs[arc] as number) - lagIf(true, arcs, arc);
  // Back from its end, each time to what set a time.
  let t = ef.indexOf(minimumUs);
  let atEnd = true;
  while (t >= 0) {
    const own = atEnd && (ef[t] as number) === (es[t] as number) + lengthOf(net, t);
    if (own) {
      add(t, lengthOf(net, t));
      atEnd = false;
      continue;
    }
    const arc: number = atEnd || (es[t] as number) > 0 ? cause(t, atEnd) : -1;
    const before = arc < 0 ? -1 : (from[arc] as number);
    if (kind[arc] === FF) add(t, workOf(arc));
    if (kind[arc] === SS) add(before, workOf(arc));
    atEnd = kind[arc] === FS || kind[arc] === FF;
    t = before;
  }
  return part;
}
