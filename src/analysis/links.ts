import type { Run } from '../model/run.ts';
import { contains } from './nesting.ts';
import type { Tasks } from './tasks.ts';

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

/** Arcs between tasks for the edges of the graph: each instance of v with the latest instance of u that ended by its start. */
export function linksOf(run: Run, tasks: Tasks, epsUs: number): Arc[] {
  const arcs: Arc[] = [];
  const byId = indexInstances(run, tasks);
  for (const [from, to] of run.edges) {
    const us = byId.get(from);
    const vs = byId.get(to);
    if (us && vs) for (const v of vs.byStart) linkInstance(v, v === vs.byStart.at(-1), us, arcs, tasks, epsUs);
  }
  for (const [from, to] of tasks.chain) arcs.push(finishStart(from, to, tasks));
  return arcs;
}

/** Without a graph: each task after the last one that had ended when it started. A guess, to be shown as one. */
export function guessedLinks(tasks: Tasks, epsUs: number): Arc[] {
  const byEnd = tasks.list.map((_, i) => i).sort((a, b) => endOf(tasks, a) - endOf(tasks, b) || a - b);
  const arcs: Arc[] = [];
  for (let v = 0; v < tasks.list.length; v++) {
    let k = countUpTo(byEnd, (i) => endOf(tasks, i), startOf(tasks, v) + epsUs) - 1;
    while (k >= 0 && !precedes(tasks, byEnd[k] as number, v)) k--;
    if (k >= 0) arcs.push(finishStart(byEnd[k] as number, v, tasks));
  }
  return arcs;
}

interface Instances {
  /** Indices in `Run.nodes`. */
  readonly byStart: readonly number[];
  readonly byEnd: readonly number[];
}

function indexInstances(run: Run, tasks: Tasks): Map<string, Instances> {
  const byId = new Map<string, number[]>();
  run.nodes.forEach((node, i) => {
    if (tasks.first[i] === -1) return;
    const list = byId.get(node.id);
    if (list) list.push(i);
    else byId.set(node.id, [i]);
  });
  const out = new Map<string, Instances>();
  for (const [id, list] of byId) {
    const byStart = [...list].sort((a, b) => begin(tasks, a) - begin(tasks, b) || a - b);
    const byEnd = [...list].sort((a, b) => finish(tasks, a) - finish(tasks, b) || a - b);
    out.set(id, { byStart, byEnd });
  }
  return out;
}

function linkInstance(v: number, isLast: boolean, us: Instances, arcs: Arc[], tasks: Tasks, epsUs: number): void {
  const { first, last, parents } = tasks;
  const startV = begin(tasks, v);
  const usable = (u: number): boolean => u !== v && !contains(parents, u, v) && !contains(parents, v, u);
  const firstV = first[v] as number;
  const ended = countUpTo(us.byEnd, (u) => finish(tasks, u), startV + epsUs);
  // Among firings shorter than the clock's quantum, one that began before v, not merely one that ended "by" v's start.
  let done = lastOf(us.byEnd, ended, (u) => usable(u) && begin(tasks, u) <= startV);
  if (done < 0) done = us.byEnd.slice(0, ended).find(usable) ?? -1;
  if (done >= 0) arcs.push(finishStart(last[done] as number, firstV, tasks));
  let open = -1;
  if (done < 0) {
    open = lastOf(
      us.byStart,
      countUpTo(us.byStart, (u) => begin(tasks, u), startV + epsUs),
      usable,
    );
    if (open >= 0) arcs.push(streamIn(openPiece(open, startV + epsUs, tasks), firstV, tasks, epsUs));
  }
  // What still came from u while v was open went into v's end, unless a later instance of v took it.
  if (!isLast) return;
  const late = countUpTo(us.byEnd, (u) => finish(tasks, u), finish(tasks, v) + epsUs);
  if (late <= ended) return;
  const u = lastOf(us.byEnd, late, usable);
  if (u < 0 || finish(tasks, u) <= startV + epsUs) return;
  arcs.push(streamEnd(last[u] as number, closingPiece(v, finish(tasks, u) - epsUs, tasks), tasks, epsUs));
}

function finishStart(from: number, to: number, tasks: Tasks): Arc {
  // Started up to one clock quantum before its input's end: keep that overlap, or L could exceed T by it.
  return { from, to, kind: 'FS', lagUs: Math.min(0, startOf(tasks, to) - endOf(tasks, from)) };
}

/** `to` began while `from` was at work; or right after it, when `from` is a piece that had ended. */
function streamIn(from: number, to: number, tasks: Tasks, epsUs: number): Arc {
  if (endOf(tasks, from) <= startOf(tasks, to) + epsUs) return finishStart(from, to, tasks);
  return { from, to, kind: 'SS', lagUs: startOf(tasks, to) - startOf(tasks, from) };
}

/** `to` was fed until `from` ended; or waited for that, when `to` is a piece that began then. */
function streamEnd(from: number, to: number, tasks: Tasks, epsUs: number): Arc {
  if (endOf(tasks, from) <= startOf(tasks, to) + epsUs) return finishStart(from, to, tasks);
  return { from, to, kind: 'FF', lagUs: endOf(tasks, to) - endOf(tasks, from) };
}

/** The last piece of an instance that had begun by `time`, else its first: nested and parked time is not its own. */
function openPiece(node: number, time: number, tasks: Tasks): number {
  return firstPiece(node, tasks, (piece) => piece + 1 > (tasks.last[node] ?? -1) || startOf(tasks, piece + 1) > time);
}

/** The first piece of an instance that had not ended before `time`, else its last. */
function closingPiece(node: number, time: number, tasks: Tasks): number {
  return firstPiece(node, tasks, (piece) => endOf(tasks, piece) >= time);
}

/** The first piece that passes, else the last; pieces stand in order of time, and once one passes all later ones do. */
function firstPiece(node: number, tasks: Tasks, passes: (piece: number) => boolean): number {
  let lo = tasks.first[node] as number;
  let hi = tasks.last[node] as number;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (passes(mid)) hi = mid;
    else lo = mid + 1;
  }
  return lo;
}

const startOf = (tasks: Tasks, task: number): number => tasks.list[task]?.startUs ?? 0;
const endOf = (tasks: Tasks, task: number): number => tasks.list[task]?.endUs ?? 0;
const begin = (tasks: Tasks, node: number): number => startOf(tasks, tasks.first[node] ?? -1);
const finish = (tasks: Tasks, node: number): number => endOf(tasks, tasks.last[node] ?? -1);

/** Order by start, end, index: total, and what breaks ties within one clock quantum. */
export function precedes(tasks: Pick<Tasks, 'list'>, a: number, b: number): boolean {
  const x = tasks.list[a];
  const y = tasks.list[b];
  if (!x || !y) return a < b;
  return x.startUs - y.startUs !== 0 ? x.startUs < y.startUs : x.endUs !== y.endUs ? x.endUs < y.endUs : a < b;
}

/** How many of the sorted `items` have a key of at most `limit`. */
export function countUpTo(items: readonly number[], key: (item: number) => number, limit: number): number {
  let lo = 0;
  let hi = items.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (key(items[mid] as number) <= limit) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

/** The last of the first `count` items that passes, or -1. */
function lastOf(items: readonly number[], count: number, passes: (item: number) => boolean): number {
  for (let i = count - 1; i >= 0; i--) {
    const item = items[i] as number;
    if (passes(item)) return item;
  }
  return -1;
}
