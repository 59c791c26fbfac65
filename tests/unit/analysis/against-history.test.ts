import { describe, expect, it } from 'vitest';
import { againstHistory } from '../../../src/analysis/against-history.ts';
import { grade } from '../../../src/analysis/grade.ts';
import { gradeTogether } from '../../../src/analysis/grade-together.ts';
import { normal, seeded } from '../../../src/analysis/stats/random.ts';
import { compareSets, falseDiscovery } from '../../../src/analysis/two-sets.ts';
import { analyseCapture } from '../../../src/profiler/capture-run.ts';
import { loadCapture } from '../../support/captures.ts';

describe('a real series: 12 runs, node n0 40 % slower from the 8th on', () => {
  const runs = analyseCapture(loadCapture('nodetool', 't7-regression-12-runs').rows).runs;

  it('is flagged at that node and at no other, from the 8th run on', () => {
    expect(runs).toHaveLength(12);
    const graded = runs.map((run) => againstHistory(run, runs));
    const confirmed = graded.map((g) => g?.nodes.filter((n) => n.grade.kind === 'confirmed').map((n) => n.id));
    expect(confirmed).toEqual([[], [], [], [], [], [], [], ['n0'], ['n0'], ['n0'], ['n0'], ['n0']]);
    // It lies beside the critical path: the node is slower, the run is not.
    for (const g of graded.slice(7)) expect([g?.run.kind, g?.nodes[0]?.hidden]).toEqual(['noise', true]);
    expect(graded[4]?.run.kind).toBe('not-enough-runs');
  });
});

describe('grades', () => {
  const options = { floorUs: 100_000, quantumUs: 1_000 };
  const share = (noise: number, n: number, factor: number, kind: string) => {
    const random = seeded(1);
    let hits = 0;
    for (let i = 0; i < 4_000; i++) {
      const draw = (f: number) => 1e6 * f * Math.exp(noise * normal(random));
      const history = Array.from({ length: n }, () => draw(1));
      if (grade(draw(factor), history, options).kind === kind) hits++;
    }
    return (100 * hits) / 4_000;
  };

  it('false alarms are as rare as the design says (4 000 draws a cell)', () => {
    expect(share(0.1, 5, 1, 'confirmed')).toBeLessThan(6);
    expect(share(0.1, 10, 1, 'confirmed')).toBeLessThan(2);
    expect(share(0.1, 20, 1, 'confirmed')).toBeLessThan(1);
    expect(share(0.2, 10, 1, 'confirmed')).toBeLessThan(2);
  });

  it('a node 40 % slower is confirmed in more than half of the cases, and suspect in most others', () => {
    expect(share(0.1, 10, 1.4, 'confirmed')).toBeGreaterThan(50);
    expect(share(0.1, 10, 1.4, 'confirmed') + share(0.1, 10, 1.4, 'suspect')).toBeGreaterThan(90);
  });

  it('says when there are too few runs, and what lies below the floor is none', () => {
    expect(grade(2e6, [1e6, 1e6, 1e6, 1e6], options).kind).toBe('not-enough-runs');
    expect(grade(2e6, [], options)).toEqual({ kind: 'not-enough-runs', n: 0 });
    expect(grade(150_000, [100_000, 100_000, 100_000, 100_000, 100_000], options).kind).toBe('small');
    expect(grade(500_000, [1e6, 1e6, 1e6, 1e6, 1e6], options).kind).toBe('improved');
  });
});

describe('many nodes', () => {
  it('the more are asked about, the farther out one must lie; those that agree by chance get the spread of the others', () => {
    const random = seeded(7);
    const draw = () => 1e6 * Math.exp(0.1 * normal(random));
    const before = Array.from({ length: 30 }, () => Array.from({ length: 10 }, draw));
    // This one's runs agree to a hundredth.
    const agreed = Array.from({ length: 10 }, (_, i) => 1e6 + i * 1_000);
    const floors = { floorUs: 20_000, quantumUs: 1_000 };
    const others = before.map((b) => ({ us: 1e6, before: b }));
    const kind = (us: number, all: typeof others) => gradeTogether([{ us, before: agreed }, ...all], floors)[0]?.kind;
    expect(kind(1.2e6, [])).toBe('confirmed');
    expect(kind(1.2e6, others)).toBe('suspect');
    expect(kind(2e6, others)).toBe('confirmed');
  });

  it('what is too short to differ by the floor is not asked about', () => {
    expect(gradeTogether([{ us: 10_000, before: [1, 2, 3, 4, 5] }], { floorUs: 20_000, quantumUs: 1 })).toEqual([
      undefined,
    ]);
  });

  it('being slow for a while does not become what is usual, until it is', () => {
    const floors = { floorUs: 20_000, quantumUs: 1_000 };
    const kind = (slowRuns: number) => {
      const before = [...Array<number>(slowRuns).fill(2e6), ...Array<number>(8).fill(1e6)];
      return gradeTogether([{ us: 2e6, before }], floors)[0]?.kind;
    };
    expect([kind(0), kind(4), kind(7)]).toEqual(['confirmed', 'confirmed', 'confirmed']);
    expect(kind(12)).toBe('noise');
  });
});

describe('two sets', () => {
  it('four against four, all apart, is the least that can be told', () => {
    const before = [100, 101, 102, 103].map((x) => x * 1e4);
    expect(
      compareSets(
        before,
        before.map((x) => x * 1.3),
      )?.kind,
    ).toBe('slower');
    expect(
      compareSets(
        before.slice(1),
        before.map((x) => x * 1.3),
      )?.kind,
    ).toBe('not-enough-runs');
    expect(
      compareSets(
        before,
        before.map((x) => x * 0.7),
      )?.kind,
    ).toBe('faster');
    expect(
      compareSets(
        before,
        before.map((x) => x + 5_000),
      )?.kind,
    ).toBe('no-difference');
    expect(compareSets(before, before)).toEqual(compareSets(before, before));
  });

  it('many nodes at once: no more than the allowed share of findings is chance', () => {
    expect(falseDiscovery([0.001, 0.2, 0.013, 0.9, 0.03])).toEqual([true, false, true, false, true]);
    expect(falseDiscovery([0.04, 0.04, 0.9, 0.9])).toEqual([false, false, false, false]);
    expect(falseDiscovery([])).toEqual([]);
  });
});
