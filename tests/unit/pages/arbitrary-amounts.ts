import fc from 'fast-check';
import type { Budget, Budgets } from '../../../src/model/budget.ts';
import type { PriceTable } from '../../../src/model/price.ts';

const nasty = fc.constantFrom('__proto__', 'a"b\\', '<img>', '名前', '*', ' spaces ', 'e', '0', 'a\nb');
const written = (maxLength: number): fc.Arbitrary<string> =>
  fc.oneof(
    nasty,
    fc.string({ minLength: 1, maxLength, unit: 'binary-ascii' }).filter((text) => text.trim() !== ''),
  );
const pattern = written(256);
const unit = written(32);
// Round figures as people type them, and any other.
const round = fc.tuple(fc.nat(100_000), fc.constantFrom(0.001, 0.1, 1, 500, 60_000)).map(([n, size]) => n * size);
const amount = fc.oneof(
  round,
  // Zero has one sign in a text.
  fc.double({ min: 0, max: 1e12, noNaN: true }).map((n) => n + 0),
);

/** Any legal table. */
export const anyPrices: fc.Arbitrary<PriceTable> = fc.record({
  version: fc.constant(1 as const),
  currency: unit,
  models: fc.array(
    fc.record({ model: pattern, input: amount, output: amount, cached: amount }, { requiredKeys: ['model'] }),
    { maxLength: 5 },
  ),
  rates: fc.array(fc.record({ type: pattern, perHour: amount }), { maxLength: 5 }),
});

const bounds = { workflow: pattern, node: pattern, maxMs: amount, maxCost: fc.record({ amount, unit }) };
const budget: fc.Arbitrary<Budget> = fc.oneof(
  fc.record(bounds, { requiredKeys: ['workflow', 'maxMs'] }),
  fc.record(bounds, { requiredKeys: ['workflow', 'maxCost'] }),
);

/** Any legal budgets. */
export const anyBudgets: fc.Arbitrary<Budgets> = fc.record({
  version: fc.constant(1 as const),
  budgets: fc.array(budget, { maxLength: 5 }),
});
export const anySpan = amount;
