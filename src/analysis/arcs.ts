import { grouped } from '../model/grouped.ts';

/**
 * How one task bounds another, by which ends:
 * - `FS` the first's finish bounds the second's start (the usual dependency),
 * - `SS` start bounds start and `FF` finish bounds finish (a stream: the second worked on what the first had given so far).
 *
 * `lagUs` is never more than what was observed between the two ends. So the observed schedule satisfies every arc, the
 * earliest schedule is nowhere later than it, and **L <= T holds whatever the arcs are**.
 */
export interface Arc {
  readonly from: number;
  readonly to: number;
  readonly kind: 'FS' | 'SS' | 'FF';
  readonly lagUs: number;
}

/** `Arc.kind` in columns. */
export const FS = 0;
export const SS = 1;
export const FF = 2;
export const KINDS = ['FS', 'SS', 'FF'] as const;

/**
 * Arcs as columns, each by number of the arc (compressed rows, as of a sparse matrix). Those into task `t` are numbers `into[t]` to
 * `into[t + 1]`; those out of it stand in `outOf` at `out[t]` to `out[t + 1]`; both in the order in which they were found.
 */
export interface Arcs {
  readonly count: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly kind: Uint8Array;
  readonly lagUs: Float64Array;
  readonly into: Int32Array;
  readonly out: Int32Array;
  readonly outOf: Int32Array;
}

/** Arcs while they are found: the first `count` places of the columns. */
export interface ArcList {
  count: number;
  from: Int32Array;
  to: Int32Array;
  kind: Uint8Array;
  lagUs: Float64Array;
}

/** None yet; there is room for as many as are expected, and for more once they come. */
export function noArcs(expected = 0): ArcList {
  const room = Math.max(16, expected);
  return {
    count: 0,
    from: new Int32Array(room),
    to: new Int32Array(room),
    kind: new Uint8Array(room),
    lagUs: new Float64Array(room),
  };
}

export function addArc(list: ArcList, from: number, to: number, kind: number, lagUs: number): void {
  if (list.count === list.from.length) grow(list);
  const i = list.count++;
  list.from[i] = from;
  list.to[i] = to;
  list.kind[i] = kind;
  list.lagUs[i] = lagUs;
}

function grow(list: ArcList): void {
  const { from, to, kind, lagUs } = list;
  Object.assign(list, noArcs(2 * list.count), { count: list.count });
  list.from.set(from);
  list.to.set(to);
  list.kind.set(kind);
  list.lagUs.set(lagUs);
}

/** The columns of the arcs between `tasks` tasks; only those, if `keep` is given, for which it is 1. O(tasks + arcs). */
export function arcsOf(
  list: Pick<ArcList, 'count' | 'from' | 'to' | 'kind' | 'lagUs'>,
  tasks: number,
  keep?: Uint8Array,
): Arcs {
  const kept = (ends: Int32Array): Int32Array =>
    keep ? ends.slice(0, list.count).map((t, i) => (keep[i] === 1 ? t : -1)) : ends.subarray(0, list.count);
  const { begin: into, items } = grouped(kept(list.to), tasks);
  const { begin: out, items: outOf } = grouped(kept(list.from), tasks);
  const count = items.length;
  const from = new Int32Array(count);
  const to = new Int32Array(count);
  const kind = new Uint8Array(count);
  const lagUs = new Float64Array(count);
  // Where each arc of the list stands among those sorted by what they lead to.
  const place = new Int32Array(list.count);
  for (let k = 0; k < count; k++) {
    const i = items[k] as number;
    place[i] = k;
    from[k] = list.from[i] as number;
    to[k] = list.to[i] as number;
    kind[k] = list.kind[i] as number;
    lagUs[k] = list.lagUs[i] as number;
  }
  for (let k = 0; k < count; k++) outOf[k] = place[outOf[k] as number] as number;
  return { count, from, to, kind, lagUs, into, out, outOf };
}

/** One arc of the columns, for who looks at a few. */
export function arcAt({ from, to, kind, lagUs }: Arcs, arc: number): Arc {
  return {
    from: from[arc] as number,
    to: to[arc] as number,
    kind: KINDS[kind[arc] as 0 | 1 | 2],
    lagUs: lagUs[arc] as number,
  };
}

/** The arcs into a task, or out of it, one by one. */
export function arcsAt(arcs: Arcs, task: number, side: 'into' | 'out'): Arc[] {
  const [begin, end] = [arcs[side][task] ?? 0, arcs[side][task + 1] ?? 0];
  return Array.from({ length: end - begin }, (_, i) =>
    arcAt(arcs, side === 'into' ? begin + i : (arcs.outOf[begin + i] as number)),
  );
}
