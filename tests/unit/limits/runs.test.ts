/** What goes beyond the bounds of one run is counted in it and told. */
import { describe, expect, it } from 'vitest';
import { partialWords } from '../../../src/analysis/parallelization.ts';
import { noteLag, noteQueue } from '../../../src/editors/comfyui/interpret/anchors.ts';
import { newRun as newComfyRun, newState } from '../../../src/editors/comfyui/interpret/facts.ts';
import { indexRun as indexComfyRun } from '../../../src/editors/comfyui/interpret/run-index.ts';
import { addEdge, addNode, openRows, partsOf } from '../../../src/editors/graph-rows.ts';
import { readRuns } from '../../../src/editors/n8n/execution.ts';
import { applyNode } from '../../../src/editors/n8n/interpret/apply.ts';
import { newRun as newN8nRun, newState as newN8nState } from '../../../src/editors/n8n/interpret/facts.ts';
import { attachGraph, takeGraph } from '../../../src/editors/n8n/interpret/graphs.ts';
import { nodetool } from '../../../src/editors/nodetool/index.ts';
import { newRun as newNodetoolRun } from '../../../src/editors/nodetool/interpret/facts.ts';
import { indexRun as indexNodetoolRun } from '../../../src/editors/nodetool/interpret/run-index.ts';
import { addStretch, nextGap } from '../../../src/editors/run-bounds.ts';
import { applyNode as applyStep } from '../../../src/editors/steps/apply-node.ts';
import { noEffects } from '../../../src/editors/steps/effects.ts';
import { newRun } from '../../../src/editors/steps/facts.ts';
import { indexRun } from '../../../src/editors/steps/run-index.ts';
import type { StepTraits } from '../../../src/editors/steps/traits.ts';
import { decodeRecord } from '../../../src/messages/decode-record.ts';
import { RELAY_LIMITS, RUN_LIMITS } from '../../../src/model/limits.ts';
import type {
  EdgeRow,
  GraphRecord,
  GraphRow,
  NodeRecord,
  RequestRecord,
  TrafficRecord,
} from '../../../src/model/record.ts';
import type { EditorId } from '../../../src/model/run.ts';
import { micros } from '../../../src/model/time.ts';
import { createPipeline } from '../../../src/profiler/pipeline.ts';
import { flatten } from '../../support/flatted.ts';
import { mappingOf, socketRecords } from '../../support/mapped.ts';

const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const t = micros(1_767_225_600_000_000);
const row = (id: string): GraphRow => [id, 'T', id, ''];
const NODES = times(RUN_LIMITS.graphNodes + 3, (i) => row(`n${i}`));
/** No two alike: from two nodes, of two kinds, to all. */
const EDGES = times(RUN_LIMITS.graphEdges + 5, (i): EdgeRow => {
  const from = Math.floor(i / (RUN_LIMITS.graphNodes - 10));
  return [`e${i}`, `n${from}`, `n${10 + (i % (RUN_LIMITS.graphNodes - 10))}`, 'data', ''];
});

const TRAITS: StepTraits = { editor: 'custom', resolutionUs: 1_000, serverClock: false };
const head = (editor: EditorId, run = 'r') => ({ editor, t, link: 1, run, workflow: 'w' });
const graph = (editor: EditorId, more: Partial<GraphRecord> = {}): GraphRecord => ({
  k: 'graph',
  ...head(editor),
  name: '',
  nodes: [],
  edges: [],
  part: 0,
  parts: 1,
  ...more,
});
const request = (editor: EditorId, more: Partial<RequestRecord> = {}): RequestRecord => ({
  ...graph(editor),
  k: 'request',
  graph: true,
  ...more,
});
const node = (
  editor: EditorId,
  id: string,
  status: NodeRecord['status'],
  more: Partial<NodeRecord> = {},
): NodeRecord => ({
  k: 'node',
  ...head(editor),
  node: id,
  type: '',
  name: id,
  status,
  ...more,
});
const running = (editor: EditorId): TrafficRecord => ({ k: 'run', ...head(editor), status: 'running' });

function played(records: readonly TrafficRecord[]) {
  const pipeline = createPipeline({ origin: 'o', epoch: 'e' });
  pipeline.feed(records);
  const [run] = pipeline.runs();
  if (!run) throw new Error('no run');
  return run;
}

describe('a graph that is too large', () => {
  it('is cut in the page, and its first part says by how much', () => {
    const rows = openRows();
    expect(NODES.map((each) => addNode(rows, each)).filter((taken) => !taken)).toHaveLength(3);
    for (const each of EDGES) addEdge(rows, each);
    const parts = partsOf(rows);
    expect(parts.flatMap(({ nodes }) => nodes)).toHaveLength(RUN_LIMITS.graphNodes);
    expect(parts.flatMap(({ edges }) => edges)).toHaveLength(RUN_LIMITS.graphEdges);
    expect(parts.map(({ dropped }) => dropped).slice(0, 2)).toEqual([8, undefined]);
    expect(Math.max(...parts.map(({ nodes }) => nodes.length))).toBe(RELAY_LIMITS.graphPart);
    const [first] = parts;
    expect(first && decodeRecord({ ...graph('custom'), ...first }).ok).toBe(true);
    expect(decodeRecord({ ...graph('custom'), dropped: -1 }).ok).toBe(false);
  });

  it('is cut behind the page as well, whatever the records bring', () => {
    const steps = newRun('r', 'r', 'w', 1, t);
    indexRun(steps).addGraph(NODES, EDGES, 7);
    expect([steps.nodes.length, steps.edges.length, steps.omitted]).toEqual([
      RUN_LIMITS.graphNodes,
      RUN_LIMITS.graphEdges,
      7 + 3 + 5,
    ]);
    const nodes = newNodetoolRun('r', 'r', 'w', 1, t);
    indexNodetoolRun(nodes).addGraph(request('nodetool', { nodes: NODES, edges: EDGES, dropped: 7 }));
    expect([nodes.nodes.length, nodes.edges.length, nodes.omitted]).toEqual([
      RUN_LIMITS.graphNodes,
      RUN_LIMITS.graphEdges,
      7 + 3 + 5,
    ]);
    const comfy = newComfyRun('r', 'r', t);
    indexComfyRun(comfy).addGraph(request('comfyui', { nodes: NODES, edges: EDGES, dropped: 7 }));
    expect([comfy.nodes.length, comfy.edges.length, comfy.omitted]).toEqual([
      RUN_LIMITS.graphNodes,
      RUN_LIMITS.graphEdges,
      7 + 3 + 5,
    ]);
    const n8n = newN8nRun('r', 'w', 1, t);
    const whole = takeGraph(newN8nState(), graph('n8n', { nodes: NODES, edges: EDGES, dropped: 7 }));
    if (whole) attachGraph(n8n, whole);
    expect([n8n.nodes.length, n8n.edges.length, n8n.omitted]).toEqual([
      RUN_LIMITS.graphNodes,
      RUN_LIMITS.graphEdges,
      7 + 3 + 5,
    ]);
  }, 30_000);

  const small = { nodes: [row('a'), row('b')], edges: [['e', 'a', 'b', 'data', ''] as const], dropped: 7 };
  it.each<[EditorId, readonly TrafficRecord[]]>([
    ['nodetool', [request('nodetool', small), running('nodetool')]],
    ['comfyui', [request('comfyui', small), running('comfyui')]],
    ['n8n', [graph('n8n', { ...small, run: '' }), running('n8n'), node('n8n', 'a', 'running')]],
    ['custom', [graph('custom', { ...small, run: '' }), running('custom')]],
    [
      'node-red',
      [
        graph('node-red', {
          nodes: [
            ['t', 'tab', 'T', ''],
            ['a', 'inject', 'A', 't'],
          ],
          dropped: 7,
        }),
        { k: 'command', ...head('node-red', ''), what: 'reconnect' },
        request('node-red', { run: '', nodes: [row('a')], graph: false }),
      ],
    ],
  ])('makes a run of %s one that is not whole, and says so with the number', (_, records) => {
    const run = played(records);
    expect([run.omitted, run.partial?.includes('too-large')]).toEqual([7, true]);
    expect(partialWords(run).join(' ')).toContain('7 nodes, edges, executions or calls were left out');
    // Told once more it is no more than that.
    expect(played([...records, ...records]).omitted).toBe(7);
  });
});

describe('a run that is too long', () => {
  it('has so many executions in all; more of a node join its last, of others are counted', () => {
    const records = times(RUN_LIMITS.executions + 2, (i) =>
      node('custom', `n${i % 60}`, 'completed', { key: `k${i}` }),
    );
    const run = newRun('r', 'r', 'w', 1, t);
    const index = indexRun(run);
    for (const { node: id, key = '' } of records) index.nodeFor(id) && index.addVisit(id, key);
    expect(run.visits).toHaveLength(RUN_LIMITS.executions);
    const n8n = { ...newN8nRun('r', 'w', 1, t), turns: RUN_LIMITS.executions - 1 };
    applyNode(n8n, node('n8n', 'n1', 'completed', { stampUs: t, durationUs: 1 }));
    applyNode(n8n, node('n8n', 'n1', 'completed', { stampUs: t + 1e6, durationUs: 1 }));
    expect([n8n.turns, n8n.omitted]).toEqual([RUN_LIMITS.executions, undefined]);
    applyNode(n8n, node('n8n', 'other', 'completed', { stampUs: t + 1e6, durationUs: 1 }));
    expect([n8n.turns, n8n.omitted]).toEqual([RUN_LIMITS.executions, 1]);
  }, 30_000);

  it('of NodeTool counts the same', () => {
    const run = { ...newNodetoolRun('r', 'r', 'w', 1, t), fired: RUN_LIMITS.executions };
    const records = [running('nodetool'), node('nodetool', 'a', 'running'), node('nodetool', 'a', 'completed')];
    const pipeline = createPipeline({
      origin: 'o',
      epoch: 'e',
      saved: { recorder: [], interpreters: [['nodetool', { runs: [run], aliases: [['r', 'r']] }]] },
    });
    pipeline.feed(records);
    expect(pipeline.runs()[0]).toMatchObject({ omitted: 1, partial: ['no-graph', 'too-large'] });
  });

  it('of NodeTool counts firings beyond the bound of a node, which lengthen its last one', () => {
    const at = (i: number) => ({ t: micros(t + i * 1_000) });
    const firing = (i: number): TrafficRecord[] => [
      { ...node('nodetool', 'a', 'running'), ...at(2 * i) },
      { ...node('nodetool', 'a', 'completed'), ...at(2 * i + 1) },
    ];
    const edge: TrafficRecord = { k: 'edge', ...head('nodetool'), edge: 'e', status: 'message_sent', count: 1 };
    const whole = played([running('nodetool'), edge, ...times(RUN_LIMITS.firings, firing).flat()]);
    expect([whole.nodes.length, whole.omitted]).toEqual([RUN_LIMITS.firings, undefined]);
    const more = played([running('nodetool'), edge, ...times(RUN_LIMITS.firings + 3, firing).flat()]);
    expect([more.nodes.length, more.omitted, more.partial?.includes('too-large')]).toEqual([
      RUN_LIMITS.firings,
      3,
      true,
    ]);
    expect(more.nodes.at(-1)?.endUs).toBe(t + (2 * (RUN_LIMITS.firings + 2) + 1) * 1_000);
  });

  it('has so many calls', () => {
    const call = (i: number): TrafficRecord => ({
      k: 'call',
      ...head('custom'),
      node: '',
      provider: `p${i}`,
      durationUs: 1,
    });
    const run = played([running('custom'), ...times(RUN_LIMITS.calls + 2, call)]);
    expect([run.calls?.length, run.omitted]).toEqual([RUN_LIMITS.calls, 2]);
    const nodetool = played([
      running('nodetool'),
      ...times(RUN_LIMITS.calls + 2, (i): TrafficRecord => ({ ...call(i), editor: 'nodetool' }) as TrafficRecord),
    ]);
    expect([nodetool.calls?.length, nodetool.omitted, nodetool.calls?.at(-1)?.provider]).toEqual([
      RUN_LIMITS.calls,
      2,
      `p${RUN_LIMITS.calls + 1}`,
    ]);
  }, 30_000);

  it('has so many gaps, and waits of a node', () => {
    const run: { gaps: number; omitted?: number } = { gaps: RUN_LIMITS.gaps - 1 };
    expect([nextGap(run), nextGap(run), run.omitted]).toEqual([RUN_LIMITS.gaps - 1, RUN_LIMITS.gaps - 1, 1]);
    const waits: [number, number][] = [];
    for (let i = 0; i <= RUN_LIMITS.waits; i++) addStretch(waits, RUN_LIMITS.waits, 2 * i, 2 * i + 1);
    expect(waits).toHaveLength(RUN_LIMITS.waits);
    // The last one reaches over what joined it.
    expect(waits.at(-1)).toEqual([2 * (RUN_LIMITS.waits - 1), 2 * RUN_LIMITS.waits + 1]);
  });

  it('of a step editor has so many waits', () => {
    const run = newRun('r', 'r', 'w', 1, t);
    const index = indexRun(run);
    const feed = (at: number, status: NodeRecord['status'], more: Partial<NodeRecord> = {}) =>
      applyStep(index, node('custom', 'a', status, { t: micros(t + at), ...more }), TRAITS, noEffects());
    feed(0, 'running');
    for (let i = 0; i < RUN_LIMITS.waits + 2; i++) {
      feed(4 * i + 2, 'waiting');
      feed(4 * i + 4, 'running', { resumed: true });
    }
    const parked = run.visits[0]?.parked ?? [];
    expect(parked).toHaveLength(RUN_LIMITS.waits);
    expect(parked.at(-1)).toEqual([t + 4 * (RUN_LIMITS.waits - 1) + 2, t + 4 * (RUN_LIMITS.waits + 2)]);
  });
});

it('a list of a mapping or of a stored execution is read so far, and the rest counted as unreadable', () => {
  const list = { event: 'node', list: 'nodes', node: '@key', status: { path: 's' } };
  const mapping = mappingOf({ messages: [list, { event: 'run-end', when: { type: 'done' } }] });
  const records = socketRecords(mapping, [[0, { nodes: times(RUN_LIMITS.graphNodes + 2, () => ({ s: 'running' })) }]]);
  expect(records.filter(({ k }) => k === 'node')).toHaveLength(RUN_LIMITS.graphNodes);
  expect(records.at(-1)).toMatchObject({ k: 'trouble', what: 'too-large', n: 2 });
  const runData = { A: times(RUN_LIMITS.executions + 2, () => 1) };
  const stored = readRuns(flatten({ resultData: { runData } }));
  expect([stored.tasks.length, stored.dropped]).toEqual([RUN_LIMITS.executions, 2]);
}, 30_000);

it('NodeTool: so many runs are open at once, also when nobody asked for them', () => {
  const interpreter = nodetool.createInterpreter();
  for (let i = 0; i < RUN_LIMITS.openRuns + 2; i++)
    interpreter.feed({ ...running('nodetool'), run: `r${i}` } as TrafficRecord);
  const { runs, aliases } = interpreter.save() as { runs: unknown[]; aliases: unknown[] };
  expect(runs).toHaveLength(RUN_LIMITS.openRuns);
  expect(aliases.length).toBeLessThanOrEqual(RUN_LIMITS.openRuns + 1);
});

it('NodeTool: a run that had to go for newer ones is told as cut, and one that is over goes first', () => {
  const pipeline = createPipeline({ origin: 'http://localhost:1', epoch: 'e' });
  const at = (i: number) => ({ ...running('nodetool'), run: `r${i}`, t: micros(t + i) }) as TrafficRecord;
  const end = { k: 'run', editor: 'nodetool', link: 1, run: 'r5', workflow: 'w', status: 'completed' } as const;
  pipeline.feed([...times(RUN_LIMITS.openRuns, at), { ...end, t: micros(t + 2_000) } as TrafficRecord]);
  const over = () =>
    pipeline
      .runs()
      .filter(({ status }) => status !== 'running')
      .map(({ serverId, status }) => [serverId, status]);
  pipeline.feed([at(RUN_LIMITS.openRuns)]);
  expect(over()).toEqual([['r5', 'success']]);
  pipeline.feed([at(RUN_LIMITS.openRuns + 1)]);
  expect(over()).toEqual([
    ['r0', 'cut'],
    ['r5', 'success'],
  ]);
});

it('n8n: a turn is known again by its last words', () => {
  const run = newN8nRun('r', 'w', 1, t);
  const begin = (i: number) => applyNode(run, node('n8n', 'a', 'running', { stampUs: t + i, key: String(i) }));
  const park = (i: number) =>
    applyNode(run, node('n8n', 'a', 'waiting', { stampUs: t + i, key: String(i), durationUs: 1 }));
  for (let i = 0; i < RUN_LIMITS.turnWords + 3; i++) {
    begin(i);
    park(i);
  }
  expect(run.nodes[0]?.turns.map(({ begins }) => begins.length)).toEqual([RUN_LIMITS.turnWords]);
});

it('ComfyUI: so many stamps and words on the queue are remembered, the newest', () => {
  const state = newState();
  for (let i = 0; i <= RUN_LIMITS.comfyLags; i++) {
    noteLag(state, i, i);
    noteQueue(state, i, 1);
  }
  expect([state.lags.length, state.lags[0]?.t, state.queue.length, state.queue[0]?.t]).toEqual([
    RUN_LIMITS.comfyLags,
    1,
    RUN_LIMITS.comfyLags,
    1,
  ]);
});
