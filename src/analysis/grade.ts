import { upperTail } from './stats/rank-test.ts';
import { MAD_TO_SD, mad, median } from './stats/robust.ts';

/**
 * How a new duration stands against the ones before it.
 *
 *   confirmed / improved           beyond what the spread explains
 *   suspect / maybe-improved       beyond all of the history, but the spread is too wide to be sure: worth three reruns, never an alert
 *   noise                          within the spread
 *   small                          differs by too little to matter (the floor), whatever the spread
 *   not-enough-runs                fewer than MIN_RUNS
 */
export type GradeKind = 'confirmed' | 'suspect' | 'noise' | 'small' | 'improved' | 'maybe-improved' | 'not-enough-runs';

export interface Grade {
  readonly kind: GradeKind;
  /** Runs it was held against. */
  readonly n: number;
  /** Median of the history, microseconds; absent without one. */
  readonly medianUs?: number;
  /** Robust distance in standard deviations of ln(duration); absent with too few runs. */
  readonly z?: number;
  /** New duration / median. */
  readonly ratio?: number;
}

export interface GradeOptions {
  /** Differences up to this are none, microseconds: 100 ms of a run; of a node the larger of 20 ms and three clock quanta. */
  readonly floorUs: number;
  /** Durations below the clock's quantum count as this. */
  readonly quantumUs: number;
  /** Least spread to allow for, of ln(duration): what the other nodes of the same runs show. */
  readonly leastSpread?: number;
  /** How many are graded together: the more, the farther out one must lie, or one of many would always be found. 1 unless given. */
  readonly among?: number;
}

/** Runs needed for a verdict: with four, one false alarm in fifteen at 10 % noise. */
export const MIN_RUNS = 5;
const Z = 3.5;
const MIN_RATIO = 1.1;
/** Spread that is always allowed for: five quiet runs may agree to a millisecond by chance. */
const MIN_SPREAD = 0.025;

/**
 * Grades a duration against comparable ones: z = (ln x - med ln h) / max(1.4826 MAD(ln h), 0.025), confirmed when z > 3.5 and
 * x > 1.1 median and x - median > floor. Logarithms, because durations spread by factors. `npm run study` prints how often it is wrong.
 */
export function grade(durationUs: number, history: readonly number[], options: GradeOptions): Grade {
  const { floorUs, quantumUs, leastSpread = 0, among = 1 } = options;
  const floored = history.map((h) => Math.max(h, quantumUs, 1));
  const x = Math.max(durationUs, quantumUs, 1);
  const n = history.length;
  const medianUs = median(floored);
  if (medianUs === undefined) return { kind: 'not-enough-runs', n };
  const ratio = x / medianUs;
  if (n < MIN_RUNS) return { kind: 'not-enough-runs', n, medianUs, ratio };
  const logs = floored.map(Math.log);
  const limit = limitAmong(among, n);
  const spread = Math.max(MAD_TO_SD * (mad(logs) ?? 0), MIN_SPREAD, leastSpread);
  const z = (Math.log(x) - (median(logs) ?? 0)) / spread;
  const figures = { n, medianUs, z, ratio };
  if (Math.abs(x - medianUs) <= floorUs) {
    const apart = Math.abs(z) > limit && (ratio > MIN_RATIO || ratio < 1 / MIN_RATIO);
    return { kind: apart ? 'small' : 'noise', ...figures };
  }
  if (ratio > MIN_RATIO) {
    if (z > limit) return { kind: 'confirmed', ...figures };
    if (floored.every((h) => x > h)) return { kind: 'suspect', ...figures };
  }
  if (ratio < 1 / MIN_RATIO) {
    if (z < -limit) return { kind: 'improved', ...figures };
    if (floored.every((h) => x < h)) return { kind: 'maybe-improved', ...figures };
  }
  return { kind: 'noise', ...figures };
}

/**
 * The past of a run without the runs in a row just before it that were slower for sure, so that it is not "as usual" for being as slow as
 * they. Once these are as many as the others they are the usual. `durations` newest first, as what is returned. Single ones among the
 * others stay: leaving out each that lies far out makes the rest seem to spread less than it does (2.5 false alarms in a hundred over ten, not 1.8).
 */
export function beforeSlow(durations: readonly number[], options: GradeOptions): readonly number[] {
  const usual: number[] = [];
  let slow: number[] = [];
  for (const us of [...durations].reverse()) {
    if (grade(us, usual, options).kind === 'confirmed') slow.push(us);
    else {
      usual.push(...slow, us);
      slow = [];
    }
  }
  return slow.length >= usual.length ? durations : usual.reverse();
}

/** Spread of durations, as the grade measures it: of ln, 1.4826 MAD; 0 of fewer than two. */
export function spreadOf(history: readonly number[]): number {
  return MAD_TO_SD * (mad(history.map((h) => Math.log(Math.max(1, h)))) ?? 0);
}

/** Of all that are graded together one may be called slower by chance in so many cases. */
const TOGETHER = 0.02;
/** What n values say of their own spread, in degrees of freedom (a median deviation has 37 % of the efficiency), and what the others add. */
const OWN = 0.37;
const OTHERS = 5;

/**
 * z beyond which one of `among` counts: Z, or the quantile of Student's t that lies farther out where many are asked about, or few runs
 * say how much each varies. `npm run study` prints how often one of many is found by chance.
 */
function limitAmong(among: number, n: number): number {
  if (among <= 1) return Z;
  return Math.max(Z, studentQuantile(TOGETHER / among, OWN * (n - 1) + OTHERS));
}

/** Upper quantile of Student's t from that of the normal distribution (Cornish & Fisher; Abramowitz & Stegun 26.7.5). */
function studentQuantile(tail: number, freedom: number): number {
  let [low, high] = [0, 10];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (upperTail(middle) > tail) low = middle;
    else high = middle;
  }
  const z = high;
  return (
    z +
    (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3)
  );
}
