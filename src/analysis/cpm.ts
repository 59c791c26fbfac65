import { type Arcs, FF, FS, SS } from './arcs.ts';
import type { Net } from './net.ts';

/** Critical path method, microseconds after the run's start, by task index (Kelley & Walker 1959, as a start/finish event net). */
export interface Cpm {
  /** Earliest start and finish. */
  readonly es: Float64Array;
  readonly ef: Float64Array;
  /** Latest start and finish that leave `minimumUs` as it is. */
  readonly ls: Float64Array;
  readonly lf: Float64Array;
  readonly totalFloat: Float64Array;
  /** How long a task may be late without moving any other. */
  readonly freeFloat: Float64Array;
  /** L, the theoretical minimum: unlimited workers, no waits, the same working times. L <= T (see `Arc`). */
  readonly minimumUs: number;
}

/** Working time of a task, microseconds; 0 when it never ran. */
export function lengthOf({ tasks }: Pick<Net, 'tasks'>, task: number): number {
  return task < tasks.count ? at(tasks.endUs, task) - at(tasks.startUs, task) : 0;
}

/** Forward and backward pass over the net; O(tasks + arcs), no recursion. */
export function cpm(net: Net): Cpm {
  const { tasks, order, arcs } = net;
  const { out, outOf, to, kind, lagUs } = arcs;
  const n = tasks.count;
  const { es, ef, minimumUs } = forward(net);
  const ls = new Float64Array(n);
  const lf = new Float64Array(n);
  const totalFloat = new Float64Array(n);
  const freeFloat = new Float64Array(n);
  for (let place = n - 1; place >= 0; place--) {
    const t = order[place] as number;
    let latestFinish = minimumUs;
    let latestStart = Number.POSITIVE_INFINITY;
    let free = minimumUs - at(ef, t);
    for (let i = out[t] as number; i < (out[t + 1] as number); i++) {
      const arc = outOf[i] as number;
      const next = to[arc] as number;
      const limit = (kind[arc] === FF ? at(lf, next) : at(ls, next)) - at(lagUs, arc);
      if (kind[arc] === SS) latestStart = Math.min(latestStart, limit);
      else latestFinish = Math.min(latestFinish, limit);
      // How much earlier than it bounds this arc lets go.
      const slack = (kind[arc] === FF ? at(ef, next) : at(es, next)) - at(lagUs, arc);
      free = Math.min(free, slack - (kind[arc] === SS ? at(es, t) : at(ef, t)));
    }
    lf[t] = latestFinish;
    ls[t] = Math.min(latestStart, latestFinish - lengthOf(net, t));
    totalFloat[t] = at(ls, t) - at(es, t);
    freeFloat[t] = Math.max(0, free);
  }
  return { es, ef, ls, lf, totalFloat, freeFloat, minimumUs };
}

/** Earliest times, and L; tasks for which `zero` says true take no time, nor do the lags that were theirs. */
export function forward(
  net: Pick<Net, 'tasks' | 'arcs' | 'order'>,
  zero: (task: number) => boolean = () => false,
): { readonly es: Float64Array; readonly ef: Float64Array; readonly minimumUs: number } {
  const n = net.tasks.count;
  const es = new Float64Array(n);
  const ef = new Float64Array(n);
  let minimumUs = 0;
  for (let place = 0; place < n; place++) {
    const t = net.order[place] as number;
    earliest(net, t, es, ef, zero);
    minimumUs = Math.max(minimumUs, at(ef, t));
  }
  return { es, ef, minimumUs };
}

/** Sets the earliest start and finish of a task from those of the tasks before it. */
export function earliest(
  net: Pick<Net, 'tasks' | 'arcs'>,
  t: number,
  es: Float64Array,
  ef: Float64Array,
  zero: (task: number) => boolean,
): void {
  const { into, from, kind, lagUs } = net.arcs;
  const instant = zero(t);
  let start = 0;
  let fed = 0;
  for (let arc = into[t] as number; arc < (into[t + 1] as number); arc++) {
    const before = from[arc] as number;
    if (kind[arc] === FS) start = Math.max(start, at(ef, before) + at(lagUs, arc));
    // The first item of a stream took its maker `lagUs` of work: none when the maker takes no time.
    else if (kind[arc] === SS) start = Math.max(start, at(es, before) + lagIf(zero(before), net.arcs, arc));
    else fed = Math.max(fed, at(ef, before) + lagIf(instant, net.arcs, arc));
  }
  es[t] = start;
  ef[t] = Math.max(fed, start + (instant ? 0 : lengthOf(net, t)));
}

/** How much longer a path through the task's start or finish could be before it were the longest; 0 on a longest path. */
export function slackOf({ lf, ef, totalFloat }: Cpm, t: number): number {
  return Math.min(at(totalFloat, t), at(lf, t) - at(ef, t));
}

/** Lag of a stream arc, without the part that is work of a task taken as instant. */
export function lagIf(instant: boolean, { lagUs }: Arcs, arc: number): number {
  return instant ? Math.min(0, at(lagUs, arc)) : at(lagUs, arc);
}

/** Typed arrays read out of range give undefined to the compiler; every index here comes from the net itself. */
function at(array: Float64Array, index: number): number {
  return array[index] as number;
}
