/** Editors of which there is no recording, and what a page says of itself. */
import { describe, expect, it } from 'vitest';
import { createPageApi } from '../../../src/editors/page/measured.ts';
import { HAND_MADE, MAPPING, MEASURED } from '../../support/hand-made.ts';
import { us } from '../../support/streams.ts';
import { expectNoCanary } from './expect.ts';
import { createFill } from './fill.ts';
import { createMint } from './mint.ts';
import { CUSTOM, DIFY, LANGFLOW, PAGE, SIM } from './positions.ts';

const POSITIONS = { dify: DIFY, langflow: LANGFLOW, sim: SIM, custom: CUSTOM };

describe.each(HAND_MADE)('%s with a canary in every payload position', (name, rows, extra) => {
  it('is recorded as without, and no canary comes out anywhere', async () => {
    const mappings = extra.length > 0 ? [MAPPING] : [];
    await expectNoCanary(rows, POSITIONS[name as keyof typeof POSITIONS], { least: 50, mappings });
  });
});

describe('the page API with a canary in every payload position', () => {
  it('gives the records that it would give without, and no canary in any', () => {
    const mint = createMint();
    const fill = createFill(PAGE, mint);
    const [filled, plain] = [createPageApi(), createPageApi()];
    for (const [kind, from, to, detail] of MEASURED) {
      const entry = { kind, startUs: us(from), endUs: us(to) };
      const records = filled.read({ ...entry, longpole: fill(detail, `${kind} at ${from}`) as object });
      expect(mint.findIn(JSON.stringify(records))).toBeUndefined();
      const expected = plain.read({ ...entry, longpole: detail });
      expect(records).toEqual(expected.map((r) => ('errorClass' in r ? withoutClass(r) : r)));
    }
    expect(mint.count).toBeGreaterThan(50);
  });
});

/** The text that named a class is a canary's now. */
function withoutClass({ errorClass: _, ...rest }: { readonly errorClass?: string }): object {
  return rest;
}
