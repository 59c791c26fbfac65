import type { Net } from '../../src/analysis/net.ts';

/** An event of the net and the arcs out of it, written down anew from the definitions: oracles must not share code. */
type Event = `${'S' | 'F'}${number}`;

/**
 * Longest path by walking every path from every start, with the tasks in `zero` taking no time. Exponential: for nets of about
 * ten tasks.
 */
export function longestByEnumeration(net: Net, zero: ReadonlySet<number> = new Set()): number {
  const out = new Map<Event, [Event, number][]>();
  const add = (from: Event, to: Event, length: number): void => {
    out.set(from, [...(out.get(from) ?? []), [to, length]]);
  };
  net.tasks.forEach((t, i) => {
    add(`S${i}`, `F${i}`, zero.has(i) ? 0 : t.endUs - t.startUs);
    for (const arc of net.outOf[i] ?? []) {
      if (arc.kind === 'FS') add(`F${arc.from}`, `S${arc.to}`, arc.lagUs);
      if (arc.kind === 'SS') add(`S${arc.from}`, `S${arc.to}`, zero.has(arc.from) ? Math.min(0, arc.lagUs) : arc.lagUs);
      if (arc.kind === 'FF') add(`F${arc.from}`, `F${arc.to}`, zero.has(arc.to) ? Math.min(0, arc.lagUs) : arc.lagUs);
    }
  });
  let best = 0;
  const walk = (event: Event, length: number): void => {
    if (event.startsWith('F')) best = Math.max(best, length);
    for (const [to, add] of out.get(event) ?? []) walk(to, length + add);
  };
  net.tasks.forEach((_, i) => {
    walk(`S${i}`, 0);
  });
  return best;
}
