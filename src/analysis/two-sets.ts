import { ratioInterval } from './stats/bootstrap.ts';
import { seeded } from './stats/random.ts';
import { rankTest, shiftOf } from './stats/rank-test.ts';
import { ascending, median } from './stats/robust.ts';

/** One set of durations against another. */
export interface SetComparison {
  /** 'not-enough-runs': the sets are too small to tell anything (4 against 4 is the least: p = 0.029 at best). */
  readonly kind: 'slower' | 'faster' | 'no-difference' | 'not-enough-runs';
  readonly beforeUs: number;
  readonly afterUs: number;
  /** Ratio of the medians with its 95 % interval. */
  readonly ratio: { readonly low: number; readonly ratio: number; readonly high: number };
  /** Median of all differences, microseconds. */
  readonly shiftUs: number;
  readonly p: number;
  /** Chance that a run of the second set takes longer than one of the first. */
  readonly superiority: number;
}

const LEVEL = 0.05;
/** The interval must clear no change by this much. */
const MARGIN = 1.05;
/** Resampling starts here every time: the same two sets always give the same interval. */
const SEED = 0x10a9;
const LEAST = 4;

/** Compares two sets of durations, microseconds. Undefined when one is empty or its median is 0. */
export function compareSets(before: readonly number[], after: readonly number[]): SetComparison | undefined {
  // In order, so that the interval does not depend on which run came first: resampling picks by place.
  const ratio = ratioInterval(ascending(before), ascending(after), seeded(SEED));
  const [beforeUs, afterUs, shiftUs] = [median(before), median(after), shiftOf(before, after)];
  if (!ratio || beforeUs === undefined || afterUs === undefined || shiftUs === undefined) return undefined;
  const { p, superiority } = rankTest(before, after);
  const enough = before.length >= LEAST && after.length >= LEAST;
  const sure = p < LEVEL;
  const kind = !enough
    ? 'not-enough-runs'
    : sure && ratio.low > MARGIN
      ? 'slower'
      : sure && ratio.high < 1 / MARGIN
        ? 'faster'
        : 'no-difference';
  return { kind, beforeUs, afterUs, ratio, shiftUs, p, superiority };
}

/**
 * Which of many p-values may be called findings so that at most `rate` of them are false in the mean (Benjamini & Hochberg 1995):
 * true at the same index.
 */
export function falseDiscovery(ps: readonly number[], rate = LEVEL): boolean[] {
  const order = ps.map((p, i) => [p, i] as const).sort((a, b) => a[0] - b[0]);
  let last = -1;
  order.forEach(([p], k) => {
    if (p <= (rate * (k + 1)) / ps.length) last = k;
  });
  const found = ps.map(() => false);
  for (const [, i] of order.slice(0, last + 1)) found[i] = true;
  return found;
}
