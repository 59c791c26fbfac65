import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explain } from '../../src/analysis/explain.ts';
import { matchNodes } from '../../src/analysis/match.ts';
import { buildNet } from '../../src/analysis/net.ts';
import type { Run } from '../../src/model/run.ts';
import { plausibleRun, wildRun } from './arbitrary-run.ts';

describe('why one run is slower than another', () => {
  it('adds up exactly, whatever the runs', () => {
    for (const arb of [plausibleRun, wildRun]) {
      fc.assert(
        fc.property(arb, arb, (a, b) => {
          const { beforeUs, afterUs, reasons } = explain(buildNet(a), buildNet(b));
          expect(reasons.reduce((sum, r) => sum + r.deltaUs, 0)).toBe(afterUs - beforeUs);
          for (const r of reasons) expect(r.deltaUs).toBe(r.afterUs - r.beforeUs);
        }),
        { numRuns: 1_000 },
      );
    }
  });

  it('of a run against itself gives no change', () => {
    fc.assert(
      fc.property(plausibleRun, (run) => {
        expect(explain(buildNet(run), buildNet(run)).reasons.every((r) => r.deltaUs === 0)).toBe(true);
      }),
    );
  });
});

describe('which node is which', () => {
  it('each node of either run appears once', () => {
    fc.assert(
      fc.property(wildRun, wildRun, (a, b) => {
        const matched = matchNodes(a, b);
        const ids = (run: Run) => [...new Set(run.nodes.map((n) => n.id))].sort();
        expect(matched.flatMap((m) => m.before ?? []).sort()).toEqual(ids(a));
        expect(matched.flatMap((m) => m.after ?? []).sort()).toEqual(ids(b));
      }),
    );
  });

  it('knows a pasted copy by type, title and neighbours, and leaves twins alone', () => {
    const node = (id: string, type: string, title: string) => ({ id, type, title });
    const run = (nodes: object[], edges: unknown[]) => ({ nodes, edges }) as unknown as Run;
    const before = run(
      [node('1', 'load', 'Load'), node('2', 'blur', 'Blur'), node('3', 'blur', 'Blur'), node('4', 'save', 'Save')],
      [
        ['1', '2', 'data'],
        ['1', '3', 'data'],
        ['2', '4', 'data'],
      ],
    );
    const after = run(
      [node('11', 'load', 'Load'), node('12', 'blur', 'Blur'), node('13', 'blur', 'Blur'), node('14', 'save', 'Save')],
      [
        ['11', '12', 'data'],
        ['11', '13', 'data'],
        ['12', '14', 'data'],
      ],
    );
    const pairs = matchNodes(before, after).filter((m) => m.before && m.after);
    expect(pairs.map((m) => [m.before, m.after, m.guessed])).toEqual([
      ['1', '11', true],
      ['2', '12', true],
      ['3', '13', true],
      ['4', '14', true],
    ]);
    const twins = run([node('a', 'blur', 'Blur'), node('b', 'blur', 'Blur')], []);
    const others = run([node('c', 'blur', 'Blur'), node('d', 'blur', 'Blur')], []);
    expect(matchNodes(twins, others).every((m) => m.before === undefined || m.after === undefined)).toBe(true);
    // Same id, another type: another node.
    expect(matchNodes(run([node('1', 'load', 'x')], []), run([node('1', 'save', 'y')], []))).toHaveLength(2);
  });
});
