import { MAD_TO_SD, mad, median } from './stats/robust.ts';

/**
 * How a new duration stands against the ones before it.
 *
 *   confirmed / improved           beyond what the spread explains
 *   suspect / maybe-improved       beyond all of the history, but the spread is too wide to be sure: worth three reruns, never an alert
 *   noise                          within the spread
 *   not-enough-runs                fewer than MIN_RUNS
 */
export type GradeKind = 'confirmed' | 'suspect' | 'noise' | 'improved' | 'maybe-improved' | 'not-enough-runs';

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
export function grade(durationUs: number, history: readonly number[], { floorUs, quantumUs }: GradeOptions): Grade {
  const floored = history.map((h) => Math.max(h, quantumUs, 1));
  const x = Math.max(durationUs, quantumUs, 1);
  const n = history.length;
  const medianUs = median(floored);
  if (medianUs === undefined) return { kind: 'not-enough-runs', n };
  const ratio = x / medianUs;
  if (n < MIN_RUNS) return { kind: 'not-enough-runs', n, medianUs, ratio };
  const logs = floored.map(Math.log);
  const spread = Math.max(MAD_TO_SD * (mad(logs) ?? 0), MIN_SPREAD);
  const z = (Math.log(x) - (median(logs) ?? 0)) / spread;
  const figures = { n, medianUs, z, ratio };
  if (Math.abs(x - medianUs) <= floorUs) return { kind: 'noise', ...figures };
  if (ratio > MIN_RATIO) {
    if (z > Z) return { kind: 'confirmed', ...figures };
    if (floored.every((h) => x > h)) return { kind: 'suspect', ...figures };
  }
  if (ratio < 1 / MIN_RATIO) {
    if (z < -Z) return { kind: 'improved', ...figures };
    if (floored.every((h) => x < h)) return { kind: 'maybe-improved', ...figures };
  }
  return { kind: 'noise', ...figures };
}
