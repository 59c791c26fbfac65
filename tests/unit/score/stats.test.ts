import { describe, expect, it } from 'vitest';
import { coverOf, intervalScore, type Point, quantile, spreadOf } from '../../../scripts/score/stats.ts';

const point = (truthUs: number, statedUs: number, earlyUs: number, lateUs: number): Point => ({
  truthUs,
  statedUs,
  earlyUs,
  lateUs,
});

describe('interval score', () => {
  it('is the width while the truth lies inside, edges included', () => {
    expect([90, 100, 101].map((truth) => intervalScore(point(truth, 100, 10, 1)))).toEqual([11, 11, 11]);
  });

  it('adds 40 times the distance on either side: 2 / alpha for a 95 % interval', () => {
    expect(intervalScore(point(85, 100, 10, 1))).toBe(11 + 40 * 5);
    expect(intervalScore(point(104, 100, 10, 1))).toBe(11 + 40 * 3);
  });

  it('cannot be bettered by stating another interval than the central one of what is true', () => {
    // Truths spread evenly over 0..999: the central 95 % interval is 25..974.
    const mean = (from: number, to: number): number => {
      const scores = Array.from({ length: 1000 }, (_, truth) => intervalScore(point(truth, from, 0, to - from)));
      return scores.reduce((sum, s) => sum + s, 0) / scores.length;
    };
    const best = mean(25, 974);
    for (const [from, to] of [
      [0, 999],
      [50, 949],
      [100, 999],
      [0, 900],
      [24, 980],
    ] as const) {
      expect(mean(from, to)).toBeGreaterThan(best);
    }
  });
});

describe('spread and cover', () => {
  it('takes the smallest value that a share of all do not exceed', () => {
    const values = [10, 1, 9, 2, 8, 3, 7, 4, 6, 5];
    expect([0.5, 0.9, 1].map((share) => quantile(values, share))).toEqual([5, 9, 10]);
    expect([quantile([7], 0.5), quantile([], 0.5)]).toEqual([7, undefined]);
  });

  it('looks at sizes of errors, whichever sign they have', () => {
    expect(spreadOf([-30, 1, 2])).toEqual({ n: 3, p50: 2, p90: 30, max: 30 });
    expect(spreadOf([])).toBeUndefined();
  });

  it('counts the truths inside, and half the widths', () => {
    const points = [point(90, 100, 10, 2), point(80, 100, 10, 2), point(100, 100, 20, 0)];
    expect(coverOf(points)).toEqual({ n: 3, inside: 2 / 3, halfWidth: 6, score: (12 + (12 + 400) + 20) / 3 });
    expect(coverOf([])).toBeUndefined();
  });
});
