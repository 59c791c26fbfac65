import { grouped, inOrder, numbersTo } from '../model/grouped.ts';
import type { Ends, Names } from '../model/names.ts';
import { type ArcList, addArc, FF, FS, noArcs, SS } from './arcs.ts';
import { contains } from './nesting.ts';
import type { Pieces, Tasks } from './tasks.ts';

/** What links are looked for in: the instances that ran, by node (`Names`), and their own times. */
interface Linking {
  readonly pieces: Pieces;
  readonly epsUs: number;
  readonly arcs: ArcList;
  /** Start of the first and end of the last task, by entry of `Run.nodes`. */
  readonly startUs: Float64Array;
  readonly endUs: Float64Array;
  /** Entries of `Run.nodes` that ran: of node `k` those from `begin[k]` to `begin[k + 1]`. */
  readonly begin: Int32Array;
  readonly byStart: Int32Array;
  readonly byEnd: Int32Array;
}

/** Arcs between tasks for the edges of the graph: each instance of v with the latest instance of u that ended by its start. */
export function linksOf(names: Names, ends: Ends, pieces: Pieces, epsUs: number): ArcList {
  const linking = linkingOf(names, pieces, epsUs, noArcs(ends.from.length));
  const { begin, byStart, arcs } = linking;
  for (let i = 0; i < ends.from.length; i++) {
    const u = ends.from[i] as number;
    const v = ends.to[i] as number;
    if (u < 0 || v < 0 || begin[u] === begin[u + 1]) continue;
    const last = (begin[v + 1] as number) - 1;
    for (let k = begin[v] as number; k <= last; k++) linkInstance(linking, u, byStart[k] as number, k === last);
  }
  for (const [from, to] of pieces.chain) finishStart(arcs, from, to, pieces.tasks);
  return arcs;
}

/** Without a graph: each task after the last one that had ended when it started. A guess, to be shown as one. */
export function guessedLinks(tasks: Tasks, epsUs: number): ArcList {
  const { count, startUs, endUs } = tasks;
  const byEnd = inOrder(numbersTo(count), 0, count, (a, b) => (endUs[a] as number) - (endUs[b] as number) || a - b);
  const arcs = noArcs();
  for (let v = 0; v < count; v++) {
    let k = upTo(byEnd, 0, count, endUs, (startUs[v] as number) + epsUs) - 1;
    while (k >= 0 && !precedes(tasks, byEnd[k] as number, v)) k--;
    if (k >= 0) finishStart(arcs, byEnd[k] as number, v, tasks);
  }
  return arcs;
}

function linkingOf(names: Names, pieces: Pieces, epsUs: number, arcs: ArcList): Linking {
  const { tasks, first, last } = pieces;
  const count = names.of.length;
  const startUs = new Float64Array(count);
  const endUs = new Float64Array(count);
  const ran = new Int32Array(count).fill(-1);
  for (let i = 0; i < count; i++) {
    if (first[i] === -1) continue;
    startUs[i] = tasks.startUs[first[i] as number] as number;
    endUs[i] = tasks.endUs[last[i] as number] as number;
    ran[i] = names.of[i] as number;
  }
  const { begin, items } = grouped(ran, names.ids.length);
  const sorted = (us: Float64Array): Int32Array => {
    const list = items.slice();
    const order = (a: number, b: number): number => (us[a] as number) - (us[b] as number) || a - b;
    for (let k = 0; k < names.ids.length; k++) inOrder(list, begin[k] as number, begin[k + 1] as number, order);
    return list;
  };
  return { pieces, epsUs, arcs, startUs, endUs, begin, byStart: sorted(startUs), byEnd: sorted(endUs) };
}

/** The arcs from the instances of node `u` into the instance `v`. */
function linkInstance(l: Linking, u: number, v: number, isLast: boolean): void {
  const { arcs, byStart, byEnd, epsUs, pieces } = l;
  const from = l.begin[u] as number;
  const to = l.begin[u + 1] as number;
  const by = (l.startUs[v] as number) + epsUs;
  const firstV = pieces.first[v] as number;
  const ended = upTo(byEnd, from, to, l.endUs, by);
  const done = lastDone(l, from, ended, v);
  if (done >= 0) finishStart(arcs, pieces.last[done] as number, firstV, pieces.tasks);
  else {
    const open = lastUsable(byStart, from, upTo(byStart, from, to, l.startUs, by), v, pieces.parents);
    if (open >= 0) streamIn(arcs, openPiece(open, by, pieces), firstV, pieces.tasks, epsUs);
  }
  // What still came from u while v was open went into v's end, unless a later instance of v took it.
  if (!isLast) return;
  const late = upTo(byEnd, from, to, l.endUs, (l.endUs[v] as number) + epsUs);
  if (late <= ended) return;
  const fed = lastUsable(byEnd, from, late, v, pieces.parents);
  if (fed < 0 || (l.endUs[fed] as number) <= by) return;
  const closing = closingPiece(v, (l.endUs[fed] as number) - epsUs, pieces);
  streamEnd(arcs, pieces.last[fed] as number, closing, pieces.tasks, epsUs);
}

/**
 * The last of those that had ended by the start of `v`. Among firings shorter than the clock's quantum, one that began before v, not
 * merely one that ended "by" v's start; without such a one the first.
 */
function lastDone(l: Linking, from: number, ended: number, v: number): number {
  const { parents } = l.pieces;
  for (let k = ended - 1; k >= from; k--) {
    const u = l.byEnd[k] as number;
    if ((l.startUs[u] as number) <= (l.startUs[v] as number) && usable(parents, u, v)) return u;
  }
  for (let k = from; k < ended; k++) if (usable(parents, l.byEnd[k] as number, v)) return l.byEnd[k] as number;
  return -1;
}

function usable(parents: Int32Array, u: number, v: number): boolean {
  return u !== v && !contains(parents, u, v) && !contains(parents, v, u);
}

/** The last of `items[from .. to)` that may feed `v`, or -1. */
function lastUsable(items: Int32Array, from: number, to: number, v: number, parents: Int32Array): number {
  for (let k = to - 1; k >= from; k--) if (usable(parents, items[k] as number, v)) return items[k] as number;
  return -1;
}

function finishStart(arcs: ArcList, from: number, to: number, { startUs, endUs }: Tasks): void {
  // Started up to one clock quantum before its input's end: keep that overlap, or L could exceed T by it.
  addArc(arcs, from, to, FS, Math.min(0, (startUs[to] as number) - (endUs[from] as number)));
}

/** `to` began while `from` was at work; or right after it, when `from` is a piece that had ended. */
function streamIn(arcs: ArcList, from: number, to: number, tasks: Tasks, epsUs: number): void {
  const { startUs, endUs } = tasks;
  if ((endUs[from] as number) <= (startUs[to] as number) + epsUs) finishStart(arcs, from, to, tasks);
  else addArc(arcs, from, to, SS, (startUs[to] as number) - (startUs[from] as number));
}

/** `to` was fed until `from` ended; or waited for that, when `to` is a piece that began then. */
function streamEnd(arcs: ArcList, from: number, to: number, tasks: Tasks, epsUs: number): void {
  const { startUs, endUs } = tasks;
  if ((endUs[from] as number) <= (startUs[to] as number) + epsUs) finishStart(arcs, from, to, tasks);
  else addArc(arcs, from, to, FF, (endUs[to] as number) - (endUs[from] as number));
}

/** The last piece of an instance that had begun by `time`, else its first: nested and parked time is not its own. */
function openPiece(node: number, time: number, { tasks, first, last }: Pieces): number {
  const end = last[node] as number;
  return firstPiece(
    first[node] as number,
    end,
    (piece) => piece === end || (tasks.startUs[piece + 1] as number) > time,
  );
}

/** The first piece of an instance that had not ended before `time`, else its last. */
function closingPiece(node: number, time: number, { tasks, first, last }: Pieces): number {
  return firstPiece(first[node] as number, last[node] as number, (piece) => (tasks.endUs[piece] as number) >= time);
}

/** The first piece that passes, else the last; pieces stand in order of time, and once one passes all later ones do. */
function firstPiece(first: number, last: number, passes: (piece: number) => boolean): number {
  let lo = first;
  let hi = last;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (passes(mid)) hi = mid;
    else lo = mid + 1;
  }
  return lo;
}

/** Order by start, end, index: total, and what breaks ties within one clock quantum. */
function precedes({ startUs, endUs }: Tasks, a: number, b: number): boolean {
  const apart = (startUs[a] as number) - (startUs[b] as number) || (endUs[a] as number) - (endUs[b] as number) || a - b;
  return apart < 0;
}

/** The place in `items[from .. to)`, which are in order of their `us`, behind those of at most `limit`. */
export function upTo(items: Int32Array, from: number, to: number, us: Float64Array, limit: number): number {
  let lo = from;
  let hi = to;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if ((us[items[mid] as number] as number) <= limit) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}
