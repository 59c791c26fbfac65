import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { comparableBefore, whyNotComparable } from '../../../src/analysis/comparable.ts';
import type { Insight } from '../../../src/analysis/insight.ts';
import { type InsightOptions, insights } from '../../../src/analysis/insights.ts';
import { compareWithPrevious } from '../../../src/analysis/regression.ts';
import type { Run } from '../../../src/model/run.ts';
import { buildRun, type RunSpec } from '../../support/build-run.ts';

/** A run of two nodes in a row; `slow` is the length of the second, ms. */
const run = (start: number, slow: number, more: Partial<RunSpec> = {}): Run =>
  buildRun({
    start,
    nodes: [
      { id: 'a', start: 0, end: 50 },
      { id: 'b', start: 50, end: 50 + slow },
    ],
    edges: ['a>b'],
    ...more,
  });

const find = (r: Run, all: readonly Run[], kind: Insight['kind'], options?: InsightOptions): Insight | undefined =>
  insights(analyse(r), all, { limit: 99, ...options }).find((i) => i.kind === kind);

describe('regression, the plain rule', () => {
  const before = run(0, 50);

  it('more than 20 % slower than the previous comparable run is of high severity, with its evidence', () => {
    const after = run(1000, 71);
    expect(find(after, [before, after], 'regression')).toMatchObject({
      severity: 'high',
      title: '21 % slower than the previous run',
      evidence: {
        numbers: [
          { value: 100_000, unit: 'us' },
          { value: 121_000, unit: 'us' },
          { value: expect.closeTo(0.21, 6), unit: 'share' },
          { value: 21_000 },
        ],
        runs: ['run-1000', 'run-0'],
        nodes: ['b'],
      },
      sure: { level: 'unsure' },
    });
  });

  it('exactly 20 % is not; the share can be set', () => {
    const after = run(1000, 70);
    expect(find(after, [before], 'regression')).toBeUndefined();
    expect(find(after, [before], 'regression', { share: 0.1 })).toBeDefined();
  });

  it('the previous run counts, not the best', () => {
    const all = [run(0, 50), run(1000, 90), run(2000, 95)];
    expect(find(all[2] as Run, all, 'regression')).toBeUndefined();
  });

  it('what the clock cannot tell apart is no change', () => {
    const coarse = { resolutionUs: 30_000 };
    expect(find(run(1000, 75, coarse), [run(0, 50, coarse)], 'regression')).toBeUndefined();
  });

  it('faster by as much is an improvement', () => {
    expect(find(run(1000, 20), [before], 'improvement')).toMatchObject({
      severity: 'info',
      evidence: { nodes: ['b'] },
    });
  });

  it('a slower node that did not slow the run is told, when it is off the path too', () => {
    const make = (start: number, side: number): Run =>
      buildRun({
        start,
        nodes: [
          { id: 'a', start: 0, end: 500 },
          { id: 'b', start: 0, end: side },
        ],
        edges: [],
      });
    expect(find(make(1000, 300), [make(0, 200)], 'slower-node')).toMatchObject({
      evidence: { nodes: ['b'], text: expect.stringContaining('hidden by parallelism') },
    });
    expect(find(make(1000, 210), [make(0, 200)], 'slower-node')).toBeUndefined();
  });
});

describe('comparable runs', () => {
  const now = run(9000, 50);
  const others: [string, Run, boolean][] = [
    ['the same again', run(0, 50), true],
    ['later than this one', run(9999, 50), false],
    ['of another origin', run(0, 50, { origin: 'http://other' }), false],
    ['of another workflow', run(0, 50, { workflow: { id: 'x', name: '' } }), false],
    ['of another graph', run(0, 50, { graphHash: 'x' }), false],
    [
      'with a node cached',
      run(0, 50, {
        nodes: [
          { id: 'a', status: 'cached' },
          { id: 'b', start: 0, end: 50 },
        ],
        graphHash: now.graphHash,
      }),
      false,
    ],
    ['that failed', run(0, 50, { status: 'error' }), false],
    ['cut', run(0, 50, { status: 'cut' }), false],
    ['seen in part', run(0, 50, { partial: ['connection-lost'] }), false],
    ['replayed faster', run(0, 50, { replaySpeed: 4 }), false],
    ['replayed at speed 1', run(0, 50, { replaySpeed: 1 }), true],
    ['without a graph', run(0, 50, { graphHash: '' }), false],
  ];
  it.each(others)('%s', (_, other, expected) => {
    expect(comparableBefore(now, [other]).length === 1).toBe(expected);
  });

  it('newest first, at most 20', () => {
    const many = Array.from({ length: 30 }, (_, i) => run(i, 50));
    const found = comparableBefore(now, many);
    expect(found).toHaveLength(20);
    expect(found[0]?.id).toBe('run-29');
  });

  it('a run that goes on is compared with nothing, and says why', () => {
    const live = run(9000, 50, { end: null });
    expect(whyNotComparable(live)).toBe('it has not ended');
    expect(compareWithPrevious(live, [run(0, 50)], 0.2)).toEqual({
      kind: 'not-comparable',
      reason: 'it has not ended',
    });
  });
});

describe('other findings', () => {
  it('the node that would save most, and what it would', () => {
    const r = buildRun({
      nodes: [
        { id: 'long', start: 0, end: 500 },
        { id: 'beside', start: 0, end: 300 },
        { id: 'last', start: 500, end: 900 },
      ],
      edges: ['long>last', 'beside>last'],
    });
    expect(find(r, [], 'bottleneck')).toMatchObject({
      severity: 'medium',
      title: 'LAST is what to make faster: up to 400 ms of 900 ms',
      evidence: { nodes: ['last'], text: expect.stringContaining('Twice as fast, the run would take about 700 ms') },
    });
    // Once it is short, the longer one is next: it saves 200 of its 500 ms, then the other takes as long.
    const next = buildRun({
      nodes: [
        { id: 'long', start: 0, end: 500 },
        { id: 'beside', start: 0, end: 300 },
        { id: 'last', start: 500, end: 550 },
      ],
      edges: ['long>last', 'beside>last'],
    });
    expect(find(next, [], 'bottleneck')?.evidence.text).toContain('More than 1.7 times as fast gains nothing further');
    expect(find(run(0, 500), [], 'bottleneck')?.nextStep).toBe('Make B faster, cache it, or leave it out.');
  });

  it('branches that take as long as each other are tied: each alone saves nothing, together they do', () => {
    const r = buildRun({
      nodes: [
        { id: 'a', start: 0, end: 500 },
        { id: 'b', start: 0, end: 480 },
        { id: 'c', start: 500, end: 600 },
      ],
      edges: ['a>c', 'b>c'],
    });
    expect(find(r, [], 'tie')).toMatchObject({
      severity: 'medium',
      title: 'A and B are tied: fix both',
      evidence: { nodes: ['a', 'b'], numbers: [{ value: 500_000 }, { value: expect.closeTo(5 / 6, 6) }] },
    });
    expect(find(r, [], 'hidden')).toBeUndefined();
    expect(find(r, [], 'bottleneck')?.evidence.nodes).toEqual(['c']);
    expect(find({ ...r, editor: 'n8n' }, [], 'tie')).toBeUndefined();
  });

  it('of three tied branches names all three', () => {
    const r = buildRun({
      nodes: ['a', 'b', 'c'].map((id) => ({ id, start: 0, end: 500 })),
      edges: [],
    });
    expect(find(r, [], 'tie')?.title).toBe('A, B and C are tied: fix all 3');
  });

  it('much work that nobody waits for', () => {
    const r = buildRun({
      nodes: [
        { id: 'a', start: 0, end: 1000 },
        { id: 'b', start: 0, end: 600 },
      ],
      edges: [],
    });
    expect(find(r, [], 'hidden')).toMatchObject({ severity: 'info', evidence: { nodes: ['b'] } });
    // One after another on one worker each saves what it takes.
    const nodes = [
      { id: 'a', start: 0, end: 1000 },
      { id: 'b', start: 1000, end: 1600 },
    ];
    expect(find(buildRun({ editor: 'flowise', nodes, edges: [] }), [], 'hidden')).toBeUndefined();
  });

  it('a node whose times are doubtful makes the finding unsure', () => {
    const r = run(0, 500);
    const doubtful = { ...r, nodes: r.nodes.map((n) => ({ ...n, uncertaintyUs: [0, 105_000] as const })) };
    expect(find(r, [], 'bottleneck')?.sure.level).toBe('sure');
    expect(find(doubtful, [], 'bottleneck')?.sure.level).toBe('unsure');
  });

  it('a failed node by name and class; a run refused before any node ran', () => {
    const failed = buildRun({
      nodes: [{ id: 'a', start: 0, end: 10, status: 'error', errorClass: 'TimeoutError' }],
      status: 'error',
    });
    expect(find(failed, [], 'failure')).toMatchObject({
      severity: 'high',
      title: 'A failed',
      evidence: { text: '1 node failed: A (TimeoutError).' },
    });
    const refused = buildRun({ nodes: [{ id: 'a' }], status: 'error', end: 1 });
    expect(find(refused, [], 'failure')).toMatchObject({ severity: 'high', evidence: { nodes: [] } });
    expect(find(run(0, 50), [], 'failure')).toBeUndefined();
  });

  it('queue wait, gaps and parked time', () => {
    expect(find(run(0, 500, { queued: -300 }), [], 'queue')).toMatchObject({
      evidence: { numbers: [{ value: 300_000 }, { value: 550_000 }] },
    });
    expect(find(run(0, 500, { queued: -30 }), [], 'queue')).toBeUndefined();
    expect(find(run(0, 500, { queued: -300, uncertaintyUs: [300_000, 0] }), [], 'queue')).toBeUndefined();
    expect(find(run(0, 500, { end: 900 }), [], 'gaps')).toMatchObject({
      evidence: { numbers: [{ name: 'after the last node', value: 350_000 }] },
    });
    const parked = buildRun({ nodes: [{ id: 'a', start: 0, end: 900, waits: [['external', 100, 800]] }], edges: [] });
    expect(find(parked, [], 'external')).toMatchObject({ evidence: { numbers: [{ value: 700_000 }] } });
  });

  it('what was not seen, and what means nothing', () => {
    expect(find(run(0, 50, { partial: ['late-attach'] }), [], 'incomplete')).toMatchObject({
      nextStep: expect.stringContaining('Reload'),
    });
    const fast = insights(analyse(run(0, 500, { replaySpeed: 8 })), [], { limit: 99 });
    expect(fast.map((i) => i.kind)).toEqual(['replayed']);
  });

  it('no earlier run is said; so are nodes below the resolution', () => {
    expect(find(run(0, 50), [], 'no-history')).toMatchObject({ severity: 'info' });
    expect(find(run(0, 5, { resolutionUs: 10_000 }), [], 'resolution')).toMatchObject({ evidence: { nodes: ['b'] } });
  });

  it('at most five, most severe first, the same each time', () => {
    const r = run(1000, 500, { queued: 0, end: 1500, partial: [], resolutionUs: 60_000 });
    const all = [r, run(0, 50)];
    const shown = insights(analyse(r), all);
    expect(shown.length).toBe(5);
    const order = shown.map((i) => ['high', 'medium', 'low', 'info'].indexOf(i.severity));
    expect(order).toEqual([...order].sort());
    expect(insights(analyse(r), [...all].reverse())).toEqual(shown);
  });
});
