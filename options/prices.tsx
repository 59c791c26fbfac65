import type { JSX } from 'preact';
import { plural } from '../src/drawing/format.ts';
import { decodePrices, encodePrices } from '../src/formats/amounts.ts';
import type { PriceTable } from '../src/model/price.ts';
import type { SectionProps } from './options.tsx';
import { MODEL_ROWS, type PricesDraft, pricesDraft, pricesOf, RATE_ROWS } from './prices-draft.ts';
import type { FormProblem } from './row-draft.ts';
import { Rows } from './rows.tsx';
import { Sheet, type SheetFormat } from './sheet.tsx';

const FORMAT: SheetFormat<PriceTable, PricesDraft> = {
  draftOf: pricesDraft,
  tableOf: pricesOf,
  encode: encodePrices,
  decode: decodePrices,
  inWords: ({ models, rates }) => `${plural(models.length, 'model')} and ${plural(rates.length, 'machine rate')}`,
};

/** What models and machines cost, as the user knows it. Nothing of it comes from us. */
export function Prices({ settings, host, request }: SectionProps): JSX.Element {
  return (
    <>
      <p class="dim">
        What your models and machines cost, to estimate a run with where its engine sends no cost. In names * stands for
        any characters, and the first row that fits counts.
      </p>
      <Sheet
        name="prices"
        format={FORMAT}
        stored={settings.prices}
        host={host}
        save={(prices) => request({ what: 'set', settings: { prices } })}
      >
        {(draft, problems, change) => <Fields draft={draft} problems={problems} change={change} />}
      </Sheet>
    </>
  );
}

function Fields(props: {
  readonly draft: PricesDraft;
  readonly problems: readonly FormProblem[];
  readonly change: (draft: PricesDraft) => void;
}): JSX.Element {
  const { draft, problems, change } = props;
  const { currency, models, rates } = draft;
  const of = (list: keyof PricesDraft): readonly FormProblem[] => problems.filter((problem) => problem.list === list);
  const [wrong] = of('currency');
  const unit = currency.trim();
  return (
    <>
      {models.length + rates.length === 0 && (
        <p>Without prices nothing is estimated. Costs that the engine itself sends are always shown.</p>
      )}
      <div class="field">
        <label for="currency">Currency or unit</label>
        <span class="row">
          <input
            id="currency"
            type="text"
            class="unit-field"
            spellcheck={false}
            autocomplete="off"
            value={currency}
            aria-invalid={wrong !== undefined}
            aria-describedby="currency-note"
            onInput={(event) => change({ ...draft, currency: event.currentTarget.value })}
            onChange={(event) => change({ ...draft, currency: event.currentTarget.value.trim() })}
          />
          <span id="currency-note" class={wrong ? 'tone-bad' : 'note'}>
            {wrong ? wrong.error : 'Of every price here: USD, EUR, credits…'}
          </span>
        </span>
      </div>
      <h3>Models{unit && `, in ${unit} per million tokens`}</h3>
      <Rows
        kind={MODEL_ROWS}
        rows={models}
        problems={of('models')}
        ordered
        change={(next) => change({ ...draft, models: next })}
      />
      <h3>Machines{unit && `, in ${unit} per hour in which a node works`}</h3>
      <Rows
        kind={RATE_ROWS}
        rows={rates}
        problems={of('rates')}
        ordered
        change={(next) => change({ ...draft, rates: next })}
      />
    </>
  );
}
