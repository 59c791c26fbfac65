import { describe, expect, it, vi } from 'vitest';
import { analyse } from '../../src/analysis/analyse.ts';
import { buildRun, type NodeSpec } from '../support/build-run.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 60_000 });

const N = 100_000;

describe('large runs', () => {
  it('a chain of 100 000 nodes is analysed without recursion', () => {
    const nodes = Array.from({ length: N }, (_, i): NodeSpec => ({ id: `n${i}`, start: i, end: i + 1 }));
    const edges = nodes.slice(1).map((n, i) => `n${i}>${n.id}`);
    const { path, parallelization, bottlenecks } = analyse(buildRun({ nodes, edges }));
    expect(path.nodes).toHaveLength(N);
    expect(parallelization.minimum).toMatchObject({ known: true, minimumUs: N * 1000, efficiency: 1 });
    expect(bottlenecks.every((b) => b.savesUs === 1000)).toBe(true);
  });

  it('100 000 firings of one node after another, each after a common source', () => {
    const firings = Array.from(
      { length: N },
      (_, i): NodeSpec => ({ id: 'each', instance: i, start: i + 1, end: i + 2 }),
    );
    const nodes = [{ id: 'source', start: 0, end: 1 }, ...firings, { id: 'join', start: N + 1, end: N + 2 }];
    const { path, bottlenecks } = analyse(buildRun({ nodes, edges: ['source>each', 'each>join', 'each>each'] }));
    expect(path.nodes).toHaveLength(N + 2);
    expect(bottlenecks[0]).toMatchObject({ id: 'each', count: N, workUs: N * 1000, savesUs: N * 1000 });
  });

  it('a tower of 1 000 nested nodes', () => {
    const nodes = Array.from(
      { length: 1000 },
      (_, i): NodeSpec => ({
        id: `n${i}`,
        start: i,
        end: 3000 - i,
        ...(i > 0 ? { parent: [`n${i - 1}`, 0] as const } : {}),
      }),
    );
    const { parallelization, path } = analyse(buildRun({ nodes, edges: [] }));
    expect(parallelization.concurrency).toMatchObject({ workUs: 3_000_000, peak: 1 });
    expect(parallelization.minimum).toMatchObject({ known: true, minimumUs: 3_000_000 });
    expect(path.segments.filter((s) => s.kind !== 'WORK')).toEqual([]);
  });
});
