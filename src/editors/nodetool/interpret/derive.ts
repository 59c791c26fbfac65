/**
 * From facts to times and status: what a node was really doing, against what the wire says (protocol notes, section 3).
 *
 * TypeScript servers send `running` for every node when the run begins. A node works from the moment its last required
 * input was there: the first message over the edge, or the edge's end when it closed without any. Two exceptions:
 *   - a node that reads streams begins with its first item;
 *   - a node that was fed item by item but gave out once had to wait for the end of the stream.
 * Python servers send `running` when the inputs are gathered, once per firing; only nodes that read streams say it early.
 */
import type { NodeStatus } from '../../../model/run.ts';
import { isConstant, isSink, onlyGathers, readsStreams } from '../wire.ts';
import type { EdgeFacts, Figures, Moment, NodeFacts, NodeTimes } from './facts.ts';
import type { RunIndex } from './run-index.ts';

export interface DerivedNode {
  readonly instance: number;
  readonly times: NodeTimes;
  /** Waiting inside the span, for nodes that do nothing but gather. */
  readonly gathers?: Moment;
  readonly spawned?: Moment;
  /** Its start is a guess: it may have begun as late as this. */
  readonly latest?: Moment;
  readonly iterations?: number;
  readonly items?: number;
  readonly bytes?: number;
  /** Of an earlier firing; absent: the node's own are meant. */
  readonly figures?: Figures;
}

/**
 * One entry per instance the node has in the model; at least one. `whole`: all of them; otherwise those that a further record
 * can change, the first and the last two firings (a loop of thousands would cost thousands per record).
 */
export function deriveNode(index: RunIndex, node: NodeFacts, whole = false): readonly DerivedNode[] {
  if (isConstant(node.type)) return [{ instance: node.instance, times: { status: 'constant' } }];
  if (index.run.era === 'py' && node.firings.length > 0) return pythonFirings(index, node, whole);
  return [typescriptSpan(index, node)];
}

const later = (a: Moment | undefined, b: Moment | undefined) => (!a ? b : !b || a.t >= b.t ? a : b);
const sooner = (a: Moment | undefined, b: Moment | undefined) => (!a ? b : !b || a.t <= b.t ? a : b);
/** When the target could take what the edge brings: its first message, or the news that none will come. */
const arrival = (e: EdgeFacts) => e.first ?? (e.count === 0 ? e.closed : undefined);
const most = (edges: readonly EdgeFacts[]) => edges.reduce((n, e) => Math.max(n, e.count), 0);

const newest = (edges: readonly EdgeFacts[]) => edges.reduce<Moment | undefined>((m, e) => later(m, e.last), undefined);

function inputs(index: RunIndex, node: NodeFacts): readonly EdgeFacts[] {
  const all = index.into(node.key);
  const data = all.filter((e) => e.kind !== 'control');
  return data.length > 0 ? data : all;
}

function typescriptSpan(index: RunIndex, node: NodeFacts): DerivedNode {
  const into = inputs(index, node);
  const items = most(index.outOf(node.key));
  const fed = most(into);
  const spawned = node.firings[0]?.start;
  const end = node.ended;
  const allIn = into.every((e) => arrival(e) !== undefined);
  const gave = Math.max(items, node.outputs, node.committed);
  const perItem = fed > 1 && gave > 1;

  let ready: Moment | undefined;
  if (into.length === 0) ready = spawned;
  else if (readsStreams(node.type)) ready = into.reduce<Moment | undefined>((m, e) => sooner(m, e.first), undefined);
  else if (allIn) {
    const buffered = fed > 1 && !perItem && end !== undefined;
    ready = into.reduce<Moment | undefined>(
      (m, e) => later(m, buffered && e.count > 1 ? (e.closed ?? arrival(e)) : arrival(e)),
      undefined,
    );
  }
  const status = statusOf(index, node, into, allIn, ready);
  const ran =
    status === 'success' ||
    status === 'error' ||
    status === 'running' ||
    status === 'cancelled' ||
    status === 'unknown';
  // It ended without all inputs known (no graph, or a gap): it began at some time after it was spawned.
  const start = ran ? (ready ?? (end ? guessed(spawned, into, end) : undefined)) : undefined;
  const bounded = start && end && start.t > end.t ? end : start;
  // Without a graph nobody can tell waiting from working: the time since the spawn is an upper bound, and is said to be one.
  const guess = ready === undefined || (into.length === 0 && !index.run.graph);
  const last =
    onlyGathers(node.type) && (fed > 1 || !isSink(node.type))
      ? into.reduce<Moment | undefined>((m, e) => later(m, e.closed), undefined)
      : undefined;
  return {
    instance: node.instance,
    times: {
      status,
      ...(ready ? { ready } : {}),
      ...(bounded ? { start: bounded } : {}),
      ...(bounded && end ? { end } : {}),
    },
    ...(spawned ? { spawned } : {}),
    ...(guess && bounded && end ? { latest: end } : {}),
    ...(last && bounded && last.t > bounded.t ? { gathers: last } : {}),
    ...(perItem ? { iterations: Math.max(node.committed, fed) } : {}),
    ...(items > 1 ? { items } : {}),
    ...(node.bytes === undefined ? {} : { bytes: node.bytes }),
  };
}

/** Some input is unknown: the latest known one, else the spawn; it may have begun as late as its end. */
function guessed(spawned: Moment | undefined, into: readonly EdgeFacts[], end: Moment): Moment {
  const known = into.reduce<Moment | undefined>((m, e) => later(m, arrival(e)), undefined);
  return known ?? spawned ?? end;
}

function statusOf(
  index: RunIndex,
  node: NodeFacts,
  into: readonly EdgeFacts[],
  allIn: boolean,
  ready: Moment | undefined,
): NodeStatus {
  const { run } = index;
  if (node.outcome === 'error' || node.outcome === 'failed') return 'error';
  if (node.outcome === 'completed') {
    // What never ran says `completed` with `{}`: after a cancel, and below a failed node.
    const nothingIn = into.length > 0 && !into.some((e) => e.first);
    if (node.empty && (nothingIn || !allIn)) return 'skipped';
    return 'success';
  }
  if (node.outcome === 'suspended') return 'waiting';
  if (run.invalid.includes(node.wireId)) return 'error';
  const over = run.ended;
  if (!over) {
    // What only gathers waits until its inputs have closed; then it ends at once.
    const gathering = node.type !== '' && onlyGathers(node.type) && !into.every((e) => e.closed);
    return ready && node.firings.length > 0 && !gathering ? 'running' : 'waiting';
  }
  if (over.status === 'suspended') return 'waiting';
  if (!ready || node.firings.length === 0)
    return over.status === 'cut' && node.firings.length > 0 ? 'unknown' : 'skipped';
  // It was at work when the run ended: stopped with it, or we lost sight.
  return over.status === 'cancelled' || over.status === 'error' ? 'cancelled' : 'unknown';
}

function pythonFirings(index: RunIndex, node: NodeFacts, whole: boolean): readonly DerivedNode[] {
  const into = inputs(index, node);
  const first = into.reduce<Moment | undefined>((m, e) => sooner(m, e.first), undefined);
  const items = most(index.outOf(node.key));
  const count = node.firings.length;
  return node.firings.flatMap((firing, i) => {
    if (!whole && i > 0 && i < count - 2) return [];
    const lastOne = i === count - 1;
    // Said `running` before any input came: it reads streams and begins with the first item.
    const early = i === 0 && into.length > 0 && (!first || firing.start.t < first.t);
    // The counter of an edge may be told behind the node's end, where frames are lost: it began before that.
    const start = sooner(early ? first : firing.start, early && first ? firing.end : undefined);
    // A sink that reads a stream does nothing between its items.
    const last = early && index.outOf(node.key).length === 0 ? newest(into) : undefined;
    const over = index.run.ended;
    let status: NodeStatus = 'success';
    if (lastOne && (node.outcome === 'error' || node.outcome === 'failed')) status = 'error';
    else if (firing.end && node.empty && !start) status = 'skipped';
    else if (!firing.end && over) status = !start ? 'skipped' : over.status === 'cut' ? 'unknown' : 'cancelled';
    else if (!firing.end) status = start ? 'running' : 'waiting';
    return {
      instance: node.instance + i,
      times: {
        status,
        ...(start ? { ready: start, start } : {}),
        ...(start && firing.end ? { end: firing.end } : {}),
      },
      spawned: firing.start,
      ...(last && start && last.t > start.t && firing.end && last.t <= firing.end.t ? { gathers: last } : {}),
      ...(lastOne && items > 1 && node.firings.length === 1 ? { items } : {}),
      ...(firing.bytes === undefined ? {} : { bytes: firing.bytes }),
      ...(firing.figures ? { figures: firing.figures } : {}),
    };
  });
}
