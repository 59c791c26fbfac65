import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { type Insight, insightKey } from '../../../src/analysis/insight.ts';
import { findings, insights } from '../../../src/analysis/insights.ts';
import type { NodeRun, Run } from '../../../src/model/run.ts';
import { buildRun, type NodeSpec, type RunSpec } from '../../support/build-run.ts';

/** Runs in a row, ten seconds apart; the last is the one in question. */
const series = (
  specs: readonly Partial<RunSpec>[],
  nodes: (i: number) => readonly NodeSpec[],
  edges = ['a>b'],
): Run[] => specs.map((more, i) => buildRun({ start: i * 10_000, nodes: nodes(i), edges, ...more }));

const of = (runs: readonly Run[], kind: Insight['kind']): Insight | undefined => {
  const last = runs.at(-1) as Run;
  return insights(analyse(last), runs, { limit: 99 }).find((i) => i.kind === kind);
};

const chain = (a: number, b: number): NodeSpec[] => [
  { id: 'a', start: 0, end: a },
  { id: 'b', start: a, end: a + b },
];
const times = (n: number): Partial<RunSpec>[] => Array.from({ length: n }, () => ({}));
/** About 1000 ms, a little apart. */
const noise = (i: number): number => 1000 + ((i * 7) % 11);

describe('regression, against the history', () => {
  it('beyond the spread of ten runs is sure, and names the node with its medians', () => {
    const runs = series(times(11), (i) => chain(100, i === 10 ? 1500 : noise(i)));
    expect(of(runs, 'regression')).toMatchObject({
      severity: 'high',
      title: '45 % slower than usual',
      evidence: {
        nodes: ['b'],
        text: expect.stringContaining('over 10 comparable runs. Slower nodes: B 1.01 s → 1.50 s'),
      },
      sure: { level: 'sure', why: expect.stringContaining('one or two in a hundred') },
    });
  });

  it('slower than the previous run, but as slow as others before, is of low severity: the previous was quick', () => {
    const lengths = [1000, 1400, 900, 1300, 1100, 1350, 950, 1300];
    const runs = series(times(8), (i) => chain(100, lengths[i] ?? 0));
    expect(of(runs, 'regression')).toMatchObject({
      severity: 'low',
      title: '33 % slower than the previous run, as other runs before it',
      evidence: { text: expect.stringContaining('within their spread') },
      sure: { level: 'unsure' },
    });
  });

  it('longer than all before, by less than can be told from chance, is only suspected and asks for more runs', () => {
    const lengths = [1000, 900, 1080, 950, 1100, 1000, 1150, 1290];
    const runs = series(times(8), (i) => chain(100, lengths[i] ?? 0));
    const found = of(runs, 'regression');
    expect(found).toMatchObject({ severity: 'low', sure: { level: 'unsure' } });
    expect(found?.title).toContain('Perhaps slower');
    expect(found?.nextStep).toContain('three more times');
  });

  it('faster than usual for sure', () => {
    const runs = series(times(11), (i) => chain(100, i === 10 ? 500 : noise(i)));
    expect(of(runs, 'improvement')).toMatchObject({ severity: 'info', sure: { level: 'sure' } });
  });

  it('a node slower for sure while the run is not, is said to be hidden', () => {
    const runs = series(
      times(11),
      (i) => [
        { id: 'a', start: 0, end: 1000 },
        { id: 'b', start: 0, end: i === 10 ? 700 : 400 + (i % 3) },
      ],
      [],
    );
    expect(of(runs, 'slower-node')).toMatchObject({
      title: 'B is 75 % slower than usual, the run is not',
      sure: { level: 'sure' },
    });
    expect(of(runs, 'regression')).toBeUndefined();
  });
});

describe('cold start', () => {
  it('tells what a first run took beyond those after it, and of which node', () => {
    const runs = [...series(times(4), (i) => chain(100, noise(i)))];
    const cold = buildRun({ start: 90_000, nodes: chain(100, 3000), edges: ['a>b'], cold: 'page-load' });
    expect(of([...runs, cold], 'cold-start')).toMatchObject({
      title: expect.stringContaining('A cold start: 2.00 s more'),
      evidence: { nodes: ['b'], text: expect.stringContaining('since the page was loaded') },
      sure: { level: 'sure' },
    });
    // It is compared with none of the others: no regression.
    expect(of([...runs, cold], 'regression')).toBeUndefined();
    expect(of([...runs, cold], 'no-history')?.evidence.text).toContain('First runs of a page');
    const warm = { ...cold, cold: undefined } as unknown as Run;
    expect(of([...runs, warm], 'cold-start')).toBeUndefined();
  });

  it('is none when the first run was as quick', () => {
    const cold = buildRun({ start: 90_000, nodes: chain(100, 1000), edges: ['a>b'], cold: 'graph-edit' });
    expect(of([...series(times(4), (i) => chain(100, noise(i))), cold], 'cold-start')).toBeUndefined();
  });
});

describe('cache that never hits', () => {
  const nodes = (i: number): NodeSpec[] => [
    i === 0 ? { id: 'a', start: 0, end: 100 } : { id: 'a', status: 'cached' },
    { id: 'b', start: 100, end: 600 },
  ];

  it('is a node that ran in three runs although all it depends on was cached', () => {
    const runs = series(times(4), nodes);
    expect(of(runs, 'cache-miss')).toMatchObject({
      severity: 'medium',
      title: 'B never comes from the cache',
      evidence: { nodes: ['b'], numbers: [{ value: 3 }, { value: 500_000 }, {}] },
      nextStep: expect.stringContaining('random seed'),
      sure: { level: 'unsure' },
    });
    expect(of(runs.slice(0, 3), 'cache-miss')).toBeUndefined();
  });

  it('is none where the node was cached once, or where nothing is ever cached', () => {
    const once = series(times(5), (i) =>
      i === 2
        ? [
            { id: 'a', status: 'cached' },
            { id: 'b', status: 'cached' },
          ]
        : nodes(i),
    );
    expect(of(once, 'cache-miss')).toBeUndefined();
    const constants = series(times(5), () => [
      { id: 'a', status: 'constant' },
      { id: 'b', start: 0, end: 500 },
    ]);
    expect(of(constants, 'cache-miss')).toBeUndefined();
  });
});

describe('errors', () => {
  it('that come back: how many runs, how much time, and where', () => {
    const runs = series([{}, { status: 'error' }, {}, { status: 'error' }, { status: 'error' }, {}], (i) => [
      { id: 'a', start: 0, end: 100 },
      { id: 'b', start: 100, end: 400, status: [1, 3, 4].includes(i) ? 'error' : 'success' },
    ]);
    expect(of(runs, 'error-cost')).toMatchObject({
      severity: 'medium',
      title: '3 of the last 6 runs failed',
      evidence: { nodes: ['b'], text: '1.20 s went into runs that came to nothing. All at B.' },
    });
    expect(of(runs.slice(0, 4), 'error-cost')).toBeUndefined();
  });

  it('that were tried again, or let pass', () => {
    const run = buildRun({ nodes: chain(100, 400), edges: ['a>b'] });
    const with_ = (more: Partial<NodeRun>): Run => ({
      ...run,
      nodes: run.nodes.map((n) => (n.id === 'b' ? { ...n, ...more } : n)),
    });
    expect(of([with_({ retries: 2 })], 'retries')).toMatchObject({
      severity: 'medium',
      title: 'B needed 3 tries',
      evidence: { nodes: ['b'], text: expect.stringContaining('2 failed tries before the one that counted') },
    });
    expect(of([with_({ failedItems: 4 })], 'retries')?.title).toBe('B let items fail');
    expect(of([with_({ retries: 0 })], 'retries')).toBeUndefined();
  });
});

describe('oversized results', () => {
  const sized = (bytes: number, other: number): Run => {
    const run = buildRun({ nodes: chain(100, 400), edges: ['a>b'] });
    return { ...run, nodes: run.nodes.map((n) => ({ ...n, bytes: n.id === 'b' ? bytes : other })) };
  };

  it('are told with their share, from 2 MB and a quarter of all on', () => {
    expect(of([sized(5 << 20, 1 << 20)], 'oversized')).toMatchObject({
      title: 'B sends 5.0 MB to the page',
      evidence: { nodes: ['b'], text: '5.0 MB of the 6.0 MB that nodes of this run sent as results.' },
    });
    expect(of([sized(1 << 20, 100)], 'oversized')).toBeUndefined();
  });
});

describe('engine', () => {
  it('branches that ran one after another: what the graph, the engine and twice the workers would take', () => {
    const run = buildRun({
      editor: 'n8n',
      nodes: ['a', 'b', 'c', 'd'].map((id, i) => ({ id, start: i * 200, end: i * 200 + 200 })),
      edges: [],
    });
    expect(of([run], 'engine-serial')).toMatchObject({
      severity: 'low',
      evidence: {
        text: expect.stringMatching(
          /graph alone would allow 200 ms.*With twice as many at a time it would take about 400 ms.*3 nodes waited/,
        ),
        nodes: ['b', 'c', 'd'],
      },
    });
    expect(of([{ ...run, editor: 'nodetool' }], 'engine-serial')).toBeUndefined();
  });
});

describe('dismissed findings', () => {
  it('stay away for every run of the workflow, and are still there to be shown', () => {
    const runs = series(times(2), (i) => chain(100, i === 0 ? 400 : 900));
    const last = runs[1] as Run;
    const found = of(runs, 'regression') as Insight;
    const dismissed = new Set([insightKey(found, last)]);
    const after = findings(analyse(last), runs, { dismissed });
    expect(after.shown.map((i) => i.kind)).not.toContain('regression');
    expect(after.dismissed.map((i) => i.kind)).toEqual(['regression']);
    // The next run of the workflow with the same finding, and not that of another.
    expect(insightKey(found, { ...last, id: 'x' })).toBe(insightKey(found, last));
    expect(insightKey(found, { ...last, workflow: { id: 'other', name: '' } })).not.toBe(insightKey(found, last));
    expect(JSON.stringify([...dismissed])).not.toMatch(/workflow|B/i);
  });
});
