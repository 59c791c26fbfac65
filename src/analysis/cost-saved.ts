import type { PriceTable } from '../model/price.ts';
import type { Run } from '../model/run.ts';
import { contradictions } from './contradictions.ts';
import { costOf, type Money } from './cost.ts';
import { workById } from './regression.ts';

/** What a node that came from the cache took and cost when it last ran. */
export interface CachedSaving {
  readonly id: string;
  readonly title: string;
  /** The run it is known from. */
  readonly run: string;
  readonly workUs: number;
  readonly measured: readonly Money[];
  readonly estimated?: Money;
}

/** What the cache spared a run, dearest in time first. `earlier`: runs of the same workflow, newest first. Nodes never seen to run are left out. */
export function savedByCache(run: Run, earlier: readonly Run[], table: PriceTable): CachedSaving[] {
  const kept = run.nodes.filter((n) => n.status === 'cached' || n.status === 'reused');
  const cached = new Map(kept.map((n) => [n.id, n]));
  const out: CachedSaving[] = [];
  for (const past of earlier) {
    if (cached.size === 0) break;
    if (contradictions(past).length > 0) continue;
    const works = workById(past);
    const costs = costOf(past, table).nodes;
    for (const [id, node] of cached) {
      const ran = past.nodes.find((n) => n.id === id && n.type === node.type && n.status === 'success');
      const work = works.get(id);
      if (!ran || !work) continue;
      cached.delete(id);
      const { measured = [], estimated } = costs.find((c) => c.id === id) ?? {};
      const money = { measured, ...(estimated ? { estimated } : {}) };
      out.push({ id, title: node.title, run: past.id, workUs: work.workUs, ...money });
    }
  }
  return out.sort((a, b) => b.workUs - a.workUs || (a.id < b.id ? -1 : 1));
}

/** What is paid for each second that could be saved, by making a node instant: its amount over its saving. Undefined where it saves nothing. */
export function costPerSavedSecond({ amount, unit }: Money, savesUs: number | undefined): Money | undefined {
  return savesUs === undefined || savesUs <= 0 ? undefined : { amount: amount / (savesUs / 1e6), unit };
}
