import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { asyncTypes } from '../../../src/analysis/async-types.ts';
import { BUILT_IN_ENGINES, engineOf, profileOf } from '../../../src/analysis/engine.ts';
import { insights } from '../../../src/analysis/insights.ts';
import { EDITOR_IDS } from '../../../src/model/run.ts';
import { buildRun, type RunSpec } from '../../support/build-run.ts';

/** Three branches of 100 ms, run one after another, into a last node. */
const branches: RunSpec = {
  editor: 'n8n',
  nodes: [
    { id: 'a', start: 0, end: 100 },
    { id: 'b', start: 100, end: 200 },
    { id: 'c', start: 200, end: 300 },
    { id: 'd', start: 300, end: 330 },
  ],
  edges: ['a>d', 'b>d', 'c>d'],
};

describe('engine profile', () => {
  it('puts a type into the first class with a pattern for it, and what none takes into the last', () => {
    const profile = profileOf('E', {
      classes: [
        { name: 'gpu', capacity: 1, types: ['KSampler*', 'exact'] },
        { name: 'api', capacity: null, types: ['*Api', 'a*b*c'] },
        { name: 'rest', capacity: 4, types: ['*'] },
      ],
    });
    const name = (type: string) => profile.classes[profile.classOf(type)]?.name;
    expect(['KSampler', 'KSamplerAdvanced', 'exact', 'exactly'].map(name)).toEqual(['gpu', 'gpu', 'gpu', 'rest']);
    expect(['FluxApi', 'Api', 'ApiFlux'].map(name)).toEqual(['api', 'api', 'rest']);
    expect(['abc', 'aXbYc', 'acb', 'ab', 'abcX'].map(name)).toEqual(['api', 'api', 'rest', 'rest', 'rest']);
    expect(profile.classes.map((c) => c.capacity)).toEqual([1, Number.POSITIVE_INFINITY, 4]);
  });

  it('takes no share of a pattern twice', () => {
    const takes = (pattern: string, type: string) =>
      profileOf('E', {
        classes: [
          { name: 'x', capacity: 1, types: [pattern] },
          { name: 'y', capacity: 1, types: ['*'] },
        ],
      }).classOf(type) === 0;
    expect([takes('aa*aa', 'aaa'), takes('aa*aa', 'aaaa'), takes('*a*a', 'a'), takes('*a*a', 'aa')]).toEqual([
      false,
      true,
      false,
      true,
    ]);
    // A pattern with many stars against a long type: no backtracking, or this would not end.
    expect(takes(`${'*a'.repeat(60)}b`, 'a'.repeat(20_000))).toBe(false);
  });

  it('has a class for everything on every engine we know', () => {
    for (const id of EDITOR_IDS) expect(BUILT_IN_ENGINES[id].classes.at(-1)?.types).toEqual(['*']);
  });

  it('is the one the user described, where he did', () => {
    const run = buildRun(branches);
    expect(engineOf(run).classes).toEqual([
      { name: 'nested', capacity: Number.POSITIVE_INFINITY },
      { name: 'main', capacity: 1 },
    ]);
    const own = engineOf(run, { n8n: { classes: [{ name: 'mine', capacity: 3, types: ['*'] }] } });
    expect([own.name, own.classes]).toEqual(['n8n', [{ name: 'mine', capacity: 3 }]]);
    expect(engineOf(run, { comfyui: { classes: [{ name: 'x', capacity: 3, types: ['*'] }] } }).classes).toHaveLength(2);
  });

  it('is, for an editor that a mapping reads, the one in the mapping of its name', () => {
    const run = buildRun({ ...branches, editor: 'custom', editorName: 'House' });
    const spec = (capacity: number) => ({ classes: [{ name: 'any', capacity, types: ['*'] }] });
    const capacity = (overrides: Parameters<typeof engineOf>[1]) => engineOf(run, overrides).classes[0]?.capacity;
    expect(capacity({ custom: spec(5), named: new Map([['House', spec(2)]]) })).toBe(2);
    expect(capacity({ custom: spec(5), named: new Map([['Other', spec(2)]]) })).toBe(5);
    expect([engineOf(run).name, capacity({})]).toEqual(['House', Number.POSITIVE_INFINITY]);
  });

  it('takes what an n8n agent calls for nested, the agent itself not', () => {
    const engine = engineOf(buildRun(branches));
    const types = ['lmChatOpenAi', 'toolCode', 'memoryBufferWindow', 'agent', 'chainLlm'].map(
      (t) => `@n8n/n8n-nodes-langchain.${t}`,
    );
    const names = [...types, 'n8n-nodes-base.httpRequestTool', 'n8n-nodes-base.httpRequest'].map(
      (t) => engine.classes[engine.classOf(t)]?.name,
    );
    expect(names).toEqual(['nested', 'nested', 'nested', 'main', 'main', 'nested', 'main']);
  });
});

describe('asynchronous types of a run', () => {
  const types = (nodes: RunSpec['nodes'], more: Partial<RunSpec> = {}) =>
    asyncTypes(buildRun({ editor: 'comfyui', nodes, ...more }));

  it('are those that let another begin while they worked, not those that began', () => {
    expect(
      types([
        { id: '1', type: 'Async', start: 0, end: 100 },
        { id: '2', type: 'Sync', start: 10, end: 90 },
        { id: '3', type: 'Other', start: 100, end: 120 },
      ]),
    ).toEqual(['Async']);
  });

  it('are told when two of one type overlap, and while they still run', () => {
    expect(
      types([
        { id: '1', type: 'A', start: 0, end: 100 },
        { id: '2', type: 'A', start: 50, end: 60 },
      ]),
    ).toEqual(['A']);
    expect(
      types(
        [
          { id: '1', type: 'A', start: 0 },
          { id: '2', type: 'B', start: 50 },
        ],
        { end: null },
      ),
    ).toEqual(['A']);
  });

  it('are not told by what began at one time, by containers, nor within the +/-', () => {
    const together: RunSpec['nodes'] = [
      { id: '1', type: 'A', start: 0, end: 100 },
      { id: '2', type: 'B', start: 0, end: 90 },
    ];
    expect(types(together)).toEqual([]);
    expect(
      types([
        { id: '1', type: 'Expand', start: 0, end: 100 },
        { id: '1.1', type: 'B', start: 10, end: 90, parent: ['1', 0] },
      ]),
    ).toEqual([]);
    const near: RunSpec['nodes'] = [
      { id: '1', type: 'A', start: 0, end: 100 },
      { id: '2', type: 'B', start: 97, end: 190 },
    ];
    expect(types(near)).toEqual(['A']);
    expect(types(near, { resolutionUs: 5000 })).toEqual([]);
    const unsure = buildRun({ editor: 'comfyui', nodes: near });
    const nodes = unsure.nodes.map((n) => ({ ...n, uncertaintyUs: [4000, 0] as const }));
    expect(asyncTypes({ ...unsure, nodes })).toEqual([]);
  });

  it('are a class of their own on ComfyUI, the others share its one thread', () => {
    const run = buildRun({
      editor: 'comfyui',
      nodes: [
        { id: '1', type: 'Async', start: 0, end: 100 },
        { id: '2', type: 'Sync', start: 10, end: 90 },
      ],
    });
    const engine = engineOf(run);
    expect(['Async', 'Sync', 'New'].map((t) => engine.classes[engine.classOf(t)])).toEqual([
      { name: 'asynchronous', capacity: Number.POSITIVE_INFINITY },
      { name: 'synchronous', capacity: 1 },
      { name: 'synchronous', capacity: 1 },
    ]);
    expect(analyse(run).parallelization.engine?.words).toBe('ComfyUI runs one synchronous node at a time.');
  });
});

describe('what the engine limits', () => {
  it('is said in words, apart from what the graph would allow', () => {
    const { minimum, engine } = analyse(buildRun(branches)).parallelization;
    expect(minimum).toMatchObject({ known: true, minimumUs: 130_000 });
    expect(engine).toEqual({
      words: 'n8n runs one node at a time.',
      boundUs: 330_000,
      efficiency: 1,
      serial: true,
      raised: [],
    });
  });

  it.each(['n8n', 'flowise', 'comfyui'] as const)('is no defect of a run on %s', (editor) => {
    const run = buildRun({ ...branches, editor });
    const found = insights(analyse(run), [run], { limit: 99 });
    expect(found.map((i) => i.kind)).not.toContain('gaps');
    expect(found.find((i) => i.kind === 'graph-limit')).toMatchObject({
      title: 'As fast as the engine allows',
      severity: 'info',
    });
    // On one worker a node saves what it worked; no branch runs beside it.
    const top = found.find((i) => i.kind === 'bottleneck');
    expect(top?.evidence.numbers.find((n) => n.name === 'would save at most')?.value).toBe(100_000);
    expect(JSON.stringify(found)).not.toMatch(/beside|other work/);
  });

  it.each(['error', 'cancelled'] as const)('is not praised in a run that broke off: %s', (status) => {
    const run = { ...buildRun(branches), status };
    expect(insights(analyse(run), [run], { limit: 99 }).map((i) => i.kind)).not.toContain('graph-limit');
  });

  it('is not there on an engine without limits: there the same run lost time', () => {
    const { parallelization, bottlenecks } = analyse(buildRun({ ...branches, editor: 'nodetool' }));
    expect([parallelization.engine, parallelization.caveats]).toEqual([undefined, []]);
    // Three branches are equally long by the graph: making one instant would save nothing.
    expect(bottlenecks.find((b) => b.id === 'a')?.savesUs).toBe(0);
  });

  it('saves what the bound of graph and workers loses, where only some nodes share a worker', () => {
    // One worker for a and b, none needed for c, which is the longest chain: 100 ms, while the worker is busy for 130.
    const shared = {
      nodes: [
        { id: 'a', type: 'Sync', start: 0, end: 70 },
        { id: 'b', type: 'Sync', start: 70, end: 130 },
        { id: 'c', type: 'Api', start: 0, end: 100 },
      ],
    };
    const spec = {
      classes: [
        { name: 'sync', capacity: 1, types: ['Sync'] },
        { name: 'api', capacity: null, types: ['*'] },
      ],
    };
    const { bottlenecks } = analyse(buildRun({ ...shared, edges: [] }), { engine: profileOf('E', spec) });
    const saves = new Map(bottlenecks.map((b) => [b.id, b.savesUs]));
    // Without a the worker needs 60, c still 100; without c the worker still needs 130.
    expect(saves).toEqual(
      new Map([
        ['a', 30_000],
        ['b', 30_000],
        ['c', 0],
      ]),
    );
  });

  it('counts the work of each class against its workers', () => {
    const spec = {
      classes: [
        { name: 'GPU', capacity: 1, types: ['gpu'] },
        { name: 'CPU', capacity: 2, types: ['*'] },
      ],
    };
    const run = buildRun({
      nodes: [
        { id: 'a', type: 'gpu', start: 0, end: 100 },
        { id: 'b', type: 'cpu', start: 0, end: 300 },
        { id: 'c', type: 'cpu', start: 0, end: 250 },
        { id: 'd', type: 'cpu', start: 300, end: 400 },
      ],
      edges: [],
    });
    const { engine } = analyse(run, { engine: profileOf('E', spec) }).parallelization;
    expect(engine).toEqual({
      words: 'E runs one GPU node and at most 2 CPU nodes at a time.',
      boundUs: 325_000,
      efficiency: 325 / 400,
      serial: false,
      raised: [],
    });
  });

  it('takes the number that was seen at work where the profile allows fewer, and says so', () => {
    const run = buildRun({
      editor: 'n8n',
      nodes: [
        { id: 'a', start: 0, end: 100 },
        { id: 'b', start: 50, end: 200 },
      ],
      edges: [],
    });
    const { engine, caveats } = analyse(run).parallelization;
    // 250 ms of work on two workers; the longer node alone takes 150.
    expect(engine).toEqual({
      words: 'n8n runs at least 2 nodes at a time.',
      boundUs: 150_000,
      efficiency: 0.75,
      serial: false,
      raised: [{ name: 'main', capacity: 1, seen: 2 }],
    });
    expect(caveats).toEqual([
      '2 main nodes were at work at once, the description of this engine allows 1: 2 is taken for its number.',
    ]);
  });
});
