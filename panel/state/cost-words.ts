/** What something cost, in words: measured amounts as sent, estimates marked and never added to them. */
import type { Money } from '../../src/analysis/index.ts';
import { formatCost } from '../../src/drawing/format.ts';

interface Paid {
  readonly measured: readonly Money[];
  readonly estimated?: Money;
}

/** `0.0042 USD`, `~ 0.01 EUR`, both with a comma between; `none` where nothing was told. */
export function costWords({ measured, estimated }: Paid): string {
  const parts = [
    ...measured.map((m) => formatCost(m.amount, m.unit)),
    ...(estimated ? [`~ ${formatCost(estimated.amount, estimated.unit)}`] : []),
  ];
  return parts.length === 0 ? 'none' : parts.join(', ');
}
