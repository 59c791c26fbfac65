/**
 * How much earlier than its message something may have happened. A TypeScript server relays what its nodes say every 10 ms, in
 * the thread that its nodes run in: while one of them starts a code sandbox, or computes, the relay waits, and what happened
 * meanwhile comes in one burst. So the burst tells how long it may have waited: docs/adr/0004-nodetool-times.md.
 */
import { isSandbox, isTrivial, PYTHON_RELAY_US, RELAY_US, SANDBOX_US } from '../wire.ts';
import { deriveNode } from './derive.ts';
import type { Burst, Moment, NodeFacts, RunFacts } from './facts.ts';
import type { RunIndex } from './run-index.ts';

/** Messages closer together than this are one burst: the relay sleeps 10 ms between two, and sends one within 4 ms. */
const BURST_GAP_US = 5_000;
/** With more sandboxes its nodes are told again only when the run is over: thousands that start at once would cost their square. */
const TOLD_AGAIN = 16;

/** Takes note of a message and the nodes it touched; returns those of its burst whose +/- grew by it. */
export function noteBurst(index: RunIndex, t: number, touched: readonly string[]): readonly string[] {
  const { run } = index;
  if (run.era === 'py') return [];
  const burst = burstAt(run, t);
  const nodes = touched.map((key) => index.nodes.get(key)).filter((n) => n !== undefined);
  const changes = nodes.map((node) => note(index, node, burst));
  for (const { key } of nodes) if (burst.touched.at(-1) !== key) burst.touched.push(key);
  return changes.includes(true) && burst.sandboxes <= TOLD_AGAIN ? [...new Set(burst.touched)] : [];
}

/** The burst a message of now belongs to: the newest, or a new one. */
function burstAt(run: RunFacts, t: number): Burst {
  const last = run.bursts.at(-1);
  if (last && t - last.to <= BURST_GAP_US) {
    last.to = t;
    return last;
  }
  if (last) last.touched = [];
  // One that nothing held up is of no use any more.
  if (last && last.sandboxes === 0 && last.blockedSince === undefined) run.bursts.pop();
  const burst: Burst = { from: t, to: t, before: last?.to ?? run.requested?.t ?? t, touched: [], sandboxes: 0 };
  run.bursts.push(burst);
  return burst;
}

/** What it tells of the burst that this node began, or began and ended, in it. */
function note(index: RunIndex, node: NodeFacts, burst: Burst): boolean {
  const { start, end } = deriveNode(index, node)[0]?.times ?? {};
  if (!start || start.t < burst.from) return false;
  let grew = false;
  if (isSandbox(node.type) && (node.sandboxAt === undefined || node.sandboxAt < burst.from)) {
    node.sandboxAt = start.t;
    burst.sandboxes++;
    grew = true;
  }
  // It may have held the thread ever since the burst before.
  if (end && burst.blockedSince === undefined && !isTrivial(node.type)) {
    burst.blockedSince = burst.before;
    grew = true;
  }
  return grew;
}

/** Microseconds by which a moment may have been earlier than its message; not before the page asked for the run. */
export function earlyOf(run: RunFacts, m: Moment): number {
  const early = m.early + relayed(run, m.t);
  return run.requested ? Math.min(early, Math.max(0, m.t - run.requested.t)) : early;
}

function relayed(run: RunFacts, t: number): number {
  if (run.era === 'py') return PYTHON_RELAY_US;
  const burst = find(run.bursts, t);
  if (!burst) return RELAY_US;
  const blocked = burst.blockedSince === undefined ? 0 : t - burst.blockedSince;
  return RELAY_US + Math.max(burst.sandboxes * SANDBOX_US, blocked);
}

/** The burst that a time lies in; bursts stand in order. */
function find(bursts: readonly Burst[], t: number): Burst | undefined {
  let lo = 0;
  let hi = bursts.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if ((bursts[mid]?.to ?? 0) < t) lo = mid + 1;
    else hi = mid;
  }
  const found = bursts[lo];
  return found && found.from <= t ? found : undefined;
}
