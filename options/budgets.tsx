import type { JSX } from 'preact';
import { plural } from '../src/drawing/format.ts';
import { decodeBudgets, encodeBudgets } from '../src/formats/amounts.ts';
import type { Budgets } from '../src/model/budget.ts';
import { type BudgetsDraft, budgetRows, budgetsDraft, budgetsOf } from './budgets-draft.ts';
import type { SectionProps } from './options.tsx';
import { Rows } from './rows.tsx';
import { Sheet, type SheetFormat } from './sheet.tsx';

/** What runs and nodes may take and cost. */
export function BudgetsSection({ settings, host, request }: SectionProps): JSX.Element {
  const { currency } = settings.prices;
  const kind = budgetRows(currency);
  const format: SheetFormat<Budgets, BudgetsDraft> = {
    draftOf: (table) => budgetsDraft(table, kind),
    tableOf: (draft) => budgetsOf(draft, currency),
    encode: encodeBudgets,
    decode: decodeBudgets,
    inWords: ({ budgets }) => plural(budgets.length, 'budget'),
  };
  return (
    <>
      <p class="dim">
        What a run of a workflow, or one of its nodes, may take and cost. Longpole tells you when it is more. Workflow
        and node are ids or names, in which * stands for any characters; times are like 250 ms, 4 s or 1.5 min.
      </p>
      <Sheet
        name="budgets"
        format={format}
        stored={{ version: 1, budgets: settings.budgets }}
        host={host}
        save={({ budgets }) => request({ what: 'set', settings: { budgets } })}
      >
        {(draft, problems, change) => (
          <>
            {draft.length === 0 && <p>Without a budget no run takes too long or costs too much.</p>}
            <Rows kind={kind} rows={draft} problems={problems} change={change} />
          </>
        )}
      </Sheet>
    </>
  );
}
