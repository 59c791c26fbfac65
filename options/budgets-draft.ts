/** Budgets as they stand in the form: texts. Pure. */
import { decodeBudgets } from '../src/formats/amounts.ts';
import type { Budgets } from '../src/model/budget.ts';
import {
  type Formed,
  type FormProblem,
  formed,
  given,
  newRow,
  numberIn,
  type RowDraft,
  type RowKind,
  textIn,
  written,
} from './row-draft.ts';
import { parseSpan, spanText } from './span-text.ts';

type BudgetField = 'workflow' | 'node' | 'maxMs' | 'amount' | 'unit';

export type BudgetsDraft = readonly RowDraft<BudgetField>[];

/** Rows of budgets; a cost without a unit is meant in `currency`. */
export function budgetRows(currency: string): RowKind<BudgetField> {
  return {
    noun: 'budget',
    columns: [
      { field: 'workflow', label: 'Workflow', empty: '', kind: 'name' },
      { field: 'node', label: 'Node', empty: 'the whole run', kind: 'name' },
      { field: 'maxMs', label: 'Longest time', empty: 'any', kind: 'time', tidy: tidySpan },
      { field: 'amount', label: 'Highest cost', empty: 'any', kind: 'figure' },
      { field: 'unit', label: 'Unit', empty: currency, kind: 'unit' },
    ],
  };
}

function tidySpan(text: string): string {
  const ms = parseSpan(text);
  return ms === undefined ? text.trim() : spanText(ms);
}

/** What the form shows of budgets. */
export function budgetsDraft({ budgets }: Budgets, kind: RowKind<BudgetField>): BudgetsDraft {
  return budgets.map(({ workflow, node = '', maxMs, maxCost }) =>
    newRow(kind, {
      workflow,
      node,
      maxMs: maxMs === undefined ? '' : spanText(maxMs),
      amount: maxCost ? String(maxCost.amount) : '',
      unit: maxCost?.unit ?? '',
    }),
  );
}

/** The budgets the form describes, or all that is wrong with them. */
export function budgetsOf(draft: BudgetsDraft, currency: string): Formed<Budgets> {
  const decoded = decodeBudgets({ version: 1, budgets: written(draft).map((row) => budgetOf(row, currency)) });
  const result = formed(decoded, { budgets: { kind: budgetRows(currency), rows: draft } });
  if (result.ok) return result;
  return { ok: false, problems: result.problems.map(inWords) };
}

/** The decoder speaks of the members of a file. */
function inWords(problem: FormProblem): FormProblem {
  if (problem.field === 'maxMs') return { ...problem, error: 'a time like 250 ms, 4 s or 1.5 min is expected' };
  const boundless = problem.row !== undefined && problem.field === '';
  return boundless ? { ...problem, field: 'maxMs', error: 'a longest time or a highest cost is expected' } : problem;
}

function budgetOf({ cells }: RowDraft<BudgetField>, currency: string): unknown {
  const amount = numberIn(cells.amount);
  const maxMs = textIn(cells.maxMs);
  const cost = amount === undefined ? undefined : { amount, unit: textIn(cells.unit) ?? currency };
  return {
    workflow: textIn(cells.workflow),
    ...given<unknown>({
      node: textIn(cells.node),
      maxMs: maxMs === undefined ? undefined : (parseSpan(maxMs) ?? maxMs),
      maxCost: cost,
    }),
  };
}
