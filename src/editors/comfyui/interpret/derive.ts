import type { NodeStatus } from '../../../model/run.ts';
import { SUBGRAPH } from '../words.ts';
import { type RunClock, type Stated, stated } from './clock.ts';
import type { NodeFacts } from './facts.ts';
import type { RunIndex } from './run-index.ts';

/** A node as the recorder is told of it; times on the run's clock. */
export interface Derived {
  readonly status: NodeStatus;
  readonly start?: Stated;
  readonly end?: Stated;
  readonly waits: readonly (readonly [from: number, to: number])[];
  /** The server told how long it took. */
  readonly measured?: true;
  /** How often it expanded: passes of a loop. */
  readonly rounds?: number;
}

/** What is known of a node by now. */
export function deriveNode(index: RunIndex, clock: RunClock, node: NodeFacts): Derived {
  if (node.type === SUBGRAPH) return deriveContainer(index, clock, node);
  const status = statusOf(index, node);
  const began = status === 'skipped' ? undefined : node.start;
  if (!began) return { status, waits: [] };
  const start = stated(clock, began);
  const waits = node.waits.map(([from, to]) => [stated(clock, { t: from }).t, stated(clock, { t: to }).t] as const);
  const rounds = roundsOf(index, node);
  const more = { status, waits, ...(rounds > 1 ? { rounds } : {}) };
  const end = endOf(index, clock, node, start);
  if (!end) return { ...more, start: doubtful(clock, node, start) };
  const measured = node.took && isLeaf(index, node) ? withLength(start, end, node.took.us) : undefined;
  if (measured) return { ...more, ...measured, measured: true };
  return { ...more, start: doubtful(clock, node, start), end };
}

/**
 * Begin and end in one go, after a silence: the node may have held the interpreter lock all that time, so that even its begin
 * could not be sent.
 */
function doubtful(clock: RunClock, { start, end }: NodeFacts, s: Stated): Stated {
  if (!start || start.after === undefined || !end || end.t - start.t > 2_000) return s;
  const early = Math.max(s.early, start.t - start.after);
  const from = clock.cachedUs ?? clock.startUs ?? Number.NEGATIVE_INFINITY;
  return { ...s, early: Math.min(early, s.t - from) };
}

function endOf(index: RunIndex, clock: RunClock, node: NodeFacts, start: Stated): Stated | undefined {
  const { ended } = index.run;
  const told = node.end;
  if (!told && (!ended || ended.status === 'cut')) return undefined;
  const s = told ? stated(clock, told) : runEnd(clock, ended?.t ?? 0);
  const t = Math.max(s.t, start.t);
  const failed = node.outcome === 'error' || node.outcome === 'cancelled';
  // An error ends the run: its stamp is the node's end.
  if (failed && clock.endUs !== undefined) return { t: Math.max(start.t, clock.endUs), early: s.early, late: 1_000 };
  if (node.hiddenSince === undefined) return { t, early: s.early, late: s.late };
  const since = stated(clock, { t: node.hiddenSince });
  return { t, early: Math.max(s.early, t - since.t), late: s.late };
}

/** Of a node that the run's end closed. */
function runEnd(clock: RunClock, t: number): Stated {
  return clock.endUs === undefined ? stated(clock, { t }) : { t: clock.endUs, early: 0, late: 1_000 };
}

function isLeaf(index: RunIndex, node: NodeFacts): boolean {
  const split = node.waits.length > 0 || index.childrenOf(node.id).length > 0;
  // One of the two profilers does not follow asynchronous nodes.
  return !split && (node.took?.by === 'enhutils' || node.other === undefined);
}

/** The server's own length of a node, laid where both its begin and its end may lie: neither was later than told. */
function withLength(start: Stated, end: Stated, us: number): { readonly start: Stated; readonly end: Stated } {
  const t = Math.min(start.t, end.t - us);
  return { start: { ...start, t }, end: { t: t + us, early: start.early, late: Math.max(start.late, end.late) } };
}

function statusOf(index: RunIndex, node: NodeFacts): NodeStatus {
  const { ended } = index.run;
  if (node.outcome === 'blocked') return 'skipped';
  if (node.outcome === 'error' || node.outcome === 'cancelled') return node.outcome;
  if (node.end || node.recovered) return 'success';
  if (node.start) {
    if (!ended) return 'running';
    return ended.status === 'success' ? 'success' : ended.status === 'cut' ? 'unknown' : 'cancelled';
  }
  if (node.cached) return 'cached';
  if (node.invalid) return 'error';
  if (!ended) return 'waiting';
  return ended.status === 'cut' ? 'unknown' : 'skipped';
}

/** Passes of a loop: each expands once more, inside the one before. */
function roundsOf(index: RunIndex, node: NodeFacts): number {
  if (node.ephemeral) return 1;
  let rounds = 0;
  const todo = [node];
  for (let at = todo.pop(); at; at = todo.pop()) {
    const inside = index.childrenOf(at.id);
    if (inside.length > 0) rounds++;
    todo.push(...inside);
  }
  return rounds;
}

/** A subgraph has no times of its own: first begin to last end of what is inside; where nothing inside was at work it waited. */
function deriveContainer(index: RunIndex, clock: RunClock, node: NodeFacts): Derived {
  const inside = index.childrenOf(node.id).map((child) => deriveNode(index, clock, child));
  const status = together(inside.map((d) => d.status));
  const spans = inside
    .flatMap(({ start, end }) => (start ? [{ start, end }] : []))
    .sort((a, b) => a.start.t - b.start.t);
  const first = spans[0]?.start;
  if (!first) return { status, waits: [] };
  const waits: (readonly [number, number])[] = [];
  let last: Stated = first;
  let open = false;
  for (const { start, end } of spans) {
    if (!open && start.t > last.t) waits.push([last.t, start.t]);
    if (!end) open = true;
    else if (end.t > last.t) last = end;
  }
  return { status, waits: open ? [] : waits, start: first, ...(open ? {} : { end: last }) };
}

/** In this order: what is still going on, what went wrong, what was done. */
const WORDS: readonly NodeStatus[] = ['running', 'error', 'cancelled', 'unknown', 'success', 'waiting', 'cached'];
function together(inside: readonly NodeStatus[]): NodeStatus {
  if (inside.includes('waiting') && inside.includes('success')) return 'running';
  return WORDS.find((word) => inside.includes(word)) ?? 'skipped';
}
