/** What the benches have in common: order statistics, and the line that each figure is told in. */

export function quantile(list: readonly number[], share: number): number {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export function median(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - 1 + (sorted.length % 2)], sorted[middle]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

/**
 * Upper bound of the median with a confidence of 95 %, whatever the distribution: the smallest order statistic below which the median lies
 * with that probability (of 30 the 20th). https://en.wikipedia.org/wiki/Order_statistic#Confidence_intervals_for_quantiles
 */
export function upperMedian(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b);
  const n = sorted.length;
  let below = 0;
  let term = 0.5 ** n;
  for (let k = 0; k < n; k++) {
    below += term;
    if (below >= 0.95) return sorted[k] ?? Number.NaN;
    term = (term * (n - k)) / (k + 1);
  }
  return sorted[n - 1] ?? Number.NaN;
}

/** Slope of the least squares line through the points: how y grows with x. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (pick: 0 | 1): number => points.reduce((sum, point) => sum + point[pick], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const over = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return over / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

/** How often each thing is measured: LONGPOLE_ROUNDS for a quick look, else as many as the bench says. */
export function roundsOf(usual: number): number {
  const asked = Number(process.env.LONGPOLE_ROUNDS);
  return Number.isSafeInteger(asked) && asked > 0 ? asked : usual;
}

/** Milliseconds of one call. */
export function timed(work: () => unknown): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}

export interface Figure {
  readonly bench: string;
  /** NaN (`null` when printed) where it could not be measured. */
  readonly ours: number;
  readonly other?: number;
  readonly ratio?: number;
  readonly unit: string;
  readonly n: number;
  /** Of the ratio where there is one, else of `ours`. Absent: told for its own sake. */
  readonly bar?: number;
  /** The bar is the least, not the most. */
  readonly least?: boolean;
  readonly pass: boolean;
}

/** Prints the figure as one line of JSON, rounded to thousandths; a bar that is missed makes the process end with 1. */
export function tell(figure: Figure): void {
  const round = (value: unknown) => (typeof value === 'number' ? Math.round(value * 1000) / 1000 : value);
  console.log(JSON.stringify(figure, (_key, value) => round(value)));
  if (!figure.pass) process.exitCode = 1;
}
