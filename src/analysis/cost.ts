import { fitsAnyCase } from '../model/glob.ts';
import type { ModelPrice, PriceTable } from '../model/price.ts';
import type { NodeRun, Run, Tokens } from '../model/run.ts';
import { tasksOf } from './tasks.ts';
import { windowOf } from './window.ts';

/** An amount of money, or of what an engine counts in. */
export interface Money {
  readonly amount: number;
  readonly unit: string;
}

/** What one node cost. Measured and estimated are never added up. */
export interface NodeCost {
  readonly id: string;
  readonly title: string;
  /** As the engine sent it, one entry per unit. */
  readonly measured: readonly Money[];
  /** Seconds x rate + tokens x price from the user's table; absent where the table says nothing, or where tokens were measured in money already. */
  readonly estimated?: Money;
  readonly tokens: Tokens;
}

export interface RunCost {
  /** Nodes that cost something, dearest estimate or measure first. */
  readonly nodes: readonly NodeCost[];
  readonly measured: readonly Money[];
  readonly estimated?: Money;
}

const PER_MILLION = 1e-6;
const HOUR_US = 3_600e6;

/** What a run cost. Cached and skipped nodes cost nothing; a node that ran several times is counted with all of them. */
export function costOf(run: Run, table: PriceTable): RunCost {
  // Only who pays by time needs to know it.
  const work = table.rates.length > 0 ? workOf(run) : undefined;
  const rows = new Map<string, { title: string; measured: Map<string, number>; estimated?: number; tokens: Tokens }>();
  run.nodes.forEach((node, i) => {
    const estimated = estimate(node, work?.[i] ?? 0, table);
    if (!node.cost && !node.tokens && estimated === undefined) return;
    const row = rows.get(node.id) ?? { title: node.title, measured: new Map<string, number>(), tokens: {} };
    rows.set(node.id, row);
    if (node.cost) row.measured.set(node.cost.unit, (row.measured.get(node.cost.unit) ?? 0) + node.cost.amount);
    if (estimated !== undefined) row.estimated = (row.estimated ?? 0) + estimated;
    row.tokens = plus(row.tokens, node.tokens ?? {});
  });
  const total = new Map<string, number>();
  let estimated: number | undefined;
  const nodes = [...rows].map(([id, row]): NodeCost => {
    for (const [unit, amount] of row.measured) total.set(unit, (total.get(unit) ?? 0) + amount);
    if (row.estimated !== undefined) estimated = (estimated ?? 0) + row.estimated;
    return {
      id,
      title: row.title,
      measured: moneys(row.measured),
      ...(row.estimated === undefined ? {} : { estimated: { amount: row.estimated, unit: table.currency } }),
      tokens: row.tokens,
    };
  });
  const weight = (n: NodeCost): number => Math.max(n.estimated?.amount ?? 0, ...n.measured.map((m) => m.amount), 0);
  nodes.sort((a, b) => weight(b) - weight(a) || (a.id < b.id ? -1 : 1));
  const guess = estimated === undefined ? {} : { estimated: { amount: estimated, unit: table.currency } };
  return { nodes, measured: moneys(total), ...guess };
}

function estimate(node: NodeRun, workUs: number, table: PriceTable): number | undefined {
  const rate = workUs > 0 ? table.rates.find((r) => fitsAnyCase(r.type, node.type)) : undefined;
  // A sum of tokens has no price: those in and those out cost differently.
  const told = node.tokens?.input !== undefined || node.tokens?.output !== undefined;
  const price = node.cost || !told ? undefined : priceOf(table.models, node.model);
  if (!rate && !price) return undefined;
  const { input = 0, output = 0, cached = 0 } = node.tokens ?? {};
  const fresh = price?.cached === undefined ? input : Math.max(0, input - cached);
  const tokens = price
    ? (fresh * (price.input ?? 0) + output * (price.output ?? 0) + cached * (price.cached ?? 0)) * PER_MILLION
    : 0;
  return (rate ? (workUs / HOUR_US) * rate.perHour : 0) + tokens;
}

function priceOf(prices: readonly ModelPrice[], model: string | undefined): ModelPrice | undefined {
  return model === undefined ? undefined : prices.find((p) => fitsAnyCase(p.model, model));
}

/** Working time per entry of `Run.nodes`, microseconds. */
function workOf(run: Run): Float64Array {
  const out = new Float64Array(run.nodes.length);
  const { count, node, startUs, endUs } = tasksOf(run, windowOf(run)).tasks;
  for (let t = 0; t < count; t++) {
    const at = node[t] as number;
    out[at] = (out[at] as number) + (endUs[t] as number) - (startUs[t] as number);
  }
  return out;
}

function plus(a: Tokens, b: Tokens): Tokens {
  const sum = (x: number | undefined, y: number | undefined) =>
    x === undefined && y === undefined ? undefined : (x ?? 0) + (y ?? 0);
  const [input, output] = [sum(a.input, b.input), sum(a.output, b.output)];
  const [cached, total] = [sum(a.cached, b.cached), sum(a.total, b.total)];
  return {
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(cached === undefined ? {} : { cached }),
    ...(total === undefined ? {} : { total }),
  };
}

function moneys(sums: ReadonlyMap<string, number>): Money[] {
  return [...sums].map(([unit, amount]) => ({ amount, unit }));
}
