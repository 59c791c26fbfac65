/** The arcs of a net as lists, which tests read more easily than columns. */
import { type Arc, arcsAt } from '../../src/analysis/arcs.ts';
import type { Net } from '../../src/analysis/net.ts';

/** Into each task. */
export function arcsInto({ arcs, tasks }: Pick<Net, 'arcs' | 'tasks'>): readonly (readonly Arc[])[] {
  return Array.from({ length: tasks.count }, (_, t) => arcsAt(arcs, t, 'into'));
}

/** Out of each task. */
export function arcsOut({ arcs, tasks }: Pick<Net, 'arcs' | 'tasks'>): readonly (readonly Arc[])[] {
  return Array.from({ length: tasks.count }, (_, t) => arcsAt(arcs, t, 'out'));
}
