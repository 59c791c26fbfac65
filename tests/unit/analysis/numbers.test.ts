import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { duration, nameOf, percent } from '../../../src/analysis/words.ts';
import { buildRun, T0 } from '../../support/build-run.ts';

const branches = buildRun({
  nodes: [
    { id: 'a', start: 0, end: 30 },
    { id: 'b', start: 0, end: 60 },
    { id: 'join', start: 60, end: 80, ready: 60, waits: [['input', 0, 60]] },
  ],
  edges: ['a>join', 'b>join'],
  end: 100,
  queued: -25,
});

describe('cpm and bottlenecks', () => {
  it('minimum, floats, efficiency', () => {
    const { cpm, parallelization } = analyse(branches);
    expect([...cpm.totalFloat]).toEqual([30_000, 0, 0]);
    expect([...cpm.freeFloat]).toEqual([30_000, 0, 0]);
    expect(parallelization.minimum).toEqual({ known: true, minimumUs: 80_000, efficiency: 0.8, lostUs: 20_000 });
    expect(parallelization.concurrency).toMatchObject({ workUs: 110_000, average: 1.1, peak: 2 });
    expect(parallelization.spent).toMatchObject({ workUs: 80_000, tailUs: 20_000 });
  });

  it('ranks by what a node would save, with its work, share and wait', () => {
    const rows = analyse(branches).bottlenecks;
    expect(rows.map((r) => [r.id, r.workUs, r.share, r.waitedUs, r.savesUs])).toEqual([
      ['b', 60_000, 0.6, 0, 30_000],
      ['join', 20_000, 0.2, 60_000, 20_000],
      ['a', 30_000, 0.3, 0, 0],
    ]);
  });

  it('a node that only gathers a stream did not work meanwhile: its maker is the bottleneck, alone', () => {
    const run = buildRun({
      nodes: [
        { id: 'maker', start: 0, end: 1_000 },
        { id: 'gather', start: 100, end: 1_002, waits: [['input', 100, 1_000]] },
      ],
      edges: [['maker', 'gather', 'stream']],
    });
    const { bottlenecks, parallelization } = analyse(run);
    expect(bottlenecks.map((r) => [r.id, r.workUs, r.waitedUs])).toEqual([
      ['maker', 1_000_000, 0],
      ['gather', 2_000, 900_000],
    ]);
    expect(bottlenecks[0]?.savesUs).toBeGreaterThan(990_000);
    expect(parallelization.concurrency.workUs).toBe(1_002_000);
  });

  it('folds instances: overlap counts once for the share, each in the total', () => {
    const run = buildRun({
      nodes: [
        { id: 'x', instance: 0, start: 0, end: 10 },
        { id: 'x', instance: 1, start: 5, end: 20 },
      ],
      edges: [],
    });
    expect(analyse(run).bottlenecks).toMatchObject([
      {
        count: 2,
        workUs: 20_000,
        totalUs: 25_000,
        maxUs: 15_000,
        share: 1,
        savesUs: 15_000,
        instances: [{ workUs: 10_000 }, { workUs: 15_000 }],
      },
    ]);
  });

  it('equals are in order of id, whatever the order of the nodes', () => {
    const nodes = ['c', 'a', 'long', 'b'].map((id) => ({ id, start: 0, end: id === 'long' ? 20 : 10 }));
    const ids = (list: typeof nodes): string[] =>
      analyse(buildRun({ nodes: list, edges: [] })).bottlenecks.map((r) => r.id);
    expect(ids(nodes)).toEqual(['long', 'a', 'b', 'c']);
    expect(ids([...nodes].reverse())).toEqual(['long', 'a', 'b', 'c']);
  });

  it('no graph: a reason, never a number', () => {
    const run = buildRun({ nodes: [{ id: 'a', start: 0, end: 10 }], graphHash: '', partial: ['no-graph'] });
    const { parallelization, bottlenecks, path } = analyse(run);
    expect(parallelization.minimum).toEqual({ known: false, reason: expect.stringContaining('graph') });
    expect(bottlenecks[0]).not.toHaveProperty('savesUs');
    expect(path.guessed).toBe(true);
    expect(parallelization.caveats).toHaveLength(1);
  });

  it('nothing measured, or no length: a reason', () => {
    expect(analyse(buildRun({ nodes: [{ id: 'a' }], end: 10 })).parallelization.minimum).toMatchObject({
      known: false,
    });
    expect(analyse(buildRun({ nodes: [{ id: 'a', start: 0, end: 0 }] })).parallelization.minimum).toMatchObject({
      known: false,
    });
  });
});

describe('summary', () => {
  it('duration without the queue, nodes by their worst status', () => {
    const run = buildRun({
      nodes: [
        { id: 'a', start: 7, end: 10 },
        { id: 'b', instance: 0, start: 10, end: 20 },
        { id: 'b', instance: 1, start: 20, end: 30, status: 'error' },
        { id: 'c', status: 'constant' },
      ],
      queued: -40,
      status: 'error',
    });
    const { summary } = analyse(run);
    expect(summary).toMatchObject({
      status: 'error',
      durationUs: 30_000,
      queueUs: 40_000,
      setupUs: 7_000,
      nodeCount: 3,
      instanceCount: 4,
    });
    expect([...summary.byStatus]).toEqual([
      ['error', 1],
      ['success', 1],
      ['constant', 1],
    ]);
  });

  it('a queued run has waited until now and has no duration', () => {
    const run = buildRun({ nodes: [], end: null, status: 'queued', queued: 0 });
    expect(analyse(run, { now: T0 + 5_000 }).summary).toMatchObject({ durationUs: 0, queueUs: 5_000, live: true });
  });
});

describe('words', () => {
  it('three significant digits and always a unit', () => {
    const shown = [
      0, 12, 1_234, 12_345, 123_456, 999_499, 999_500, 1_234_567, 12_345_678, 119_999_999, 120_000_000, -1_234_567,
    ];
    expect(shown.map(duration)).toEqual([
      '0 ms',
      '0.012 ms',
      '1.23 ms',
      '12.3 ms',
      '123 ms',
      '999 ms',
      '1.00 s',
      '1.23 s',
      '12.3 s',
      '120 s',
      '2.00 min',
      '-1.23 s',
    ]);
    expect([0, 0.0123, 0.0996, 0.5, 1, 2.5].map(percent)).toEqual(['0 %', '1.2 %', '10 %', '50 %', '100 %', '250 %']);
  });

  it('a node without a title goes by its type, then its id', () => {
    expect(nameOf({ id: 'x', title: '', type: 'lib.image.Blur' })).toBe('Blur');
    expect(nameOf({ id: 'x', title: '', type: '' })).toBe('x');
  });
});
