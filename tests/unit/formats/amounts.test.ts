import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breaches } from '../../../src/analysis/budget.ts';
import { decodeBudgetList, decodeBudgets, decodePrices } from '../../../src/formats/amounts.ts';
import { NO_PRICES } from '../../../src/model/price.ts';
import { analyseCapture } from '../../../src/profiler/capture-run.ts';
import { loadCapture } from '../../support/captures.ts';

const prices = {
  version: 1,
  currency: 'USD',
  models: [{ model: 'gpt-*', input: 1, output: 2 }],
  rates: [{ type: 'gpu.*', perHour: 2.5 }],
};

describe('prices and budgets as files', () => {
  it('are read as they are', () => {
    expect(decodePrices(prices)).toEqual({ ok: true, value: prices });
    const budgets = {
      version: 1,
      budgets: [
        { workflow: '*', maxMs: 5 },
        { workflow: 'a', node: 'n', maxCost: { amount: 1, unit: 'USD' } },
      ],
    };
    expect(decodeBudgets(budgets)).toEqual({ ok: true, value: budgets });
  });

  it('are also read as a list, by themselves', () => {
    const list = [{ workflow: '*', maxMs: 5 }];
    expect(decodeBudgetList(list)).toEqual({ ok: true, value: list });
    const bad = decodeBudgetList([{ workflow: 'w', maxMs: -1 }]);
    expect(bad.ok ? [] : bad.problems.map((p) => p.where)).toEqual(['[0].maxMs']);
  });

  it('name every problem with its place', () => {
    const bad = decodePrices({
      ...prices,
      version: 2,
      models: [{ model: 7, input: -1 }],
      rates: [{ typ: 'x', perHour: 'free' }],
    });
    expect(bad.ok ? [] : bad.problems.map((p) => p.where)).toEqual([
      'version',
      'models[0].model',
      'models[0].input',
      'rates[0].typ',
      'rates[0].perHour',
      'rates[0].type',
    ]);
    const none = decodeBudgets({ version: 1, budgets: [{ workflow: 'w' }, { workflow: 'w', maxMs: Number.NaN }] });
    expect(none.ok ? [] : none.problems).toEqual([
      { where: 'budgets[0]', error: 'maxMs or maxCost is expected' },
      { where: 'budgets[1].maxMs', error: 'a number from 0 on is expected, found null' },
    ]);
  });

  it('never throw, whatever they are given', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        decodePrices(value);
        decodeBudgets(value);
      }),
    );
  });
});

describe('a run over its budget', () => {
  const [run] = analyseCapture(loadCapture('nodetool', '02-parallel').rows).runs;
  if (!run) throw new Error('no run');

  it('is told for the run and for each node, and only where it is over', () => {
    const found = breaches(
      run,
      [
        { workflow: '*', maxMs: 100 },
        { workflow: '*', maxMs: 60_000 },
        { workflow: run.workflow.id, node: 'c*', maxMs: 400 },
        { workflow: 'another', maxMs: 0 },
      ],
      NO_PRICES,
    );
    expect(found.map((b) => [b.what, b.node?.id, b.limit])).toEqual([
      ['time', undefined, 100_000],
      ['time', 'c1', 400_000],
      ['time', 'c2', 400_000],
    ]);
    for (const b of found) expect(b.actual).toBeGreaterThan(b.limit);
  });
});
