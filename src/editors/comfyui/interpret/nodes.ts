/** What a word on a node changes. Returns the ids of the nodes that changed; none when it was known. */
import { RUN_LIMITS } from '../../../model/limits.ts';
import type { NodeRecord, NodesRecord, ProgressRecord } from '../../../model/record.ts';
import { addStretch } from '../../run-bounds.ts';
import { GAP_HELD_US, GAP_US } from './clock.ts';
import type { Moment, NodeFacts, RunFacts } from './facts.ts';
import type { RunIndex } from './run-index.ts';

const NONE: readonly string[] = [];

/** An async node that is told done within this after a synchronous one was done before, only the executor being free again. */
const BEHIND_US = 5_000;

export function applyNode(index: RunIndex, record: NodeRecord): readonly string[] {
  const node = index.ensure(record.node, record.parent ?? '');
  if (!node) return NONE;
  switch (record.status) {
    case 'running':
      index.run.modern = true;
      return begin(index, node, momentOf(index.run, record));
    case 'active':
      return index.run.modern ? takenUp(index, node, record.t) : switchedTo(index, node, momentOf(index.run, record));
    case 'completed':
      return done(index, node, momentOf(index.run, record));
    case 'error':
    case 'cancelled':
    case 'blocked':
      return failed(index, node, record);
    default:
      return timed(node, record);
  }
}

function momentOf(run: RunFacts, { t, late }: { readonly t: number; readonly late?: number }): Moment {
  const { again } = run;
  if (again && again.t === undefined) again.t = t;
  const missed = again && again.t === t ? { since: again.since } : {};
  return { t, ...(late === undefined ? {} : { late }), ...missed };
}

function begin(index: RunIndex, node: NodeFacts, m: Moment): readonly string[] {
  const { run } = index;
  if (node.start || node.end) return NONE;
  const lastEnd = run.idle ? run.lastEnd : undefined;
  delete run.idle;
  const behind = lastEnd?.stepped && m.t - lastEnd.t <= GAP_HELD_US ? { stepped: true as const } : {};
  node.start = lastEnd ? { ...m, after: lastEnd.t, ...behind } : m;
  delete node.cached;
  delete node.recovered;
  const makers = new Set(index.withParents(node.id).map(({ id }) => id));
  for (const id of run.open) {
    const other = index.node(id);
    if (other && !makers.has(id)) other.other ??= m.t;
  }
  run.open.push(node.id);
  return [node.id];
}

/**
 * `executing`, right behind the start. A second one: the node had asked for an input that was not needed at first (a lazy
 * one), and waited while that was made.
 */
function takenUp(index: RunIndex, node: NodeFacts, t: number): readonly string[] {
  const { run } = index;
  if (!node.start || node.end) return NONE;
  if (!node.taken) {
    node.taken = true;
    return NONE;
  }
  if (node.other === undefined || !gotInput(index, node)) return NONE;
  addStretch(node.waits, RUN_LIMITS.waits, node.other, t);
  delete node.other;
  delete run.idle;
  // What began meanwhile did not overlap it.
  if (run.lastAsyncEnd !== undefined && run.lastAsyncEnd > t) delete run.lastAsyncEnd;
  return [node.id];
}

/** Was an input of the node made since it began to wait? Without the graph the word is taken for it. */
function gotInput({ run, node: find }: RunIndex, node: NodeFacts): boolean {
  if (!run.graph) return true;
  const since = node.other ?? 0;
  return run.edges.some(([from, to]) => {
    const end = to === node.id ? find(from)?.end : undefined;
    return end !== undefined && end.t >= since;
  });
}

/** Before 0.3.45 only this is told: the executor turned to another node, so the one before was done, if it was not its maker. */
function switchedTo(index: RunIndex, node: NodeFacts, m: Moment): readonly string[] {
  const { run } = index;
  if (run.open.at(-1) === node.id) return NONE;
  const makers = new Set(index.withParents(node.id).map(({ id }) => id));
  const left = run.open.filter((id) => !makers.has(id)).map((id) => index.node(id));
  for (const each of left) if (each?.start) close(index, each, m);
  if (node.end) {
    // It had been left to make an input for it.
    addStretch(node.waits, RUN_LIMITS.waits, node.end.t, m.t);
    delete node.end;
    run.open.push(node.id);
  } else begin(index, node, m);
  return [...left.flatMap((each) => each?.id ?? []), node.id];
}

function close(index: RunIndex, node: NodeFacts, m: Moment): void {
  const { run } = index;
  node.end = m;
  run.open = run.open.filter((id) => id !== node.id);
}

function done(index: RunIndex, node: NodeFacts, m: Moment): readonly string[] {
  const { run } = index;
  if (node.end || node.recovered) return NONE;
  if (!node.start) {
    // A cached output node, or one whose begin and end we did not see.
    if (node.cached) return NONE;
    if (m.since === undefined || run.lateAttach) node.recovered = true;
    else node.start = node.end = m;
    return [node.id];
  }
  const { stepAt } = node;
  const stepped =
    stepAt !== undefined && m.t - stepAt > GAP_US && m.t - stepAt <= GAP_HELD_US ? { stepped: true as const } : {};
  close(index, node, stepAt === undefined ? m : { ...m, after: stepAt, ...stepped });
  node.outcome ??= 'success';
  const before = run.lastEnd;
  run.lastEnd = { t: m.t, node: node.id, ...stepped };
  run.idle = true;
  if (node.other === undefined) return [node.id];
  // Others began while it was at work: it is asynchronous. The executor hears of its end only when it is free again.
  const blocker = before && m.t - before.t <= BEHIND_US ? index.node(before.node) : undefined;
  if (blocker?.hiddenSince !== undefined) node.hiddenSince = Math.max(node.start.t, blocker.hiddenSince);
  else if (blocker?.start && blocker.start.t > node.start.t && blocker.other === undefined) {
    node.hiddenSince = Math.max(node.start.t, run.lastAsyncEnd ?? 0);
  } else run.lastAsyncEnd = m.t;
  return [node.id];
}

function failed(index: RunIndex, node: NodeFacts, record: NodeRecord): readonly string[] {
  if (node.outcome && node.outcome !== 'success') return NONE;
  node.outcome = record.status as 'error' | 'cancelled' | 'blocked';
  if (record.errorClass) node.errorClass = record.errorClass;
  if (node.start && !node.end && record.status !== 'blocked') close(index, node, momentOf(index.run, record));
  return [node.id];
}

/** A profiler on the server. One of them says 0 first for nodes that go on, so the last word counts; the other means it. */
function timed(node: NodeFacts, { key, durationUs }: NodeRecord): readonly string[] {
  if (durationUs === undefined || (key !== 'enhutils' && key !== 'tydev')) return NONE;
  if (key === 'tydev' && (durationUs === 0 || node.took?.by === 'enhutils')) return NONE;
  if (node.took?.by === key && node.took.us === durationUs) return NONE;
  node.took = { by: key, us: durationUs };
  return [node.id];
}

export function applyCached(index: RunIndex, record: NodesRecord): readonly string[] {
  return record.nodes.flatMap((id) => {
    // Nodes that the cache holds although nobody asked for them are not of this run.
    const node = index.run.graph ? index.node(id) : index.ensure(id, '');
    if (!node || node.cached || node.start) return [];
    node.cached = true;
    delete node.recovered;
    return [id];
  });
}

export function applyProgress(index: RunIndex, record: ProgressRecord): readonly string[] {
  const { node: id, done: value, total } = record;
  const node = index.ensure(id, '');
  if (!node || node.end || (node.progress?.done === value && node.progress.total === total)) return NONE;
  node.progress = { done: value, total };
  node.stepAt = record.t;
  return [id];
}
