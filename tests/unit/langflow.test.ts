/** Hand-made streams after Langflow's sources (not yet compared with a live server). */
import { describe, expect, it } from 'vitest';
import { langflowInPage } from '../../src/editors/langflow/page.ts';
import { analyseCapture } from '../../src/profiler/capture-run.ts';
import { exchange, shortly, stream, T0 } from '../support/streams.ts';

const API = 'http://localhost/api/v1';
const FLOW = '01234567-89ab-cdef-0123-456789abcdef';
const ASK = { inputs: { input_value: 'secret' } };

/** As `json.dumps` writes it, with the blank line behind. */
const say = (event: string, data: object) => `${JSON.stringify({ event, data }).replaceAll('":', '": ')}\n\n`;
const sorted = (...ids: string[]) => say('vertices_sorted', { ids, to_run: ids }) + say('build_start', {});
const vertex = (id: string, timedelta: number, next: string[] = [], more: object = {}, data: object = {}) =>
  say('end_vertex', {
    build_data: {
      id,
      valid: true,
      params: 'secret',
      next_vertices_ids: next,
      inactivated_vertices: [],
      data: { results: { a: 'secret' }, timedelta, used_frozen_result: false, ...data },
      ...more,
    },
    output_meta: { component_id: id, display_name: `The ${id}`, vertex_type: `${id}Type` },
  });
const END = say('end', { build_duration: 1 });
const graph = (ids: string[], edges: [string, string][]) => ({
  nodes: [
    ...ids.map((id) => ({
      id,
      type: 'genericNode',
      data: { type: `${id}Type`, node: { display_name: `The ${id}`, template: { code: { value: 'secret' } } } },
    })),
    { id: 'note', type: 'noteNode', data: { type: 'note' } },
  ],
  edges: edges.map(([source, target]) => ({ id: `${source}>${target}`, source, target })),
});

type Rows = Parameters<typeof analyseCapture>[0];
const runsOf = (...rows: Rows[]) => analyseCapture(rows.flat().sort((a, b) => a.t - b.t)).runs;

/** Asked for at 0, streamed from its job's address. */
const build = (pieces: readonly (readonly [number, string])[], over?: number, body: object = ASK): Rows => [
  ...exchange(
    [0, 5],
    'POST',
    `${API}/build/${FLOW}/flow?event_delivery=streaming`,
    { job_id: 'job-1' },
    JSON.stringify(body),
  ),
  ...stream(6, 'GET', `${API}/build/job-1/events?event_delivery=streaming`, '', pieces, over),
];

describe('Langflow', () => {
  it('knows ends and durations: starts are reckoned back, and never before the inputs were there', () => {
    const body = {
      ...ASK,
      data: graph(
        ['a', 'b', 'c', 'd', 'left'],
        [
          ['a', 'b'],
          ['a', 'c'],
          ['b', 'd'],
          ['c', 'd'],
        ],
      ),
    };
    const { runs, records } = analyseCapture(
      build(
        [
          [10, sorted('a')],
          [60, vertex('a', 0.05, ['b', 'c'])],
          [100, vertex('b', 0.045)],
          [260, vertex('c', 0.19, ['d'])],
          [300, vertex('d', 0.03) + END],
        ],
        301,
        body,
      ),
    );
    expect(shortly(runs[0])).toEqual([
      'success 10-300',
      'a success 10-60',
      // 45 ms before 100 would be before a had ended.
      'b success 60-100',
      'c success 70-260',
      'd success 270-300',
      'left skipped',
    ]);
    expect(runs[0]).toMatchObject({ serverId: 'job-1', queuedUs: T0 * 1000, workflow: { id: FLOW } });
    expect(runs[0]?.nodes[1]).toMatchObject({
      clock: 'server-duration',
      readyUs: (T0 + 60) * 1000,
      uncertaintyUs: [25_000, 6_000],
    });
    expect(runs[0]?.nodes[0]).toMatchObject({ type: 'aType', title: 'The a' });
    expect(JSON.stringify(records)).not.toContain('secret');
  });

  it('shows what is at work while it goes on: what has its inputs', () => {
    const rows = build([
      [10, sorted('a', 'b')],
      [60, vertex('a', 0.05, ['c'])],
    ]);
    const records = analyseCapture(rows).records;
    expect(records.filter((r) => r.k === 'node').map((r) => [r.node, r.status])).toEqual([
      ['a', 'starting'],
      ['b', 'starting'],
      ['a', 'completed'],
      ['c', 'starting'],
    ]);
    // Cut off: nobody knows whether what could begin did.
    expect(shortly(runsOf(rows)[0])).toEqual(['cut 10-60', 'a success 10-60', 'b unknown', 'c unknown']);
  });

  it('tells cached, left out and failed vertices, and a run that failed with one', () => {
    const [run] = runsOf(
      build(
        [
          [10, sorted('a')],
          [20, vertex('a', 0, ['b'], {}, { used_frozen_result: true })],
          [40, vertex('b', 0.02, ['d'], { inactivated_vertices: ['c'] })],
          [
            60,
            vertex('d', 0.02, [], { valid: false, params: 'ValueError: secret', inactivated_vertices: ['c'] }) + END,
          ],
        ],
        61,
      ),
    );
    expect(shortly(run)).toEqual(['error 10-60', 'a cached', 'b success 20-40', 'c skipped', 'd error 40-60']);
    expect(run?.nodes[3]).toMatchObject({ id: 'd', errorClass: 'ValueError' });
  });

  it('nests the tools of an agent in it, and counts loops as executions', () => {
    const body = {
      ...ASK,
      data: graph(
        ['tool', 'agent', 'loop'],
        [
          ['tool', 'agent'],
          ['agent', 'loop'],
        ],
      ),
    };
    const [run] = runsOf(
      build(
        [
          [10, sorted('tool')],
          [20, vertex('tool', 0.01, ['agent'])],
          [50, say('build_start', { id: 'tool' })],
          [80, say('build_end', { id: 'tool' })],
          [120, vertex('agent', 0.1, ['loop'])],
          [130, vertex('loop', 0.01, ['loop'])],
          [140, vertex('loop', 0.01) + END],
        ],
        141,
        body,
      ),
    );
    expect(shortly(run)).toEqual([
      'success 10-140',
      'tool success 10-20',
      'agent success 20-120',
      'loop success 120-130',
      'tool#1 success 50-80 in agent',
      'loop#1 success 130-140',
    ]);
  });

  it('puts polls of one job together; what a poll brings may be as old as the poll before', () => {
    const poll = (at: number, until: number, text: string) =>
      exchange([at, until], 'GET', `${API}/build/job-9/events?event_delivery=polling`, text);
    const [run, ...others] = runsOf(
      exchange(
        [0, 5],
        'POST',
        `${API}/build/${FLOW}/flow?event_delivery=polling`,
        '{"job_id":"job-9"}',
        JSON.stringify(ASK),
      ),
      poll(6, 20, sorted('a')),
      poll(45, 150, vertex('a', 0.1, ['b']).trimEnd()),
      poll(175, 200, vertex('b', 0.03) + END),
    );
    expect(others).toEqual([]);
    expect(shortly(run)).toEqual(['success 20-200', 'a success 50-150', 'b success 170-200']);
    expect(run?.partial).toEqual(['no-graph']);
    // 20 ms of network and 130 ms since the poll before.
    expect(run?.nodes[0]?.uncertaintyUs).toEqual([150_000, 1_000]);
  });

  it('reads events from the answer itself, the graph from the flow that was loaded, and stops', () => {
    const flow = { id: FLOW, name: 'My flow', data: graph(['a', 'b'], [['a', 'b']]) };
    const [run] = runsOf(
      exchange([-5, -1], 'GET', `${API}/flows/${FLOW}`, flow),
      stream(
        0,
        'POST',
        `${API}/build/${FLOW}/flow?event_delivery=direct`,
        JSON.stringify(ASK),
        [
          [10, sorted('a')],
          [30, vertex('a', 0.02) + END],
        ],
        31,
      ),
    );
    expect(shortly(run)).toEqual(['success 10-30', 'a success 10-30', 'b skipped']);
    expect(run?.workflow).toEqual({ id: FLOW, name: 'My flow' });
    const [stopped] = runsOf(
      build([[10, sorted('a')]], 60),
      exchange([50, 55], 'POST', `${API}/build/job-1/cancel`, { success: true, message: 'm' }),
    );
    expect(stopped?.status).toBe('cancelled');
  });

  it.each([
    ['POST', `${API}/build/${FLOW}/flow?event_delivery=polling`, 'body'],
    ['POST', `${API}/build/${FLOW}/flow?event_delivery=direct`, 'stream'],
    ['POST', `${API}/build_public_tmp/${FLOW}/flow`, 'body'],
    ['GET', `${API}/build/j/events?event_delivery=streaming`, 'stream'],
    ['GET', `${API}/build/j/events?event_delivery=polling`, 'body'],
    ['GET', `${API}/flows/${FLOW}`, 'body'],
    ['GET', `${API}/flows/`, undefined],
    ['GET', 'http://localhost/build/index.js', undefined],
  ])('wants %s %s: %s', (method, url, wanted) => {
    expect(langflowInPage.wants?.({ method, url })).toBe(wanted);
  });
});
