import type { Net } from '../../src/analysis/net.ts';
import type { Gaps } from '../../src/analysis/simulate.ts';
import { taskAt, tasksIn } from '../../src/analysis/tasks.ts';
import { arcsInto } from '../support/arcs.ts';

export interface Played {
  /** Shared by all nodes but those of the type `api`, which need none. */
  readonly workers: number;
  readonly gaps: Gaps;
  /** Working time by task. */
  readonly lengths: readonly number[];
}

/**
 * The run played again by walking through time half a microsecond at a time (gaps are medians, so halves occur): who is done lets go, who
 * is ready by then asks, and when nobody else is, the first in the order of the observed starts gets a free worker. Gives the last end. One
 * task a node, no streams; slow and simple.
 */
export function playAgain(net: Net, { workers, gaps, lengths }: Played): number {
  const needsWorker = (t: number): boolean => net.run.nodes[taskAt(net.tasks, t)?.node ?? -1]?.type !== 'api';
  const begun = new Map<number, number>();
  const asked = new Map<number, number>();
  const ended = new Map<number, number>();
  const inputs = tasksIn(net.tasks).map((_, t) => (arcsInto(net)[t] ?? []).map((arc) => arc.from));
  const inOrder = tasksIn(net.tasks).map((_, t) => t);
  const startOf = (t: number): number => taskAt(net.tasks, t)?.startUs ?? 0;
  inOrder.sort((a, b) => startOf(a) - startOf(b) || (net.rank[a] ?? 0) - (net.rank[b] ?? 0));
  for (let now = 0; ; now += 0.5) {
    for (let again = true; again; ) {
      again = false;
      for (const [t, at] of begun) {
        if (ended.has(t) || at + (lengths[t] as number) > now) continue;
        ended.set(t, now);
        again = true;
      }
      for (const t of inOrder) {
        const from = inputs[t] as number[];
        if (asked.has(t) || !from.every((u) => ended.has(u))) continue;
        const ready =
          from.length === 0 ? gaps.startupUs : Math.max(...from.map((u) => ended.get(u) ?? 0)) + gaps.handoffUs;
        if (ready > now) continue;
        asked.set(t, now);
        if (!needsWorker(t)) begun.set(t, now);
        again = true;
      }
      if (again) continue;
      const busy = [...begun.keys()].filter((t) => needsWorker(t) && !ended.has(t)).length;
      const next = inOrder.find((t) => asked.has(t) && !begun.has(t));
      if (next === undefined || busy >= workers) continue;
      // One at a time: who takes no time is done at once, and who is ready then may come before who waits now.
      begun.set(next, now + ((asked.get(next) as number) < now ? gaps.dispatchUs : 0));
      again = true;
    }
    if (ended.size === net.tasks.count) return Math.max(...ended.values());
  }
}
