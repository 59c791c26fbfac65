/** A price table as it stands in the form: texts. Pure. */
import { decodePrices } from '../src/formats/amounts.ts';
import type { PriceTable } from '../src/model/price.ts';
import {
  type Formed,
  formed,
  given,
  newRow,
  numberIn,
  type RowDraft,
  type RowKind,
  textIn,
  written,
} from './row-draft.ts';

type ModelField = 'model' | 'input' | 'output' | 'cached';
type RateField = 'type' | 'perHour';

export interface PricesDraft {
  readonly currency: string;
  readonly models: readonly RowDraft<ModelField>[];
  readonly rates: readonly RowDraft<RateField>[];
}

export const MODEL_ROWS: RowKind<ModelField> = {
  noun: 'model',
  columns: [
    { field: 'model', label: 'Name', empty: '', kind: 'name' },
    { field: 'input', label: 'Input', empty: '0', kind: 'figure' },
    { field: 'output', label: 'Output', empty: '0', kind: 'figure' },
    // Without a price of their own cached tokens are paid like all input (src/analysis/cost.ts).
    { field: 'cached', label: 'Cached', empty: 'as input', kind: 'figure' },
  ],
};

export const RATE_ROWS: RowKind<RateField> = {
  noun: 'machine rate',
  columns: [
    { field: 'type', label: 'Node type', empty: '', kind: 'name' },
    { field: 'perHour', label: 'Per hour', empty: '', kind: 'figure' },
  ],
};

/** What the form shows of a table. */
export function pricesDraft({ currency, models, rates }: PriceTable): PricesDraft {
  const shown = (price: number | undefined): string => (price === undefined ? '' : String(price));
  return {
    currency,
    models: models.map(({ model, input, output, cached }) =>
      newRow(MODEL_ROWS, { model, input: shown(input), output: shown(output), cached: shown(cached) }),
    ),
    rates: rates.map(({ type, perHour }) => newRow(RATE_ROWS, { type, perHour: shown(perHour) })),
  };
}

/** The table the form describes, or all that is wrong with it. */
export function pricesOf({ currency, models, rates }: PricesDraft): Formed<PriceTable> {
  const decoded = decodePrices({
    version: 1,
    currency: textIn(currency),
    models: written(models).map(({ cells: { model, input, output, cached } }) => ({
      model: textIn(model),
      ...given({ input: numberIn(input), output: numberIn(output), cached: numberIn(cached) }),
    })),
    rates: written(rates).map(({ cells: { type, perHour } }) => ({ type: textIn(type), perHour: numberIn(perHour) })),
  });
  return formed(decoded, { models: { kind: MODEL_ROWS, rows: models }, rates: { kind: RATE_ROWS, rows: rates } });
}
