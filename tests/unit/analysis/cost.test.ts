import { describe, expect, it } from 'vitest';
import { breaches } from '../../../src/analysis/budget.ts';
import { costOf } from '../../../src/analysis/cost.ts';
import { NO_PRICES, type PriceTable } from '../../../src/model/price.ts';
import type { NodeRun, Run } from '../../../src/model/run.ts';

const T = 1_767_225_600_000_000;

function run(nodes: readonly Partial<NodeRun>[]): Run {
  const whole = nodes.map((n, i) => ({
    id: `n${i}`,
    instance: 0,
    title: `N${i}`,
    type: 'llm',
    status: 'success',
    startUs: T,
    endUs: T + 3_600_000_000,
    uncertaintyUs: [0, 0],
    clock: 'server',
    waits: [],
    ...n,
  }));
  return { status: 'success', startUs: T, endUs: T + 3_600_000_000, nodes: whole, edges: [], resolutionUs: 1 } as never;
}

describe('cost', () => {
  const table: PriceTable = {
    version: 1,
    currency: 'EUR',
    models: [
      { model: 'gpt-mini*', input: 1, output: 2, cached: 0.5 },
      { model: '*', input: 10 },
    ],
    rates: [{ type: 'gpu.*', perHour: 3 }],
  };

  it('keeps what was measured and what is estimated apart', () => {
    const { nodes, measured, estimated } = costOf(
      run([
        { cost: { amount: 0.25, unit: 'USD' }, tokens: { input: 1e6 }, model: 'gpt-mini-1' },
        { tokens: { input: 2e6, output: 1e6, cached: 1e6 }, model: 'GPT-mini-2' },
        { type: 'gpu.render' },
        { cost: { amount: 7, unit: 'credits' } },
        {},
      ]),
      table,
    );
    expect(measured).toEqual([
      { amount: 0.25, unit: 'USD' },
      { amount: 7, unit: 'credits' },
    ]);
    // 1e6 fresh input at 1 + 1e6 output at 2 + 1e6 cached at 0.5; an hour at 3. What has a price from the engine gets none from us.
    expect(estimated).toEqual({ amount: 6.5, unit: 'EUR' });
    expect(nodes.map((n) => n.id)).toEqual(['n3', 'n1', 'n2', 'n0']);
    expect(nodes.find((n) => n.id === 'n0')).toMatchObject({ measured: [{ amount: 0.25 }], tokens: { input: 1e6 } });
    expect(nodes.find((n) => n.id === 'n0')?.estimated).toBeUndefined();
  });

  it('a sum of tokens has no price: those in and those out cost differently', () => {
    const { estimated } = costOf(run([{ tokens: { total: 1e6 }, model: 'gpt-mini-1' }]), table);
    expect(estimated).toBeUndefined();
  });

  it('a budget is broken by the measured amount or by the estimate, never by their sum', () => {
    const paid = run([{ cost: { amount: 2, unit: 'EUR' } }, { tokens: { input: 5e6 }, model: 'gpt-mini-1' }]);
    const over = (amount: number) =>
      breaches(
        { ...paid, workflow: { id: 'w', name: 'W' } },
        [{ workflow: '*', maxCost: { amount, unit: 'EUR' } }],
        table,
      );
    expect(over(1)).toMatchObject([{ actual: 2, estimated: false }]);
    expect(over(4)).toMatchObject([{ actual: 5, estimated: true }]);
    expect(over(6)).toEqual([]);
  });

  it('without a table estimates nothing', () => {
    const { nodes, measured, estimated } = costOf(run([{ tokens: { input: 5 }, model: 'm' }, {}]), NO_PRICES);
    expect([measured, estimated, nodes.length]).toEqual([[], undefined, 1]);
  });
});
