/** A truth against the interval `[t - early, t + late]` that was stated for it, microseconds. */
export interface Point {
  readonly truthUs: number;
  readonly statedUs: number;
  readonly earlyUs: number;
  readonly lateUs: number;
}

/** Stated minus true: positive when it was shown too late. */
export function errorOf(p: Point): number {
  return p.statedUs - p.truthUs;
}

export function isInside(p: Point): boolean {
  return p.truthUs >= p.statedUs - p.earlyUs && p.truthUs <= p.statedUs + p.lateUs;
}

export function halfWidth(p: Point): number {
  return (p.earlyUs + p.lateUs) / 2;
}

/** 1 - level of the central interval that a stated +/- is taken for. */
const ALPHA = 0.05;

/**
 * Interval score of Gneiting & Raftery (2007), equation 43: the width, plus 2 / alpha times the distance by which the truth lies
 * outside. Small is good; a wide interval pays for its width, a narrow one for what it misses.
 */
export function intervalScore(p: Point): number {
  const below = Math.max(0, p.statedUs - p.earlyUs - p.truthUs);
  const above = Math.max(0, p.truthUs - (p.statedUs + p.lateUs));
  return p.earlyUs + p.lateUs + (2 / ALPHA) * (below + above);
}

/** The smallest value that at least `share` of the values do not exceed; undefined when there are none. */
export function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export interface Spread {
  readonly n: number;
  readonly p50: number;
  readonly p90: number;
  readonly max: number;
}

/** Spread of the absolute values; undefined when there are none. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const sizes = values.map(Math.abs);
  const [p50, p90, max] = [0.5, 0.9, 1].map((share) => quantile(sizes, share));
  return p50 === undefined || p90 === undefined || max === undefined ? undefined : { n: sizes.length, p50, p90, max };
}

export interface Cover {
  readonly n: number;
  /** Share of truths inside their interval, 0..1. */
  readonly inside: number;
  /** Median half-width and mean interval score, microseconds. */
  readonly halfWidth: number;
  readonly score: number;
}

/** How well the stated intervals hold the truths; undefined when there are none. */
export function coverOf(points: readonly Point[]): Cover | undefined {
  const half = quantile(points.map(halfWidth), 0.5);
  if (half === undefined) return undefined;
  const n = points.length;
  const score = points.reduce((sum, p) => sum + intervalScore(p), 0) / n;
  return { n, inside: points.filter(isInside).length / n, halfWidth: half, score };
}
