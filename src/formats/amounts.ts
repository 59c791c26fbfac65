/** Files with numbers a user sets: what things cost (prices) and what they may cost (budgets). Every problem is named with its place. */

import type { Budget, Budgets } from '../model/budget.ts';
import { FILE_LIMITS, RELAY_LIMITS } from '../model/limits.ts';
import type { MachineRate, ModelPrice, PriceTable } from '../model/price.ts';
import { expected, type Members, membersOf, note, type Place, type Problem, type Read, words } from './problems.ts';

export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** No price, rate or bound is beyond this. */
const LARGEST = 1e12;

const amount: Read<number> = (value, at) =>
  typeof value === 'number' && value >= 0 && value <= LARGEST ? value : expected(at, 'a number from 0 on', value);
const one: Read<1> = (value, at) => (value === 1 ? 1 : expected(at, 'version 1', value));
const pattern = words('a name, with * for any characters,', RELAY_LIMITS.recordLabelChars);
const unit = words('a unit like "USD"', 32);

/** A list that may be empty. */
function list<T>(item: Read<T>): Read<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) return expected(at, 'a list', value);
    if (value.length > FILE_LIMITS.amounts)
      return note(at, `at most ${FILE_LIMITS.amounts} entries are expected, found ${value.length}`);
    return value.flatMap((each, i) => item(each, { where: `${at.where}[${i}]`, problems: at.problems }) ?? []);
  };
}

function whole<T>(members: Members<T>, required: readonly (keyof T & string)[]): Read<T> {
  const read = membersOf<T>(members, required);
  return (value, at) => {
    const before = at.problems.length;
    const out = read(value, at);
    return at.problems.length === before ? (out as T) : undefined;
  };
}

const price = whole<ModelPrice>({ model: pattern, input: amount, output: amount, cached: amount }, ['model']);
const rate = whole<MachineRate>({ type: pattern, perHour: amount }, ['type', 'perHour']);
const prices = whole<PriceTable>({ version: one, currency: unit, models: list(price), rates: list(rate) }, [
  'version',
  'currency',
  'models',
  'rates',
]);

const readBudget = whole<Budget>(
  { workflow: pattern, node: pattern, maxMs: amount, maxCost: whole({ amount, unit }, ['amount', 'unit']) },
  ['workflow'],
);
const budget: Read<Budget> = (value, at) => {
  const out = readBudget(value, at);
  return out && out.maxMs === undefined && out.maxCost === undefined ? note(at, 'maxMs or maxCost is expected') : out;
};
const budgets = whole<Budgets>({ version: one, budgets: list(budget) }, ['version', 'budgets']);

/** A price table from untrusted plain data, or all that is wrong with it. Never throws. */
export function decodePrices(value: unknown): Decoded<PriceTable> {
  return decode(prices, value);
}

/** Budgets from untrusted plain data, or all that is wrong with them. Never throws. */
export function decodeBudgets(value: unknown): Decoded<Budgets> {
  return decode(budgets, value);
}

/** The list of budgets from untrusted plain data, without the file around it. Never throws. */
export function decodeBudgetList(value: unknown): Decoded<readonly Budget[]> {
  return decode(list(budget), value);
}

/** Members in the order in which they are written. */
const PRICES_ORDER = 'version currency models model input output cached rates type perHour'.split(' ');
const BUDGETS_ORDER = 'version budgets workflow node maxMs maxCost amount unit'.split(' ');

/** A price table as the text of a file: what `decodePrices` reads. */
export function encodePrices(table: PriceTable): string {
  return `${JSON.stringify(table, PRICES_ORDER, 2)}\n`;
}

/** Budgets as the text of a file: what `decodeBudgets` reads. */
export function encodeBudgets(file: Budgets): string {
  return `${JSON.stringify(file, BUDGETS_ORDER, 2)}\n`;
}

function decode<T>(read: Read<T>, value: unknown): Decoded<T> {
  const at: Place = { where: '', problems: [] };
  const out = read(value, at);
  return out !== undefined && at.problems.length === 0
    ? { ok: true, value: out }
    : { ok: false, problems: at.problems };
}
