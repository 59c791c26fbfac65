import type { Arc } from './links.ts';
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
export function lengthOf(net: Net, task: number): number {
  const t = net.tasks[task];
  return t ? t.endUs - t.startUs : 0;
}

/** Forward and backward pass over the net; O(tasks + arcs), no recursion. */
export function cpm(net: Net): Cpm {
  const n = net.tasks.length;
  const { es, ef, minimumUs } = forward(net);
  const ls = new Float64Array(n);
  const lf = new Float64Array(n);
  const totalFloat = new Float64Array(n);
  const freeFloat = new Float64Array(n);
  for (let place = n - 1; place >= 0; place--) {
    const t = net.order[place] as number;
    let latestFinish = minimumUs;
    let latestStart = Number.POSITIVE_INFINITY;
    let free = minimumUs - at(ef, t);
    for (const arc of net.outOf[t] ?? []) {
      const limit = (arc.kind === 'FF' ? at(lf, arc.to) : at(ls, arc.to)) - arc.lagUs;
      if (arc.kind === 'SS') latestStart = Math.min(latestStart, limit);
      else latestFinish = Math.min(latestFinish, limit);
      free = Math.min(free, slack(arc, es, ef));
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
  net: Net,
  zero: (task: number) => boolean = () => false,
): { readonly es: Float64Array; readonly ef: Float64Array; readonly minimumUs: number } {
  const n = net.tasks.length;
  const es = new Float64Array(n);
  const ef = new Float64Array(n);
  let minimumUs = 0;
  for (let place = 0; place < n; place++) {
    const t = net.order[place] as number;
    let start = 0;
    for (const arc of net.into[t] ?? []) {
      if (arc.kind === 'FS') start = Math.max(start, at(ef, arc.from) + arc.lagUs);
      // The first item of a stream took its maker `lagUs` of work: none when the maker takes no time.
      else if (arc.kind === 'SS') start = Math.max(start, at(es, arc.from) + lagIf(zero(arc.from), arc));
    }
    let finish = start + (zero(t) ? 0 : lengthOf(net, t));
    for (const arc of net.into[t] ?? []) {
      if (arc.kind === 'FF') finish = Math.max(finish, at(ef, arc.from) + lagIf(zero(t), arc));
    }
    es[t] = start;
    ef[t] = finish;
    minimumUs = Math.max(minimumUs, finish);
  }
  return { es, ef, minimumUs };
}

/** Lag of a stream arc, without the part that is work of a task taken as instant. */
export function lagIf(instant: boolean, arc: Arc): number {
  return instant ? Math.min(0, arc.lagUs) : arc.lagUs;
}

function slack(arc: Arc, es: Float64Array, ef: Float64Array): number {
  const from = arc.kind === 'SS' ? at(es, arc.from) : at(ef, arc.from);
  const to = arc.kind === 'FF' ? at(ef, arc.to) : at(es, arc.to);
  return to - arc.lagUs - from;
}

/** Typed arrays read out of range give undefined to the compiler; every index here comes from the net itself. */
function at(array: Float64Array, index: number): number {
  return array[index] as number;
}
