import type { Net } from '../../src/analysis/net.ts';
import { tasksIn } from '../../src/analysis/tasks.ts';
import { arcsOut } from '../support/arcs.ts';

/** An event of the net and the arcs out of it, written down anew from the definitions: oracles must not share code. */
type Event = `${'S' | 'F'}${number}`;

/**
 * Longest path by walking every path from every start, with the tasks in `zero` taking no time. Exponential: for nets of about
 * ten tasks.
 */
export function longestByEnumeration(net: Net, zero: ReadonlySet<number> = new Set()): number {
  return longestScaled(net, (t) => (zero.has(t) ? 0 : 1));
}

/** The same with each task taking this share of its time, and the lags of streams that were its work as much of theirs. */
export function longestScaled(net: Net, share: (task: number) => number): number {
  const out = new Map<Event, [Event, number][]>();
  const add = (from: Event, to: Event, length: number): void => {
    out.set(from, [...(out.get(from) ?? []), [to, length]]);
  };
  const lag = (us: number, worker: number): number => (us > 0 ? us * share(worker) : us);
  tasksIn(net.tasks).forEach((t, i) => {
    add(`S${i}`, `F${i}`, (t.endUs - t.startUs) * share(i));
    for (const arc of arcsOut(net)[i] ?? []) {
      if (arc.kind === 'FS') add(`F${arc.from}`, `S${arc.to}`, arc.lagUs);
      if (arc.kind === 'SS') add(`S${arc.from}`, `S${arc.to}`, lag(arc.lagUs, arc.from));
      if (arc.kind === 'FF') add(`F${arc.from}`, `F${arc.to}`, lag(arc.lagUs, arc.to));
    }
  });
  let best = 0;
  const walk = (event: Event, length: number): void => {
    if (event.startsWith('F')) best = Math.max(best, length);
    for (const [to, add] of out.get(event) ?? []) walk(to, length + add);
  };
  tasksIn(net.tasks).forEach((_, i) => {
    walk(`S${i}`, 0);
  });
  return best;
}
