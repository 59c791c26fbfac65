import type { Budget } from '../model/budget.ts';
import { fitsAnyCase } from '../model/glob.ts';
import type { PriceTable } from '../model/price.ts';
import { isOver, type Run } from '../model/run.ts';
import { contradictions } from './contradictions.ts';
import { costOf, type Money } from './cost.ts';
import { workById } from './regression.ts';
import { windowOf } from './window.ts';

/** A budget that a run went over. */
export interface Breach {
  readonly budget: Budget;
  readonly run: Run;
  /** The node, of a budget on nodes. */
  readonly node?: { readonly id: string; readonly title: string };
  readonly what: 'time' | 'cost';
  /** Microseconds, or an amount in the budget's unit. */
  readonly limit: number;
  readonly actual: number;
  /** The amount rests on the user's price table, not on what the engine sent. */
  readonly estimated: boolean;
}

/**
 * What a run did of what it was not allowed to, in the order of the budgets. A run that goes on can only have gone over so far; one that
 * contradicts itself is held against no budget on time.
 */
export function breaches(run: Run, budgets: readonly Budget[], table: PriceTable, now?: number): Breach[] {
  const mine = budgets.filter(
    (b) => fitsAnyCase(b.workflow, run.workflow.id) || fitsAnyCase(b.workflow, run.workflow.name),
  );
  if (mine.length === 0) return [];
  const window = windowOf(run, isOver(run.status) ? undefined : now);
  const cost = costOf(run, table);
  const work = workById(run, isOver(run.status) ? undefined : now);
  const timed = contradictions(run).length === 0;
  return mine.flatMap((budget) => {
    const out: Breach[] = [];
    const over = (
      what: Breach['what'],
      limit: number,
      actual: number,
      estimated: boolean,
      node?: Breach['node'],
    ): void => {
      if (actual > limit) out.push({ budget, run, what, limit, actual, estimated, ...(node ? { node } : {}) });
    };
    const { node: wanted, maxMs, maxCost } = budget;
    if (wanted === undefined) {
      if (maxMs !== undefined && timed) over('time', maxMs * 1000, window.endUs - window.startUs, false);
      const paid = maxCost && overBudget(amountsIn(maxCost.unit, cost), maxCost.amount);
      if (maxCost && paid) over('cost', maxCost.amount, paid.amount, paid.estimated);
      return out;
    }
    if (maxMs !== undefined && timed) {
      for (const [id, { title, workUs }] of work) {
        if (fitsAnyCase(wanted, id) || fitsAnyCase(wanted, title))
          over('time', maxMs * 1000, workUs, false, { id, title });
      }
    }
    for (const each of maxCost ? cost.nodes : []) {
      const paid = maxCost && overBudget(amountsIn(maxCost.unit, each), maxCost.amount);
      if (!maxCost || !paid || !(fitsAnyCase(wanted, each.id) || fitsAnyCase(wanted, each.title))) continue;
      over('cost', maxCost.amount, paid.amount, paid.estimated, { id: each.id, title: each.title });
    }
    return out;
  });
}

/** What was paid in a unit, as sent and as estimated: each is held against the budget by itself, the two are never added up. */
function amountsIn(
  unit: string,
  { measured, estimated }: { readonly measured: readonly Money[]; readonly estimated?: Money },
): readonly { readonly amount: number; readonly estimated: boolean }[] {
  const sent = measured.find((m) => m.unit === unit);
  return [
    ...(sent ? [{ amount: sent.amount, estimated: false }] : []),
    ...(estimated?.unit === unit ? [{ amount: estimated.amount, estimated: true }] : []),
  ];
}

/** The one that is over the budget, the measured first; one of those kept where none is. */
function overBudget(
  paid: ReturnType<typeof amountsIn>,
  limit: number,
): { readonly amount: number; readonly estimated: boolean } | undefined {
  return paid.find(({ amount }) => amount > limit) ?? paid[0];
}
