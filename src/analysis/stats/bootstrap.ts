import { pickBelow, type Random } from './random.ts';
import { ascending, median, quantile } from './robust.ts';

/**
 * Percentile interval of median(b) / median(a) by resampling both with replacement (Efron 1979), `rounds` times. Undefined when a
 * sample is empty or a median of a is 0.
 */
export function ratioInterval(
  a: readonly number[],
  b: readonly number[],
  random: Random,
  { rounds = 5_000, confidence = 0.95 } = {},
): { readonly low: number; readonly ratio: number; readonly high: number } | undefined {
  const [middleA, middleB] = [median(a), median(b)];
  if (middleA === undefined || middleB === undefined || middleA <= 0) return undefined;
  const ratios: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const below = median(resample(a, random)) ?? 0;
    if (below > 0) ratios.push((median(resample(b, random)) ?? 0) / below);
  }
  const sorted = ascending(ratios);
  const tail = (1 - confidence) / 2;
  const [low, high] = [quantile(sorted, tail), quantile(sorted, 1 - tail)];
  return low === undefined || high === undefined ? undefined : { low, ratio: middleB / middleA, high };
}

function resample(values: readonly number[], random: Random): number[] {
  return values.map(() => values[pickBelow(random, values.length)] as number);
}
