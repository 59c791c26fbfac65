/** Facts of recorded runs, and texts such as people type and such as nobody types. */
import fc from 'fast-check';
import { factsOf, type NodeFacts } from '../../../../panel/state/filter/facts.ts';
import { analyse, costOf } from '../../../../src/analysis/index.ts';
import { NO_PRICES, type PriceTable } from '../../../../src/model/price.ts';
import type { Run } from '../../../../src/model/run.ts';
import { runsOfCapture } from '../../../support/offline.ts';

export type Facts = ReadonlyMap<string, NodeFacts>;

export function factsOfRun(run: Run, prices: PriceTable = NO_PRICES): Facts {
  return factsOf(analyse(run), costOf(run, prices));
}

/** The last run of a capture. */
export function captured(name: string, folder = 'nodetool'): Facts {
  const run = runsOfCapture(name, folder).at(-1);
  if (!run) throw new Error(`no run in ${name}`);
  return factsOfRun(run);
}

const PIECES = [
  ...['-', ':', ',', '"', '\\', ' ', '\t', '>', '<=', '%', '(', '*', '__proto__', 'ß', '\u{1f600}', 'İ'],
  ...['name:', 'type:', 'status:', 'Status:', 'critical:', 'hidden:', 'duration:>', 'saves:>=', 'share:<', 'bytes:>'],
  ...['inside:', 'error:', 'model:', 'tokens:>', 'cost:<=', 'waited:', 'nonsense:', 'http://x', '5:3', 'st', 'du'],
  ...['failed', 'succeeded', 'cached', 'faild', 'yes', 'no', 'AI Agent', '"AI Agent"', 'Branch', 'code', 'Value'],
  ...['1', '0.5', '1e3', '1e999', '.5', '1s', '10 ms', '5%', '1.5MB', '2h', '7kg', '99999999999999999999'],
];

/** Texts made of what filters are made of, and any other. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 9 }).map((parts) => parts.join('')) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 9 }).map((parts) => parts.join(' ')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);
