/** A figure to compare with: `>1s`, `<=10%`, `>1.5MB`. */
import { fail, ok, type Result } from '../../../src/model/result.ts';
import type { AmountField } from './fields.ts';

export type Op = '>' | '>=' | '<' | '<=';

/** As it was written, so that it can be written again. */
export interface Bound {
  readonly op: Op;
  readonly value: number;
  /** One of the field's; '' where it counts in nothing. */
  readonly unit: string;
}

interface Scale {
  /** What a figure without a unit counts in. */
  readonly base: string;
  /** What one of each is in the unit of the facts: microseconds, shares of 1, bytes. */
  readonly units: Readonly<Record<string, number>>;
  /** Offered while one is typed, from little to much. */
  readonly steps: readonly string[];
}

const TIME: Scale = {
  base: 'ms',
  units: { us: 1, ms: 1e3, s: 1e6, min: 60e6, h: 3_600e6 },
  steps: ['0ms', '10ms', '100ms', '1s', '10s', '1min'],
};
const SHARE: Scale = { base: '%', units: { '%': 0.01 }, steps: ['0%', '1%', '5%', '10%', '25%', '50%'] };
// Steps of 1024, as the panel writes them (drawing/format.ts).
const BYTES: Scale = {
  base: 'B',
  units: { B: 1, kB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 },
  steps: ['0B', '1kB', '100kB', '1MB', '10MB', '100MB'],
};
const COUNT: Scale = { base: '', units: { '': 1, k: 1e3, M: 1e6 }, steps: ['0', '100', '1000', '10k', '100k'] };
const MONEY: Scale = { base: '', units: { '': 1 }, steps: ['0', '0.001', '0.01', '0.1', '1', '10'] };

const SCALES: Readonly<Record<AmountField, Scale>> = {
  duration: TIME,
  saves: TIME,
  wait: TIME,
  start: TIME,
  share: SHARE,
  bytes: BYTES,
  cost: MONEY,
  tokens: COUNT,
};

/** Other spellings, in small letters. */
const ALSO: Readonly<Record<string, string>> = { µs: 'us', μs: 'us', sec: 's', m: 'min' };

const WRITTEN = /^(>=|<=|>|<)?((?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)?\s*(.*)$/is;

/** What was written, in its parts; nothing is checked. */
function partsOf(text: string): { readonly op: Op | undefined; readonly figure: string; readonly unit: string } {
  const [, op, figure = '', unit = ''] = WRITTEN.exec(text) ?? [];
  return { op: op as Op | undefined, figure, unit };
}

/** The bound that a text is for a field, or what is wrong with it. */
export function readBound(text: string, field: AmountField): Result<Bound> {
  const scale = SCALES[field];
  const example = `${field}:>${scale.steps[3] ?? ''}`;
  const { op, figure, unit } = partsOf(text);
  if (op === undefined) return fail(`${field}: is compared, as in ${example}`);
  const value = Number(figure);
  if (figure === '' || !Number.isFinite(value)) return fail(`A figure is missing, as in ${example}`);
  const known = unit === '' ? scale.base : unitOf(unit, scale);
  if (known !== undefined) return ok({ op, value, unit: known });
  const units = Object.keys(scale.units).filter((u) => u !== '');
  const counted = units.length === 0 ? 'has no unit here' : `counts in ${units.join(', ')}`;
  return fail(`${field}: ${counted}, not "${unit.slice(0, 20)}"`);
}

function unitOf(text: string, { units }: Scale): string | undefined {
  const wanted = text.toLowerCase();
  return Object.keys(units).find((u) => u.toLowerCase() === (ALSO[wanted] ?? wanted) || u.toLowerCase() === wanted);
}

export function printBound({ op, value, unit }: Bound): string {
  return `${op}${value}${unit}`;
}

/** True when an amount, in the unit of the facts, is within the bound. */
export function holds({ op, value, unit }: Bound, field: AmountField, amount: number): boolean {
  // 1.001 ms is 1001 microseconds, not 1000.9999999999999.
  const limit = Number((value * (SCALES[field].units[unit] ?? 1)).toPrecision(15));
  switch (op) {
    case '>':
      return amount > limit;
    case '>=':
      return amount >= limit;
    case '<':
      return amount < limit;
    case '<=':
      return amount <= limit;
  }
}

/** Bounds worth offering after what was typed: usual figures, or of a figure each unit that begins as typed. */
export function boundHints(typed: string, field: AmountField): readonly string[] {
  const { op = '>', figure, unit } = partsOf(typed);
  const { steps, units } = SCALES[field];
  const begins = (u: string): boolean => u !== '' && u.toLowerCase().startsWith(unit.toLowerCase());
  if (figure !== '') return Object.keys(units).flatMap((u) => (begins(u) ? [`${op}${figure}${u}`] : []));
  return unit === '' ? steps.map((step) => op + step) : [];
}
