import { describe, expect, it } from 'vitest';
import { buildNet } from '../../../src/analysis/net.ts';
import { taskAt, tasksIn } from '../../../src/analysis/tasks.ts';
import { arcsInto } from '../../support/arcs.ts';
import { buildRun, type RunSpec } from '../../support/build-run.ts';

/** Arcs as `from-KIND-to lag`, by node id and instance, lag in ms. */
function arcs(spec: RunSpec): string[] {
  const run = buildRun(spec);
  const net = buildNet(run);
  const name = (task: number): string => {
    const node = run.nodes[taskAt(net.tasks, task)?.node ?? -1];
    return `${node?.id}${node?.instance}`;
  };
  return arcsInto(net)
    .flat()
    .map((a) => `${name(a.from)}-${a.kind}-${name(a.to)} ${a.lagUs / 1000}`)
    .sort();
}

describe('instance edges', () => {
  it('a dependency is finish to start, without the hand-off as lag', () => {
    expect(
      arcs({
        nodes: [
          { id: 'a', start: 0, end: 10 },
          { id: 'b', start: 15, end: 20 },
        ],
        edges: ['a>b'],
      }),
    ).toEqual(['a0-FS-b0 0']);
  });

  it('an overlap within the resolution stays a dependency and keeps the overlap', () => {
    const nodes = [
      { id: 'a', start: 0, end: 12 },
      { id: 'b', start: 10, end: 20 },
    ];
    expect(arcs({ nodes, edges: ['a>b'], resolutionUs: 10_000 })).toEqual(['a0-FS-b0 -2']);
  });

  it('beyond the resolution it is a stream: start on start, finish on finish', () => {
    const nodes = [
      { id: 'a', start: 0, end: 100 },
      { id: 'b', start: 30, end: 120 },
    ];
    expect(arcs({ nodes, edges: ['a>b'], resolutionUs: 10_000 })).toEqual(['a0-FF-b0 20', 'a0-SS-b0 30']);
  });

  it('a stream that outlives its reader bounds only the start', () => {
    const nodes = [
      { id: 'a', start: 0, end: 100 },
      { id: 'take', start: 30, end: 40 },
    ];
    expect(arcs({ nodes, edges: ['a>take'], resolutionUs: 10_000 })).toEqual(['a0-SS-take0 30']);
  });

  it('each firing follows the latest firing of its input', () => {
    const nodes = [
      { id: 'a', instance: 0, start: 0, end: 10 },
      { id: 'a', instance: 1, start: 10, end: 20 },
      { id: 'b', instance: 0, start: 11, end: 15 },
      { id: 'b', instance: 1, start: 21, end: 25 },
    ];
    expect(arcs({ nodes, edges: ['a>b'] })).toEqual(['a0-FS-b0 0', 'a1-FS-b1 0']);
  });

  it('a collector that began with the first item ends after the last', () => {
    const nodes = [
      { id: 'a', instance: 0, start: 0, end: 10 },
      { id: 'a', instance: 1, start: 10, end: 20 },
      { id: 'a', instance: 2, start: 20, end: 30 },
      { id: 'all', start: 11, end: 32 },
    ];
    expect(arcs({ nodes, edges: ['a>all'] })).toEqual(['a0-FS-all0 0', 'a2-FF-all0 2']);
  });

  it('a loop of the graph is no circle of instances', () => {
    const nodes = [
      { id: 'body', instance: 0, start: 0, end: 10 },
      { id: 'test', instance: 0, start: 10, end: 12 },
      { id: 'body', instance: 1, start: 12, end: 22 },
      { id: 'test', instance: 1, start: 22, end: 24 },
    ];
    const spec = { nodes, edges: ['body>test', 'test>body'] };
    expect(arcs(spec)).toEqual(['body0-FS-test0 0', 'body1-FS-test1 0', 'test0-FS-body1 0']);
    expect(buildNet(buildRun(spec)).dropped).toBe(0);
  });

  it("two that each ended by the other's start contradict: one is left out and counted", () => {
    const nodes = [
      { id: 'a', start: 0, end: 2 },
      { id: 'b', start: 1, end: 3 },
    ];
    const net = buildNet(buildRun({ nodes, edges: ['a>b', 'b>a'], resolutionUs: 10_000 }));
    expect(net.dropped).toBe(1);
    expect(arcsInto(net).flat()).toMatchObject([{ from: 0, to: 1 }]);
  });

  it('a skipped node passes its dependencies on, a cached one does not', () => {
    const nodes = [
      { id: 'a', start: 0, end: 10 },
      { id: 'x', status: 'skipped' as const },
      { id: 'b', start: 12, end: 20 },
    ];
    expect(arcs({ nodes, edges: ['a>x', 'x>b'] })).toEqual(['a0-FS-x0 0', 'x0-FS-b0 0']);
    const cached = nodes.map((n) => (n.id === 'x' ? { ...n, status: 'cached' as const } : n));
    expect(arcs({ nodes: cached, edges: ['a>x', 'x>b'] })).toEqual([]);
  });

  it('a node that contains others is cut into pieces around them', () => {
    const nodes = [
      { id: 'group', start: 0, end: 100 },
      { id: 'in', start: 20, end: 60, parent: ['group', 0] as const },
    ];
    expect(arcs({ nodes, edges: ['group>in'] })).toEqual(['group0-FS-group0 0', 'group0-FS-in0 0', 'in0-FS-group0 0']);
    const tasks = tasksIn(buildNet(buildRun({ nodes, edges: ['group>in'] })).tasks);
    expect(tasks.map((t) => (t.endUs - t.startUs) / 1000)).toEqual([20, 40, 40]);
  });

  it('a stream hangs on the piece that was open, so parked time is no lag', () => {
    const nodes = [
      { id: 'make', start: 0, end: 100, waits: [['external', 10, 60]] as const },
      { id: 'read', start: 70, end: 120 },
    ];
    const net = buildNet(buildRun({ nodes, edges: ['make>read'] }));
    expect(tasksIn(net.tasks).map((t) => (t.endUs - t.startUs) / 1000)).toEqual([10, 40, 50]);
    expect(arcsInto(net)[2]).toEqual([
      { from: 1, to: 2, kind: 'SS', lagUs: 10_000 },
      { from: 1, to: 2, kind: 'FF', lagUs: 20_000 },
    ]);
  });

  it('parents in a circle, missing parents: as if there were none', () => {
    const nodes = [
      { id: 'a', start: 0, end: 10, parent: ['b', 0] as const },
      { id: 'b', start: 0, end: 20, parent: ['a', 0] as const },
      { id: 'c', start: 0, end: 5, parent: ['nowhere', 0] as const },
    ];
    const net = buildNet(buildRun({ nodes, edges: ['a>c'] }));
    expect(tasksIn(net.tasks).reduce((sum, t) => sum + t.endUs - t.startUs, 0)).toBeLessThanOrEqual(35_000);
    expect(net.tasks.count).toBeGreaterThanOrEqual(3);
  });

  it('without a graph the order in time is followed, and that is said', () => {
    const net = buildNet(
      buildRun({
        nodes: [
          { id: 'a', start: 0, end: 10 },
          { id: 'b', start: 12, end: 20 },
        ],
        graphHash: '',
      }),
    );
    expect(net.hasGraph).toBe(false);
    expect(arcsInto(net).flat()).toMatchObject([{ from: 0, to: 1, kind: 'FS' }]);
  });
});
