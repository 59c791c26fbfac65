/** What the verdicts promise of themselves, by simulation: `npm run study` with fewer draws of what takes long. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { oneRunBars } from '../../../scripts/study/bars.ts';
import { studyChanges } from '../../../scripts/study/changes.ts';
import { drawDuration, drawMany, type Rate, shareOf, standardError } from '../../../scripts/study/draws.ts';
import { studyNodes } from '../../../scripts/study/nodes.ts';
import { studyOneRun } from '../../../scripts/study/one-run.ts';
import { floorTable, oneRunTable } from '../../../scripts/study/print.ts';
import { isConfirmed, studyFloor } from '../../../scripts/study/spread-floor.ts';
import { DRAWS } from '../../../scripts/study/study.ts';
import { studySets } from '../../../scripts/study/two-sets.ts';
import { grade } from '../../../src/analysis/grade.ts';
import { seeded } from '../../../src/analysis/stats/random.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 60_000 });

const oneRun = studyOneRun(DRAWS.plenty);
const floor = studyFloor(DRAWS.plenty);

/** P(Z > z) of the standard normal, by Simpson's rule. */
function above(z: number): number {
  const [far, steps] = [z + 12, 10_000];
  const width = (far - z) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const x = z + i * width;
    sum += (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp((-x * x) / 2);
  }
  return (sum * width) / 3 / Math.sqrt(2 * Math.PI);
}

/** Seeded, so this is no matter of luck: beyond three standard errors something is wrong with the draws or the rule. */
function expectNear(rate: Rate, share: number): void {
  expect(Math.abs(shareOf(rate) - share)).toBeLessThanOrEqual(3 * standardError(share, rate.draws) + 1e-3);
}

describe('one run', () => {
  it.each(oneRunBars(oneRun))('$name', ({ met, found }) => {
    expect(met, found).toBe(true);
  });

  it('the plain rule is wrong and right as often as the normal distribution says', () => {
    for (const { noise, effect, plain } of oneRun) {
      expectNear(plain, above((Math.log(1.2) - Math.log(1 + effect)) / (noise * Math.SQRT2)));
    }
  });

  it('a suspect verdict over n unchanged runs is no more frequent than one in n + 1', () => {
    for (const { effect, graded } of oneRun) {
      if (effect !== 0) continue;
      // The new run is the longest of n + 1: so often by chance.
      for (const { n, suspect } of graded) expect(shareOf(suspect)).toBeLessThan(1 / (n + 1));
    }
  });

  it('more noise never finds more, a larger effect never less', () => {
    for (const [a, b] of oneRun.flatMap((x) => oneRun.map((y) => [x, y] as const))) {
      for (const [i, { confirmed }] of a.graded.entries()) {
        const other = b.graded[i]?.confirmed;
        if (!other || a.effect === 0 || b.effect === 0) continue;
        if (a.noise === b.noise && a.effect < b.effect) expect(shareOf(confirmed)).toBeLessThan(shareOf(other));
        if (a.effect === b.effect && a.noise < b.noise) expect(shareOf(confirmed)).toBeGreaterThan(shareOf(other));
      }
    }
  });
});

describe('two sets and change points, fewer draws', () => {
  it('tell unchanged sets apart no more often than the level allows, and find a third more time', () => {
    for (const { noise, effect, size, slower, faster } of studySets(60)) {
      if (effect === 0) expect(slower.hits + faster.hits).toBeLessThanOrEqual(60 * 0.05 + 3 * Math.sqrt(60 * 0.05));
      else if (noise === 0.1) expect(shareOf(slower)).toBeGreaterThan(size === 4 ? 0.5 : 0.7);
    }
  });

  it('find no change where there is none, and where there is one, there', () => {
    for (const { noise, effect, any, atMiddle } of studyChanges(400)) {
      if (effect === 0) expect(shareOf(any)).toBeLessThanOrEqual(0.01 + 3 * standardError(0.01, 400));
      else if (noise === 0.1) expect([shareOf(any) > 0.9, shareOf(atMiddle) > 0.8]).toEqual([true, true]);
    }
  });
});

describe('the floor under the spread', () => {
  it('is measured by the rule itself with its guards as arguments', () => {
    const random = seeded(1);
    for (let i = 0; i < 2_000; i++) {
      const [history, x] = [drawMany(random, 7, 0.03), drawDuration(random, 0.03, 0.1)];
      const asItIs = grade(x, history, { floorUs: 0, quantumUs: 1 }).kind === 'confirmed';
      expect(isConfirmed(x, history, 0.025, 1.1)).toBe(asItIs);
    }
  });

  it('and the 10 % rule: either keeps quiet workflows from false alarms, without both one in twenty is', () => {
    for (const { noise, n, asItIs, withoutFloor, withoutRatio, withoutBoth } of floor) {
      expect(asItIs).toEqual(withoutFloor);
      if (noise > 0.02) continue;
      expect([asItIs.hits, withoutRatio.hits]).toEqual([0, 0]);
      expect(shareOf(withoutBoth)).toBeGreaterThan(n === 5 ? 0.05 : 0.01);
    }
  });
});

describe('runs of many nodes, fewer draws', () => {
  it('hold one false alarm at 10 % noise no more often than runs of one node do, and find the node that takes twice as long', () => {
    const draws = 60;
    const slack = 3 * standardError(0.07, draws);
    for (const { noise, n, nodes, alarm, found } of studyNodes(draws)) {
      const most = noise === 'alike' || n > 5 ? 0.07 : 0.2;
      expect([noise, n, nodes, shareOf(alarm)]).toEqual([noise, n, nodes, Math.min(shareOf(alarm), most + slack)]);
      expect(shareOf(found)).toBeGreaterThan(0.6);
    }
  });
});

describe('docs/study.md', () => {
  it('holds the tables as they are printed', () => {
    const docs = readFileSync(join(import.meta.dirname, '../../../docs/study.md'), 'utf8');
    for (const table of [oneRunTable({ oneRun }), floorTable({ floor })]) {
      expect(docs).toContain(table);
    }
  });
});
