/** From facts to times and status. docs/adr/0010-n8n-times.md */
import type { NodeRef, NodeStatus, Wait } from '../../../model/run.ts';
import type { Micros, Uncertainty } from '../../../model/time.ts';
import type { Moment, NodeFacts, RunFacts, Turn } from './facts.ts';
import { findNode } from './graphs.ts';

/** Stamps are whole milliseconds, cut off: the truth lies up to one later. */
export const TICK_US = 1_000;
/** How late a message without a stamp comes: 95 % of those with one come within 5 ms of the fastest (14 plain captures). */
const ARRIVAL_US = 5_000;
/** How late the end of a cancelled execution is told: 7 to 21 ms after the server's own (3 captures). */
const FINISH_US = 25_000;

export interface Span {
  readonly startUs: number;
  readonly endUs?: number;
  readonly uncertaintyUs: Uncertainty;
  readonly server: boolean;
}

/**
 * What to take off the page's clock to be on the server's. Messages bound it from above (none is early) and the click from
 * below (a run begins after it); while nothing says that the clocks differ, they are taken to be one.
 */
export function shiftOf(run: RunFacts): number {
  const { offsetUs, askedUs, started } = run;
  if (offsetUs === undefined) return 0;
  const least = askedUs !== undefined && started && !started.arrived ? askedUs - started.us : 0;
  return least <= 0 && offsetUs >= 0 ? 0 : offsetUs;
}

export function timeOf(run: RunFacts, at: Moment): number {
  return at.arrived ? at.us - shiftOf(run) : at.us;
}

const early = (at: Moment | undefined, least: number) => (at?.arrived ? Math.max(least, at.arrived.late) : 0);

/** Start and end of the run. Nobody says when it ended but the server's own record: without that, with its last node. */
export function runSpan(run: RunFacts): Span {
  const started = run.started ?? { us: run.lastSeen, arrived: { late: 0 } };
  const startUs = timeOf(run, started);
  const server = !started.arrived;
  const begun = early(started, ARRIVAL_US);
  const { ended } = run;
  if (!ended) return { startUs, uncertaintyUs: [begun, TICK_US], server };
  const told = Math.max(startUs, timeOf(run, ended.at));
  if (!ended.at.arrived) return { startUs, endUs: told, uncertaintyUs: [begun, TICK_US], server };
  const turns = run.nodes.flatMap((n) => n.turns);
  const last = turns.reduce((us, t) => (t.end && !t.end.arrived ? Math.max(us, t.end.us) : us), 0);
  const open = turns.some((t) => t.end === undefined);
  if (open || last === 0) {
    const endUs = Math.max(told, last);
    return { startUs, endUs, uncertaintyUs: [Math.max(begun, early(ended.at, FINISH_US)), TICK_US], server };
  }
  const endUs = Math.max(startUs, last);
  return { startUs, endUs, uncertaintyUs: [begun, Math.max(TICK_US, told - endUs)], server };
}

/** Something of this run may have escaped us. */
export function isBlind(run: RunFacts): boolean {
  const lost =
    run.lateAttach || run.lostRecords || run.omitted !== undefined || run.gaps > 0 || run.lostSince !== undefined;
  return run.ended?.status === 'cut' || (lost && !run.filled);
}

/** Of a node that never began. */
export function idleStatus(run: RunFacts, node: NodeFacts): NodeStatus {
  if (node.reused) return 'reused';
  if (!run.ended || run.ended.status === 'suspended') return 'waiting';
  return isBlind(run) ? 'unknown' : 'skipped';
}

export function turnStatus(run: RunFacts, node: NodeFacts, turn: Turn): NodeStatus {
  const fine = turn.status === 'completed' || turn.status === 'running';
  // Both pass on what they have or get, in no time: neither does the node's work.
  if (fine && node.marks.includes('disabled')) return 'skipped';
  if (fine && node.marks.includes('pinned')) return 'pinned';
  const over = run.ended?.status;
  switch (turn.status) {
    case 'completed':
      return 'success';
    case 'error':
    case 'failed':
      return 'error';
    case 'cancelled':
      return 'cancelled';
    case 'waiting':
      return over === undefined || over === 'suspended' ? 'waiting' : over === 'cut' ? 'unknown' : 'cancelled';
    case 'running':
      // It was at work when the run ended: a Code node that is stopped is never told to have ended.
      if (over === undefined || over === 'suspended') return 'running';
      return over === 'cancelled' || over === 'error' ? 'cancelled' : 'unknown';
    default:
      return 'unknown';
  }
}

/** When it worked; undefined when it did not, or nobody knows. */
export function turnSpan(run: RunFacts, node: NodeFacts, index: number, status: NodeStatus): Span | undefined {
  const turn = node.turns[index];
  if (!turn?.start || status === 'pinned' || status === 'skipped') return undefined;
  const { start, end } = turn;
  const { startUs, late } = firstStart(run, node, index, timeOf(run, start));
  const closed = end ? timeOf(run, end) : status === 'cancelled' ? runSpan(run).endUs : undefined;
  const before = Math.max(
    early(start, ARRIVAL_US),
    early(end, ARRIVAL_US),
    // Closed with the run: as exactly as the run's end is known.
    !end && closed !== undefined && run.ended?.at.arrived ? FINISH_US : 0,
  );
  return {
    startUs,
    ...(closed === undefined ? {} : { endUs: Math.max(startUs, closed) }),
    uncertaintyUs: [before, Math.max(TICK_US, late)],
    server: !start.arrived && !end?.arrived,
  };
}

/**
 * The start as stamped, unless nodes inside it began before. Then only its last stretch was told (a stored AI Agent): it began
 * between the end of what came before and the first of these.
 */
function firstStart(run: RunFacts, node: NodeFacts, index: number, stamped: number): { startUs: number; late: number } {
  const turn = node.turns[index];
  if (!turn || turn.begins.length > 0 || !node.holds) return { startUs: stamped, late: 0 };
  let first = stamped;
  const inside = new Set<Turn>([turn]);
  for (const other of run.nodes) {
    for (const t of other.turns) {
      if (t.parent?.node !== node.name || !t.start) continue;
      inside.add(t);
      // Of a later run of the node, only what began after the run before.
      if (t.parent.run === index) first = Math.min(first, t.start.us);
    }
  }
  if (first >= stamped) return { startUs: stamped, late: 0 };
  let before = run.started && !run.started.arrived ? run.started.us : first;
  for (const other of run.nodes) {
    for (const t of other.turns) {
      if (!inside.has(t) && t.end && !t.end.arrived && t.end.us <= first) before = Math.max(before, t.end.us);
    }
  }
  return { startUs: Math.min(before, first), late: first - Math.min(before, first) };
}

/** The run of the node that contains it. */
export function parentRef(run: RunFacts, node: NodeFacts, turn: Turn | undefined): NodeRef | undefined {
  const name = turn?.parent?.node ?? node.parent;
  const parent = name ? findNode(run, name) : undefined;
  if (!parent || parent === node) return undefined;
  const instance = Math.min(turn?.parent?.run ?? 0, Math.max(0, parent.turns.length - 1));
  return { id: parent.id, instance };
}

/** When its last input was there: the ends of the runs before it, as the server stamped them. */
export function readyOf(run: RunFacts, turn: Turn, startUs: number): Micros | undefined {
  let ready: number | undefined;
  for (const name of turn.from) {
    const done = findNode(run, name)?.turns.findLast((t) => t.end && !t.end.arrived && t.end.us <= startUs + TICK_US);
    if (done?.end) ready = Math.max(ready ?? 0, Math.min(startUs, done.end.us));
  }
  return ready as Micros | undefined;
}

/** Parked times, which are no work of the node's. */
export function waitsOf(turn: Turn): Wait[] {
  return turn.waits.map(([from, to]) => ({ kind: 'external', startUs: from as Micros, endUs: to as Micros }));
}
