// @vitest-environment happy-dom
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { budgetRows, budgetsDraft, budgetsOf } from '../../../options/budgets-draft.ts';
import { newRow } from '../../../options/row-draft.ts';
import { parseSpan, spanText } from '../../../options/span-text.ts';
import { decodeBudgets, encodeBudgets } from '../../../src/formats/amounts.ts';
import type { Budgets } from '../../../src/model/budget.ts';
import { anyBudgets, anySpan } from './arbitrary-amounts.ts';
import { createFakeWatch } from './fake-watch.ts';
import { choose, click, find, mount, text, type } from './options-stage.tsx';

const KIND = budgetRows('USD');
const FILE: Budgets = {
  version: 1,
  budgets: [
    { workflow: '*', maxMs: 90_000 },
    { workflow: 'report', node: 'Summarise', maxMs: 4_000, maxCost: { amount: 0.05, unit: 'USD' } },
  ],
};

const STATUS = '[data-sheet="budgets"] .said';
const PROBLEMS = '[data-sheet="budgets"] .problems';
const save = (): HTMLButtonElement => find('[data-action="save-budgets"]');

describe('a span as it is typed', () => {
  it.each([
    ['4 s', 4_000, '4 s'],
    ['250 ms', 250, '250 ms'],
    ['1.5 min', 90_000, '1.5 min'],
    ['250', 250, '250 ms'],
    [' .5S ', 500, '500 ms'],
    ['2 min 05 s', 125_000, '125 s'],
    ['1h30min', 5_400_000, '1.5 h'],
    ['1.25 s', 1_250, '1.25 s'],
    ['0', 0, '0 ms'],
  ])('%s is %d ms and reads %s', (typed, ms, shown) => {
    expect(parseSpan(typed)).toBe(ms);
    expect(spanText(ms)).toBe(shown);
  });

  it.each(['', ' ', 's', '4 x', '4 s or so', '-4 s', '1.2.3 s', 'Infinity', '4,5 s'])('"%s" is none', (typed) =>
    expect(parseSpan(typed)).toBeUndefined(),
  );

  it('is the same again, whatever it is', () => {
    fc.assert(
      fc.property(anySpan, (ms) => {
        expect(parseSpan(spanText(ms))).toBe(ms);
      }),
    );
  });
});

describe('budgets in the form', () => {
  it('go through it unchanged, whatever is in them', () => {
    fc.assert(
      fc.property(anyBudgets, (file) => {
        expect(budgetsOf(budgetsDraft(file, KIND), 'USD')).toEqual({ ok: true, value: file });
      }),
    );
  });

  it('are none while something is wrong, and say where', () => {
    const row = (workflow: string, maxMs: string, amount: string) =>
      newRow(KIND, { workflow, node: '', maxMs, amount, unit: '' });
    const result = budgetsOf(
      [row('a', '', ''), newRow(KIND), row('', '4 s', ''), row('b', 'soon', 'x'), row('c', '', '0.5')],
      'credits',
    );
    expect(result.ok ? [] : result.problems.map(({ row: at, field, where }) => [at, field, where])).toEqual([
      [0, 'maxMs', 'budget 1'],
      [2, 'workflow', 'budget 3, workflow'],
      [3, 'maxMs', 'budget 4, longest time'],
      [3, 'amount', 'budget 4, highest cost'],
    ]);
  });

  it('are meant in the unit of the prices when they name none', () => {
    const row = newRow(KIND, { workflow: 'c', node: '', maxMs: '', amount: '0.5', unit: '' });
    expect(budgetsOf([row], 'credits')).toEqual({
      ok: true,
      value: { version: 1, budgets: [{ workflow: 'c', maxCost: { amount: 0.5, unit: 'credits' } }] },
    });
  });
});

describe('budgets as a file', () => {
  it('are what is read again', () => {
    fc.assert(
      fc.property(anyBudgets, (file) => {
        expect(decodeBudgets(JSON.parse(encodeBudgets(file)))).toEqual({ ok: true, value: file });
      }),
    );
  });

  it('are the same text whatever the order of their members', () => {
    const turned = FILE.budgets.map((b) => Object.fromEntries(Object.entries(b).reverse()) as unknown as typeof b);
    expect(encodeBudgets({ budgets: turned, version: 1 })).toBe(encodeBudgets(FILE));
    expect(encodeBudgets(FILE).endsWith('}\n')).toBe(true);
  });
});

describe('budgets on the options page', () => {
  it('are typed and shown back with their units, and saved', async () => {
    const background = createFakeWatch();
    mount(background);
    expect(text('#budgets')).toContain('Without a budget');
    await click('[data-action="add-budget"]');
    await type('[aria-label="Workflow of budget 1"]', 'report');
    expect(text('#budgets .row-problem')).toContain('budget 1: a longest time or a highest cost is expected');
    expect(save().disabled).toBe(true);
    await type('[aria-label="Longest time of budget 1"]', 'soon');
    expect(text('#budgets .row-problem')).toContain('budget 1, longest time: a time like 250 ms, 4 s or 1.5 min');
    await type('[aria-label="Longest time of budget 1"]', '1500');
    expect(find<HTMLInputElement>('[aria-label="Longest time of budget 1"]').value).toBe('1.5 s');
    await type('[aria-label="Node of budget 1"]', 'Sum*');
    await type('[aria-label="Highest cost of budget 1"]', '0.5');
    await click('[data-action="save-budgets"]');
    const budgets = [{ workflow: 'report', node: 'Sum*', maxMs: 1_500, maxCost: { amount: 0.5, unit: 'USD' } }];
    expect(background.asked).toEqual([{ what: 'set', settings: { budgets } }]);
    expect(text(STATUS)).toBe('Saved');
  });

  it('are exported as the file that is imported', async () => {
    const background = createFakeWatch({}, { budgets: FILE.budgets });
    const host = mount(background);
    await click('[data-action="export-budgets"]');
    const [name = '', file = ''] = host.saveFile.mock.calls[0] ?? [];
    expect(JSON.parse(file)).toEqual(FILE);
    await click('[aria-label="Remove budget 1"]');
    await click('[data-action="save-budgets"]');
    await choose('[data-file="budgets"]', name, file);
    expect(background.settings.value?.budgets).toEqual(FILE.budgets);
    expect(text(STATUS)).toContain('Imported 2 budgets from longpole-budgets.json');
  });

  it('of a bad file are not saved: each of its problems is said', async () => {
    const background = createFakeWatch({}, { budgets: FILE.budgets });
    mount(background);
    const bad = { version: 1, budgets: [{ workflow: 'a' }, { workflow: 'b', maxMs: '4 s' }, { maxMs: 1 }] };
    await choose('[data-file="budgets"]', 'bad.json', JSON.stringify(bad));
    for (const place of ['budgets[0]', 'budgets[1].maxMs', 'budgets[2].workflow'])
      expect(text(PROBLEMS)).toContain(place);
    expect(background.asked).toEqual([]);
  });
});
