import { inOrder, numbersTo } from '../model/grouped.ts';
import { isStatusOnly } from '../model/run.ts';
import { type Arc, arcAt, FF, SS } from './arcs.ts';
import { isLimited } from './engine.ts';
import { clip, type Interval } from './intervals.ts';
import { upTo } from './links.ts';
import type { Net } from './net.ts';
import { taskAt } from './tasks.ts';

/**
 * What the run spent a stretch of time on:
 * WORK a node worked · HANDOFF its inputs were there, it had not begun · DISPATCH it waited for a worker ·
 * STARTUP nothing had begun yet · EXTERNAL it was parked (approval, timer) · TAIL all nodes had ended, the run had not.
 */
export type SegmentKind = 'WORK' | 'HANDOFF' | 'DISPATCH' | 'STARTUP' | 'EXTERNAL' | 'TAIL';

export interface Segment {
  readonly kind: SegmentKind;
  /** Epoch microseconds, half-open. */
  readonly startUs: number;
  readonly endUs: number;
  /** Index in `Run.nodes` of the node that worked, or that was about to; absent for TAIL. */
  readonly node?: number;
  /** Task of the net, to tell the pieces of one instance apart; absent for TAIL. */
  readonly task?: number;
  /** What the node followed: an edge of the graph, or (inferred) another node's worker that became free. */
  readonly via: 'dependency' | 'resource';
}

export interface CriticalPath {
  /** In order of time; none of a status timeline, whose silent nodes could be anywhere. They tile the run's window exactly: each begins where the one before ended. */
  readonly segments: readonly Segment[];
  /** Indices in `Run.nodes` that worked on the path, in order of time, each once. */
  readonly nodes: readonly number[];
  /** True when the graph was not known and the path follows order in time. */
  readonly guessed: boolean;
}

/** What held a task back, and the moment it let go. */
interface Cause {
  readonly task: number;
  readonly kind: Arc['kind'];
  readonly atUs: number;
}

/**
 * The observed critical path with its waits: walk back from the last end, each time to what the node had waited for (docs:
 * analysis, section 2). Every step goes to a task of lower rank, so none is visited twice and the walk ends.
 */
export function criticalPath(net: Net): CriticalPath {
  if (isStatusOnly(net.run)) return { segments: [], nodes: [], guessed: true };
  const { startUs, endUs } = net.window;
  const segments: Segment[] = [];
  let frontier = endUs;
  /** Emits `[from, frontier)` and moves the frontier there; nothing when empty. */
  const emit = (kind: SegmentKind, from: number, via: Segment['via'], task?: number): void => {
    const begin = Math.max(startUs, from);
    if (begin >= frontier) return;
    const node = task === undefined ? undefined : net.tasks.node[task];
    segments.push({
      kind,
      startUs: begin,
      endUs: frontier,
      via,
      ...(task === undefined || node === undefined ? {} : { task, node }),
    });
    frontier = begin;
  };

  const freedBy = workerFinder(net);
  let cur = lastTask(net);
  if (cur === undefined) {
    emit('STARTUP', startUs, 'dependency');
    return { segments, nodes: [], guessed: !net.hasGraph };
  }
  emit('TAIL', endOf(net, cur), 'dependency');
  while (cur !== undefined) {
    const task = taskAt(net.tasks, cur);
    if (!task) break;
    const rel = lastCause(net, cur, frontier);
    const freed: number | undefined =
      rel?.kind === 'FS' || rel === undefined ? freedBy(cur, rel?.atUs ?? startUs) : undefined;
    const via: Segment['via'] = freed === undefined ? 'dependency' : 'resource';
    const before: number | undefined = freed ?? rel?.task;
    if (rel?.kind === 'FF') {
      // It was fed until then: only what came after is its own doing.
      emit('WORK', rel.atUs, via, cur);
    } else {
      const gapFrom =
        rel?.kind === 'SS' ? task.startUs : freed === undefined ? (rel?.atUs ?? startUs) : endOf(net, freed);
      const joins = task.startUs - gapFrom <= net.epsUs && task.ran;
      emit('WORK', joins ? Math.min(task.startUs, gapFrom) : task.startUs, via, cur);
      const kind = freed !== undefined ? 'DISPATCH' : rel ? 'HANDOFF' : 'STARTUP';
      for (const [parkedFrom, parkedTo] of parkedBackwards(net, task.node, gapFrom, frontier)) {
        emit(kind, parkedTo, via, cur);
        emit('EXTERNAL', parkedFrom, via, cur);
      }
      emit(kind, gapFrom, via, cur);
    }
    cur = before;
  }
  segments.reverse();
  return { segments, nodes: workers(segments), guessed: !net.hasGraph };
}

function workers(segments: readonly Segment[]): number[] {
  const seen = new Set<number>();
  for (const s of segments) if (s.kind === 'WORK' && s.node !== undefined) seen.add(s.node);
  return [...seen];
}

const endOf = (net: Net, task: number): number => net.tasks.endUs[task] ?? 0;
const rankOf = (net: Net, task: number): number => net.rank[task] ?? 0;

/** The task that ended last; among equals the one that depends on the others. */
function lastTask(net: Net): number | undefined {
  const { count, ran, endUs } = net.tasks;
  let best: number | undefined;
  for (let t = 0; t < count; t++) {
    if (ran[t] !== 1) continue;
    const later = best === undefined ? 1 : (endUs[t] as number) - endOf(net, best);
    if (later > 0 || (later === 0 && rankOf(net, t) > rankOf(net, best as number))) best = t;
  }
  return best;
}

/** The predecessor whose arrival came last, as far as the path is known (`frontier`). Ties go to the one of higher rank. */
function lastCause({ tasks, arcs, rank, epsUs }: Net, cur: number, frontier: number): Cause | undefined {
  const { into, from, kind } = arcs;
  let best = -1;
  let bestUs = Number.NEGATIVE_INFINITY;
  for (let arc = into[cur] as number; arc < (into[cur + 1] as number); arc++) {
    const before = from[arc] as number;
    let atUs = tasks.endUs[before] as number;
    if (kind[arc] === FF && atUs > frontier) continue;
    // When a stream's first item came is not known, only that it was there by now. A finished input that arrived within one
    // quantum of the start explains it better, so the stream counts as that much earlier.
    if (kind[arc] === SS) atUs = (tasks.startUs[cur] as number) - epsUs;
    const higher = best >= 0 && (rank[before] as number) > (rank[from[best] as number] as number);
    if (atUs > bestUs || (atUs === bestUs && higher)) {
      best = arc;
      bestUs = atUs;
    }
  }
  return best < 0 ? undefined : { task: from[best] as number, kind: arcAt(arcs, best).kind, atUs: bestUs };
}

/**
 * On an engine with limited workers: the last task of the same class to end after `cur` was ready and by its start, unrelated
 * to it by the graph. Its end is what freed the worker. Always undefined on unlimited engines.
 */
function workerFinder(net: Net): (cur: number, readyUs: number) => number | undefined {
  if (net.engine.classes.every((c) => !Number.isFinite(c.capacity))) return () => undefined;
  const { count, node, ran, startUs, endUs } = net.tasks;
  const typeOf = (task: number): string => net.run.nodes[node[task] ?? -1]?.type ?? '';
  const byEnd = numbersTo(count).filter((t) => ran[t] === 1);
  inOrder(byEnd, 0, byEnd.length, (a, b) => endOf(net, a) - endOf(net, b) || rankOf(net, a) - rankOf(net, b));
  return (cur, readyUs) => {
    if (ran[cur] !== 1 || !isLimited(net.engine, typeOf(cur))) return undefined;
    const worker = net.engine.classOf(typeOf(cur));
    for (let k = upTo(byEnd, 0, byEnd.length, endUs, (startUs[cur] as number) + net.epsUs) - 1; k >= 0; k--) {
      const x = byEnd[k] as number;
      if (endOf(net, x) <= readyUs + net.epsUs) return undefined;
      if (node[x] === node[cur] || rankOf(net, x) >= rankOf(net, cur)) continue;
      if (net.engine.classOf(typeOf(x)) === worker && !isAncestor(net, x, cur)) return x;
    }
    return undefined;
  };
}

/** Is there a path of arcs from `above` to `below`? Looks only at ranks between the two. */
function isAncestor(net: Net, above: number, below: number): boolean {
  const { into, from } = net.arcs;
  const seen = new Set([below]);
  const open = [below];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (let arc = into[at] as number; arc < (into[at + 1] as number); arc++) {
      const before = from[arc] as number;
      if (before === above) return true;
      if (seen.has(before) || rankOf(net, before) <= rankOf(net, above)) continue;
      seen.add(before);
      open.push(before);
    }
  }
  return false;
}

/** Times within `[from, to)` in which the node was parked, last first. */
function parkedBackwards(net: Net, node: number, from: number, to: number): Interval[] {
  const waits = net.run.nodes[node]?.waits.filter((w) => w.kind === 'external') ?? [];
  return clip(
    waits.map((w): Interval => [w.startUs, w.endUs]),
    from,
    to,
  ).sort((a, b) => b[0] - a[0]);
}
