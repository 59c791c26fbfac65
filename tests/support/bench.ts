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

export interface Figure {
  readonly bench: string;
  readonly ours: number;
  readonly other?: number;
  readonly ratio?: number;
  readonly unit: string;
  readonly n: number;
  readonly bar: number;
  readonly pass: boolean;
}

/** Prints the figure as one line of JSON, rounded to thousandths; a bar that is missed makes the process end with 1. */
export function tell(figure: Figure): void {
  const round = (value: unknown) => (typeof value === 'number' ? Math.round(value * 1000) / 1000 : value);
  console.log(JSON.stringify(figure, (_key, value) => round(value)));
  if (!figure.pass) process.exitCode = 1;
}
