/** Turns a median absolute deviation into the standard deviation of a normal distribution with the same one: 1 / Phi^-1(3/4). */
export const MAD_TO_SD = 1.4826;

/** A copy in ascending order. */
export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

/** Middle of the values, mean of the middle two when even; undefined of none. */
export function median(values: readonly number[]): number | undefined {
  return quantile(ascending(values), 0.5);
}

/** The p-quantile of ascending values, 0 <= p <= 1, by linear interpolation (type 7 of Hyndman & Fan 1996); undefined of none. */
export function quantile(sorted: readonly number[], p: number): number | undefined {
  const place = (sorted.length - 1) * p;
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  return low === undefined || high === undefined ? undefined : low + (high - low) * (place - Math.floor(place));
}

/** Median absolute deviation from the median, not scaled; undefined of none. */
export function mad(values: readonly number[]): number | undefined {
  const middle = median(values);
  return middle === undefined ? undefined : median(values.map((x) => Math.abs(x - middle)));
}

/**
 * Interval that holds the median of what the values were drawn from with at least `confidence`, by order statistics: no assumption
 * about their distribution. Undefined when there are too few (95 % needs 6). Conover, Practical Nonparametric Statistics, 3.2.
 */
export function medianInterval(
  values: readonly number[],
  confidence = 0.95,
): { readonly low: number; readonly high: number; readonly confidence: number } | undefined {
  const sorted = ascending(values);
  const n = sorted.length;
  // P(at most k of n lie below the median) for k = 0, 1, ...: binomial with p = 1/2.
  let term = 2 ** -n;
  let tail = 0;
  let best: { low: number; high: number; confidence: number } | undefined;
  for (let k = 0; k < n / 2; k++) {
    tail += term;
    const covered = 1 - 2 * tail;
    const [low, high] = [sorted[k], sorted[n - 1 - k]];
    if (covered < confidence || low === undefined || high === undefined) break;
    best = { low, high, confidence: covered };
    term *= (n - k) / (k + 1);
  }
  return best;
}
