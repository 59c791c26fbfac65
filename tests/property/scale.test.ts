import { describe, expect, it, vi } from 'vitest';
import { analyse } from '../../src/analysis/analyse.ts';
import { explain } from '../../src/analysis/explain.ts';
import { findings } from '../../src/analysis/insights.ts';
import { lanesOf } from '../../src/analysis/lanes.ts';
import { NO_GAPS, simulate } from '../../src/analysis/simulate.ts';
import { tiesOf } from '../../src/analysis/ties.ts';
import type { Edge } from '../../src/model/graph.ts';
import { buildRun, type NodeSpec } from '../support/build-run.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 60_000 });

const N = 100_000;

/** A chain, one millisecond a node. */
function chain(count: number) {
  const nodes = Array.from({ length: count }, (_, i): NodeSpec => ({ id: `n${i}`, start: i, end: i + 1 }));
  return buildRun({ nodes, edges: nodes.slice(1).map((n, i) => `n${i}>${n.id}`) });
}

describe('large runs', () => {
  it('a chain of 100 000 nodes is analysed without recursion', () => {
    const { path, parallelization, bottlenecks } = analyse(chain(N));
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

  it('a chain of 100 000 nodes is drawn in one lane, replayed, explained, and not looked through for ties', () => {
    const { net, cpm, savings, model } = analyse(chain(N));
    const lanes = lanesOf(net);
    expect([lanes.count, lanes.of.every((lane) => lane === 0)]).toEqual([1, true]);
    expect(savings.known && tiesOf(net, cpm, savings.byId)).toEqual([]);
    expect(model()).toMatchObject({ trusted: true, error: 0, replay: { makespanUs: N * 1000 } });
    expect(simulate(net, { capacities: [1], gaps: NO_GAPS, priority: 'ideal' })?.makespanUs).toBe(N * 1000);
    const { reasons, unmatched } = explain(net, net);
    expect([reasons.length, unmatched]).toEqual([N, []]);
    expect(reasons.every((r) => r.deltaUs === 0)).toBe(true);
  });

  it('five layers of 500 nodes, each fed by all of the layer before: 1 000 000 edges', () => {
    const [layers, wide] = [5, 500];
    const nodes = Array.from({ length: layers * wide }, (_, i): NodeSpec => {
      const start = 10 * Math.floor(i / wide);
      return { id: `n${i}`, start, end: start + 10 };
    });
    const edges = nodes.slice(wide).flatMap((n, i) => {
      const above = wide * Math.floor(i / wide);
      return Array.from({ length: wide }, (_, k): Edge => [`n${above + k}`, n.id, 'data']);
    });
    expect(edges).toHaveLength(1_000_000);
    const run = buildRun({ nodes, edges });
    const analysis = analyse(run);
    const { net, cpm, path, parallelization, bottlenecks, model } = analysis;
    expect(parallelization.minimum).toMatchObject({ known: true, minimumUs: layers * 10_000, efficiency: 1 });
    expect(path.nodes).toHaveLength(layers);
    // Of each layer every other node takes as long.
    expect(bottlenecks.every((b) => b.savesUs === 0)).toBe(true);
    expect(lanesOf(net).count).toBe(wide);
    expect(tiesOf(net, cpm, new Map(bottlenecks.map((b) => [b.id, 0])))).toEqual([]);
    expect(model()).toMatchObject({ trusted: true, replay: { makespanUs: layers * 10_000 } });
    expect(explain(net, net).unmatched).toEqual([]);
    expect(findings(analysis, [run]).shown.map((i) => i.kind)).toContain('graph-limit');
  });

  it('one node that feeds 100 000 others, and one that they all feed', () => {
    const middle = Array.from({ length: N }, (_, i): NodeSpec => ({ id: `n${i}`, start: 1, end: 2 }));
    const nodes = [{ id: 'hub', start: 0, end: 1 }, ...middle, { id: 'join', start: 2, end: 3 }];
    const edges = middle.flatMap(({ id }) => [`hub>${id}`, `${id}>join`]);
    const run = buildRun({ nodes, edges });
    const analysis = analyse(run);
    expect(analysis.parallelization.minimum).toMatchObject({ known: true, minimumUs: 3_000 });
    expect(lanesOf(analysis.net).count).toBe(N);
    expect(explain(analysis.net, analysis.net).unmatched).toEqual([]);
    expect(findings(analysis, [run]).against?.run.kind).toBe('not-enough-runs');
  });
});
