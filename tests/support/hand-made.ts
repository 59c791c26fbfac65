/** Runs of the editors of which there is no recording: one each, with most kinds of message. */
import { createMappedEditor } from '../../src/editors/custom/mapped.ts';
import type { PageEditor } from '../../src/editors/editor.ts';
import type { CaptureRow } from '../../src/formats/capture.ts';
import { mappingOf } from './mapped.ts';
import { exchange, stream, T0, us } from './streams.ts';

const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;
const iso = (ms: number): string => new Date(T0 + ms).toISOString();

function dify(): CaptureRow[] {
  const app = 'http://localhost/console/api/apps/app-1';
  const say = (event_: string, data: object): string =>
    event({ event: event_, workflow_run_id: 'r', task_id: 't', data });
  const node = (kind: string, id: string, more: object = {}): string =>
    say(kind, { id: `${id}-x`, node_id: id, node_type: 'code', title: id, index: 1, created_at: T0 / 1000, ...more });
  const done = { status: 'succeeded', elapsed_time: 0.05, execution_metadata: { total_tokens: 7, total_price: '0.1' } };
  const graph = {
    graph: {
      nodes: ['a', 'b', 'it', 'in'].map((id) => ({ id, data: { type: 'code', title: id } })),
      edges: [{ id: 'e', source: 'a', target: 'b' }],
    },
  };
  return [
    ...exchange([0, 5], 'GET', `${app}/workflows/draft`, graph),
    ...stream(
      10,
      'POST',
      `${app}/workflows/draft/run`,
      '{"inputs":{}}',
      [
        [20, say('workflow_started', { id: 'r', workflow_id: 'w', created_at: T0 / 1000 }) + node('node_started', 'a')],
        [60, node('node_retry', 'a', { retry_index: 1 })],
        [80, node('node_finished', 'a', done)],
        [81, say('iteration_started', { id: 'it-x', node_id: 'it', title: 'it' })],
        [90, node('node_started', 'in', { iteration_id: 'it', execution_metadata: { iteration_index: 0 } })],
        [140, node('node_finished', 'in', { ...done, iteration_id: 'it' })],
        [150, say('iteration_completed', { id: 'it-x', node_id: 'it', elapsed_time: 0.07, status: 'succeeded' })],
        [151, node('node_started', 'b')],
        [200, node('node_finished', 'b', { ...done, status: 'failed', error: 'ValueError: x' })],
        [201, say('workflow_finished', { id: 'r', status: 'failed', elapsed_time: 0.19, error: 'x' })],
      ],
      205,
    ),
  ];
}

function langflow(): CaptureRow[] {
  const api = 'http://localhost/api/v1';
  const say = (event_: string, data: object): string => `${JSON.stringify({ event: event_, data })}\n\n`;
  const vertex = (id: string, timedelta: number, next: string[] = [], more: object = {}): string =>
    say('end_vertex', {
      build_data: {
        id,
        valid: true,
        next_vertices_ids: next,
        inactivated_vertices: [],
        data: { timedelta, used_frozen_result: false },
        ...more,
      },
      output_meta: { component_id: id, display_name: id, vertex_type: 'T' },
    });
  const data = {
    nodes: ['a', 'b', 'c', 'd'].map((id) => ({ id, type: 'genericNode', data: { type: 'T', node: {} } })),
    edges: ['b', 'c'].map((target) => ({ id: target, source: 'a', target })),
  };
  const asked = JSON.stringify({ inputs: {}, data });
  return [
    ...exchange([0, 5], 'POST', `${api}/build/f/flow?event_delivery=streaming`, { job_id: 'j' }, asked),
    ...stream(
      6,
      'GET',
      `${api}/build/j/events?event_delivery=streaming`,
      '',
      [
        [10, say('vertices_sorted', { ids: ['a'], to_run: ['a', 'b', 'c', 'd'] }) + say('build_start', {})],
        [60, vertex('a', 0.04, ['b', 'c'])],
        [61, say('build_start', { id: 'd' }) + say('token', { chunk: 'x' })],
        [90, vertex('c', 0.02, [], { inactivated_vertices: ['d'] }) + say('build_end', { id: 'd' })],
        [120, vertex('b', 0.05, [], { valid: false })],
        [130, say('end', { build_duration: 0.11 })],
      ],
      131,
    ),
  ];
}

const ORDER: Readonly<Record<string, number>> = { a: 1, b: 2, c: 3 };

function sim(): CaptureRow[] {
  const api = 'http://localhost/api/workflows/w';
  let id = 0;
  const say = (type: string, at: number, data: object): string =>
    event({ type, timestamp: iso(at), executionId: 'x', workflowId: 'w', eventId: ++id, data });
  const block = (blockId: string, more: object = {}) => ({
    ...{ blockId, blockName: blockId, blockType: 'function', executionOrder: ORDER[blockId] },
    ...more,
  });
  const ended = (blockId: string, from: number, to: number, more: object = {}, type = 'block:completed'): string =>
    say(type, to, { ...block(blockId, more), durationMs: to - from, startedAt: iso(from), endedAt: iso(to) });
  const inside = { iterationCurrent: 0, iterationTotal: 2, iterationType: 'loop', iterationContainerId: 'loop' };
  return stream(
    0,
    'POST',
    `${api}/execute`,
    '{"input":"","stream":true}',
    [
      [12, say('execution:started', 2, { startTime: iso(2) }) + say('block:started', 3, block('a'))],
      [60, ended('a', 3, 50) + say('block:started', 51, block('b', inside))],
      [110, ended('b', 51, 100, inside) + say('block:started', 101, block('c'))],
      [150, ended('c', 101, 140, { error: 'TypeError: x' }, 'block:error')],
      [160, say('execution:completed', 150, { duration: 148, startTime: iso(2), endTime: iso(150) })],
    ],
    161,
  );
}

/** What the mapping below is for. */
function custom(): CaptureRow[] {
  const at = { line: 1, url: 'ws://localhost:9000/flow', row: 'message', transport: 'websocket' } as const;
  const says = (ms: number, data: object): CaptureRow => ({ ...at, t: us(ms), dir: 'in', data: JSON.stringify(data) });
  const graph = {
    nodes: [
      { id: 'a', type: 'A', needs: [] },
      { id: 'b', type: 'B', needs: ['a'] },
    ],
  };
  return [
    says(5, { type: 'begin', run: 'r', name: 'Flow', ts: T0, graph }),
    says(10, { type: 'state', run: 'r', ts: T0 + 6, nodes: { a: { is: 'running' }, b: { is: 'queued' } } }),
    says(60, { type: 'state', run: 'r', ts: T0 + 55, nodes: { a: { is: 'done', ms: 49 }, b: { is: 'running' } } }),
    says(70, { type: 'step', run: 'r', node: 'b', done: 1, of: 2 }),
    says(90, {
      type: 'state',
      run: 'r',
      ts: T0 + 85,
      nodes: { a: { is: 'done' }, b: { is: 'failed', error: 'IOError' } },
    }),
    says(95, { type: 'end', run: 'r', ts: T0 + 90, status: 'failed' }),
  ];
}

/** Reads what `custom` says. */
export const MAPPING = mappingOf({
  messages: [
    {
      ...{ when: { type: 'begin' }, event: 'run-start', run: 'run', name: 'name', time: { path: 'ts', unit: 'ms' } },
      graph: { nodes: 'graph.nodes', id: 'id', type: 'type', needs: 'needs' },
    },
    {
      ...{ when: { type: 'state' }, event: 'node', list: 'nodes', node: '@key', run: '$.run', error: 'error' },
      ...{ status: { path: 'is' }, time: { path: '$.ts', unit: 'ms' }, duration: { path: 'ms', unit: 'ms' } },
    },
    {
      ...{ when: { type: 'step' }, event: 'node-progress', run: 'run', node: 'node' },
      progress: { done: 'done', total: 'of' },
    },
    {
      ...{ when: { type: 'end' }, event: 'run-end', run: 'run', status: { path: 'status' } },
      time: { path: 'ts', unit: 'ms' },
    },
  ],
});

const mapped = createMappedEditor(MAPPING);

/** Rows of each, and the editors that are needed beside the built-in ones. */
export const HAND_MADE: readonly (readonly [
  name: string,
  rows: readonly CaptureRow[],
  extra: readonly PageEditor[],
])[] = [
  ['dify', dify(), []],
  ['langflow', langflow(), []],
  ['sim', sim(), []],
  ['custom', custom(), [mapped]],
];

/** Details of the page API: one run. */
export const MEASURED: readonly (readonly ['measure' | 'mark', number, number, object])[] = [
  ['mark', 0, 0, { v: 1, editor: 'Acme', run: 'r', workflow: 'w', name: 'Flow' }],
  ['mark', 5, 5, { v: 1, run: 'r', node: 'a', key: 'k1', status: 'running' }],
  [
    ...(['measure', 5, 40] as const),
    { v: 1, run: 'r', node: 'a', key: 'k1', tokens: { input: 5 }, cost: { amount: 1, unit: 'EUR' }, items: 3 },
  ],
  ['measure', 40, 95, { v: 1, run: 'r', node: 'b', status: 'error', error: 'TimeoutError: x', inputs: ['a'] }],
  [
    ...(['measure', 0, 100] as const),
    {
      ...{ v: 1, run: 'r', status: 'error' },
      graph: {
        nodes: [
          { id: 'a', type: 'A' },
          { id: 'b', parent: 'a' },
        ],
        edges: [{ from: 'a', to: 'b' }],
      },
    },
  ],
];
