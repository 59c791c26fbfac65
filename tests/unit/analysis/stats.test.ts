import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ratioInterval } from '../../../src/analysis/stats/bootstrap.ts';
import { changePoints } from '../../../src/analysis/stats/change-points.ts';
import { normal, seeded, shuffle } from '../../../src/analysis/stats/random.ts';
import { rankTest, shiftOf, upperTail } from '../../../src/analysis/stats/rank-test.ts';
import { mad, median, medianInterval, quantile } from '../../../src/analysis/stats/robust.ts';

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 });

describe('robust figures', () => {
  it('median: half of the values on either side', () => {
    fc.assert(
      fc.property(values, (list) => {
        const m = median(list) as number;
        expect(list.filter((x) => x <= m).length * 2).toBeGreaterThanOrEqual(list.length);
        expect(list.filter((x) => x >= m).length * 2).toBeGreaterThanOrEqual(list.length);
      }),
    );
    expect([median([]), mad([]), quantile([], 0.5)]).toEqual([undefined, undefined, undefined]);
    expect(mad([1, 1, 2, 2, 4, 6, 9])).toBe(1);
    expect(quantile([0, 10], 0.95)).toBeCloseTo(9.5);
  });

  it('interval of the median: 95 % needs 6 values, and covers by the binomial', () => {
    expect(medianInterval([1, 2, 3, 4, 5])).toBeUndefined();
    expect(medianInterval([6, 1, 5, 2, 4, 3])).toEqual({ low: 1, high: 6, confidence: 1 - 2 / 64 });
    // n = 10: ranks 2 and 9, coverage 1 - 2 (1 + 10) / 1024 = 0.9785 (Conover, table A3).
    const ten = medianInterval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(ten).toMatchObject({ low: 2, high: 9 });
    expect(ten?.confidence).toBeCloseTo(0.97852, 5);
  });
});

describe('rank test', () => {
  /** All ways to choose which of n + m ranks belong to b. */
  function bruteForce(a: readonly number[], b: readonly number[]): number {
    const all = [...a, ...b];
    const u = (chosen: readonly number[]) => {
      const ys = chosen.map((i) => all[i] as number);
      const xs = all.filter((_, i) => !chosen.includes(i));
      return xs.reduce((sum, x) => sum + ys.filter((y) => y > x).length, 0);
    };
    const seen = rankTest(a, b).u;
    const center = (a.length * b.length) / 2;
    let [extreme, total] = [0, 0];
    const choose = (from: number, chosen: number[]): void => {
      if (chosen.length === b.length) {
        total++;
        if (Math.abs(u(chosen) - center) >= Math.abs(seen - center) - 1e-9) extreme++;
        return;
      }
      for (let i = from; i < all.length; i++) choose(i + 1, [...chosen, i]);
    };
    choose(0, []);
    return extreme / total;
  }

  it('is exact without ties', () => {
    const distinct = fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 9 });
    fc.assert(
      fc.property(distinct, fc.nat(), (all, cut) => {
        const n = 1 + (cut % (all.length - 1));
        const [a, b] = [all.slice(0, n), all.slice(n)];
        const test = rankTest(a, b);
        expect(test.exact).toBe(true);
        expect(test.p).toBeCloseTo(bruteForce(a, b), 12);
      }),
      { numRuns: 200 },
    );
    // 4 against 4, all apart: the smallest two-sided p there is, 2/70.
    expect(rankTest([1, 2, 3, 4], [5, 6, 7, 8]).p).toBeCloseTo(0.0286, 4);
    expect(rankTest([1, 2, 3, 4], [5, 6, 7, 8]).superiority).toBe(1);
  });

  it('with ties approximates, and says no difference of equal samples', () => {
    expect(rankTest([1, 1, 1], [1, 1, 1])).toMatchObject({ p: 1, exact: false, superiority: 0.5 });
    expect(rankTest([], [1])).toMatchObject({ p: 1 });
    expect(upperTail(1.959964)).toBeCloseTo(0.025, 6);
    const a = Array.from({ length: 30 }, (_, i) => i % 10);
    const b = a.map((x) => x + 6);
    expect(rankTest(a, b).p).toBeLessThan(1e-6);
  });

  it('shift: the median of all differences', () => {
    expect(shiftOf([1, 2, 3], [11, 12, 13])).toBe(10);
    expect(shiftOf([], [1])).toBeUndefined();
  });
});

describe('seeded chance', () => {
  it('is the same every time, and even', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, seeded(seed));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    const random = seeded(1);
    const many = Array.from({ length: 20_000 }, () => normal(random));
    expect(median(many)).toBeCloseTo(0, 1);
    expect((mad(many) ?? 0) * 1.4826).toBeCloseTo(1, 1);
    expect(shuffle([1, 2, 3, 4, 5], seeded(3)).sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it('interval of a ratio of medians holds the ratio', () => {
    const random = seeded(5);
    const a = Array.from({ length: 40 }, () => 100 * Math.exp(0.1 * normal(random)));
    const b = a.map((x) => x * 1.3);
    const interval = ratioInterval(a, b, seeded(9));
    expect(interval?.ratio).toBeCloseTo(1.3, 10);
    expect(interval?.low).toBeLessThan(1.3);
    expect(interval?.high).toBeGreaterThan(1.3);
    expect(interval?.low).toBeGreaterThan(1.15);
    expect(ratioInterval([], b, random)).toBeUndefined();
  });
});

describe('change points', () => {
  const series = (random: () => number, levels: readonly (readonly [n: number, level: number])[]) =>
    levels.flatMap(([n, level]) => Array.from({ length: n }, () => level * Math.exp(0.05 * normal(random))));

  it('finds where the level changed, and nothing in a steady series', () => {
    const random = seeded(11);
    const found = changePoints(
      series(random, [
        [12, 100],
        [10, 140],
        [10, 190],
      ]),
      seeded(2),
    );
    expect(found.map((c) => c.at)).toEqual([12, 22]);
    expect(found.every((c) => c.p <= 0.01)).toBe(true);
    let alarms = 0;
    for (let i = 0; i < 60; i++) if (changePoints(series(random, [[20, 100]]), seeded(i)).length > 0) alarms++;
    // The level is 1 %, and a change below 10 % is none: three in sixty would be bad luck of one in fifty.
    expect(alarms).toBeLessThanOrEqual(3);
  });

  it('is the same every time; short series have none', () => {
    const list = series(seeded(4), [
      [8, 100],
      [8, 150],
    ]);
    expect(changePoints(list, seeded(1))).toEqual(changePoints(list, seeded(1)));
    expect(changePoints([1, 2, 3, 100, 101, 102, 103], seeded(1))).toEqual([]);
  });
});
