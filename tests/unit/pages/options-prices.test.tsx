// @vitest-environment happy-dom
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pricesDraft, pricesOf } from '../../../options/prices-draft.ts';
import { decodePrices, encodePrices } from '../../../src/formats/amounts.ts';
import { NO_PRICES, type PriceTable } from '../../../src/model/price.ts';
import { anyPrices } from './arbitrary-amounts.ts';
import { createFakeWatch } from './fake-watch.ts';
import { choose, click, find, mount, text, type } from './options-stage.tsx';

const TABLE: PriceTable = {
  version: 1,
  currency: 'EUR',
  models: [
    { model: 'gpt-*', input: 2.5, output: 10, cached: 1.25 },
    { model: 'local/*', input: 0 },
  ],
  rates: [{ type: 'KSampler*', perHour: 2.49 }],
};

const STATUS = '[data-sheet="prices"] .said';
const PROBLEMS = '[data-sheet="prices"] .problems';
const save = (): HTMLButtonElement => find('[data-action="save-prices"]');

describe('a price table in the form', () => {
  it('goes through it unchanged, whatever is in it', () => {
    fc.assert(
      fc.property(anyPrices, (table) => {
        expect(pricesOf(pricesDraft(table))).toEqual({ ok: true, value: table });
      }),
    );
  });

  it('is no table while something is wrong, and says where', () => {
    const { models, rates, ...rest } = pricesDraft(TABLE);
    const [first, second] = models;
    const [rate] = rates;
    if (!first || !second || !rate) throw new Error('no rows');
    const result = pricesOf({
      ...rest,
      currency: ' ',
      models: [
        { key: -1, cells: { model: '', input: ' ', output: '', cached: '' } },
        { ...first, cells: { ...first.cells, input: '2,5', output: '-1' } },
        { ...second, cells: { ...second.cells, model: '' } },
      ],
      rates: [{ ...rate, cells: { ...rate.cells, perHour: '' } }],
    });
    // The empty row is not there yet, but counts where the others stand.
    expect(result.ok ? [] : result.problems.map(({ row, field, where }) => [row, field, where])).toEqual([
      [undefined, '', 'currency'],
      [1, 'input', 'model 2, input'],
      [1, 'output', 'model 2, output'],
      [2, 'model', 'model 3, name'],
      [0, 'perHour', 'machine rate 1, per hour'],
    ]);
  });
});

describe('a price table as a file', () => {
  it('is what is read again', () => {
    fc.assert(
      fc.property(anyPrices, (table) => {
        expect(decodePrices(JSON.parse(encodePrices(table)))).toEqual({ ok: true, value: table });
      }),
    );
  });

  it('is the same text whatever the order of its members', () => {
    const { version, currency, models, rates } = TABLE;
    const turned = models.map((m) => Object.fromEntries(Object.entries(m).reverse()) as unknown as typeof m);
    expect(encodePrices({ rates, models: turned, currency, version })).toBe(encodePrices(TABLE));
    expect(encodePrices(NO_PRICES)).toBe(
      '{\n  "version": 1,\n  "currency": "USD",\n  "models": [],\n  "rates": []\n}\n',
    );
  });
});

describe('prices on the options page', () => {
  it('begin with none, are added row by row and saved once nothing is wrong', async () => {
    const background = createFakeWatch();
    mount(background);
    expect(text('#prices')).toContain('Without prices nothing is estimated.');
    expect(save().disabled).toBe(true);
    await click('[data-action="add-model"]');
    expect(document.activeElement).toBe(find('[aria-label="Name of model 1"]'));
    expect(text(STATUS)).toBe('');
    await type('[aria-label="Input of model 1"]', 'much');
    expect(save().disabled).toBe(true);
    expect(text(STATUS)).toBe('2 problems, the first: model 1, name');
    const input = find('[aria-label="Input of model 1"]');
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect(text(`[id="${input.getAttribute('aria-describedby')}"]`)).toContain('model 1, input: a number from 0 on');
    expect(find('[aria-label="Output of model 1"]').getAttribute('aria-invalid')).toBe('false');
    await type('[aria-label="Input of model 1"]', '2.5');
    await type('[aria-label="Name of model 1"]', ' gpt-* ');
    await click('[data-action="add-machine-rate"]');
    await type('[aria-label="Node type of machine rate 1"]', '*');
    await type('[aria-label="Per hour of machine rate 1"]', '1');
    await type('#currency', 'credits');
    await click('[data-action="save-prices"]');
    const saved = {
      version: 1,
      currency: 'credits',
      models: [{ model: 'gpt-*', input: 2.5 }],
      rates: [{ type: '*', perHour: 1 }],
    };
    expect(background.asked).toEqual([{ what: 'set', settings: { prices: saved } }]);
    expect(text(STATUS)).toBe('Saved');
    expect(save().disabled).toBe(true);
  });

  it('are moved before others and taken away', async () => {
    const background = createFakeWatch({}, { prices: TABLE });
    mount(background);
    await click('[aria-label="Move model 2 up"]');
    expect(find<HTMLInputElement>('[aria-label="Name of model 1"]').value).toBe('local/*');
    await click('[aria-label="Remove model 2"]');
    await click('[aria-label="Remove machine rate 1"]');
    await click('[data-action="save-prices"]');
    expect(background.settings.value?.prices).toEqual({ ...TABLE, models: [TABLE.models[1]], rates: [] });
  });

  it('stay in the form when the background refuses them, and while another setting changes', async () => {
    const background = createFakeWatch({}, { prices: TABLE });
    mount(background);
    await type('#currency', 'USD');
    await type('[data-setting="keepDays"]', '7');
    expect(find<HTMLInputElement>('#currency').value).toBe('USD');
    background.refuse = 'The background is not reachable';
    await click('[data-action="save-prices"]');
    expect(text(STATUS)).toContain('not reachable');
    expect(find<HTMLInputElement>('#currency').value).toBe('USD');
    expect(save().disabled).toBe(false);
  });

  it('are exported as the file that is imported, in place of what was there', async () => {
    const background = createFakeWatch({}, { prices: TABLE });
    const host = mount(background);
    await click('[data-action="export-prices"]');
    const [name = '', file = ''] = host.saveFile.mock.calls[0] ?? [];
    expect(name).toBe('longpole-prices.json');
    await click('[aria-label="Remove model 1"]');
    await click('[data-action="save-prices"]');
    await choose('[data-file="prices"]', name, file);
    expect(background.settings.value?.prices).toEqual(TABLE);
    expect(text(STATUS)).toContain('Imported 2 models and 1 machine rate from longpole-prices.json');
    expect(find<HTMLInputElement>('[aria-label="Name of model 1"]').value).toBe('gpt-*');
    await click('[data-action="undo-prices"]');
    expect(background.settings.value?.prices.models).toHaveLength(1);
  });

  it('of a bad file are not saved: each of its problems is said', async () => {
    const background = createFakeWatch({}, { prices: TABLE });
    mount(background);
    const bad = { ...TABLE, version: 2, models: [{ model: 'x', input: -1 }], rates: [{ typ: 'x', perHour: 1 }] };
    await choose('[data-file="prices"]', 'bad.json', JSON.stringify(bad));
    const places = ['version', 'models[0].input', 'rates[0].typ', 'rates[0].type'];
    for (const place of places) expect(text(PROBLEMS)).toContain(place);
    expect(text(STATUS)).toContain('bad.json was not imported: 4 problems');
    await choose('[data-file="prices"]', 'torn.json', '{');
    expect(text(STATUS)).toContain('torn.json was not imported');
    expect(text(PROBLEMS)).toContain('not JSON');
    expect(background.asked).toEqual([]);
    expect(find<HTMLInputElement>('[aria-label="Name of model 1"]').value).toBe('gpt-*');
  });
});
