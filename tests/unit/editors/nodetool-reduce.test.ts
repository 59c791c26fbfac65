import { ExtData, encode } from '@msgpack/msgpack';
import { describe, expect, it } from 'vitest';
import { openConnection } from '../../../src/editors/connection.ts';
import type { Frame } from '../../../src/editors/editor.ts';
import { nodetool } from '../../../src/editors/nodetool/index.ts';
import { PAGE_EDITORS } from '../../../src/editors/page-registry.ts';
import { EDITORS } from '../../../src/editors/registry.ts';
import type { TrafficRecord } from '../../../src/model/record.ts';
import type { Micros } from '../../../src/model/time.ts';
import { createPipeline } from '../../../src/profiler/pipeline.ts';

const T = 1_700_000_000_000_000 as Micros;

function frame(data: Frame['data'], dir: Frame['dir'] = 'in', transport: Frame['transport'] = 'websocket'): Frame {
  return { link: 1, transport, url: '', dir, data, t: T };
}
/** The same message in all three encodings must give the same records (sizes aside). */
function reduce(message: object, dir: Frame['dir'] = 'in'): readonly TrafficRecord[] {
  const packed = nodetool.createReducer().reduce(frame(encode(message), dir));
  const text = nodetool.createReducer().reduce(frame(JSON.stringify(message), dir));
  const sizeless = (list: readonly TrafficRecord[]) => list.map((r) => ({ ...r, bytes: undefined }));
  expect(sizeless(text)).toEqual(sizeless(packed));
  return packed;
}
const ids = { job_id: 'j', workflow_id: 'w' };

describe('what the server says', () => {
  it('reads a node update and drops its payload', () => {
    const records = reduce({
      type: 'node_update',
      node_id: 'n',
      node_name: 'Code',
      node_type: 'nodetool.code.Code',
      status: 'completed',
      result: { output: 'secret' },
      error: 'null',
      properties: { code: 'secret' },
      provider_cost: { provider: 'fal', amount: 0.25, unit: 'USD', input_tokens: 10, output_tokens: 20, model: 'm' },
      ...ids,
    });
    expect(records).toEqual([
      {
        k: 'node',
        editor: 'nodetool',
        t: T,
        link: 1,
        run: 'j',
        workflow: 'w',
        node: 'n',
        type: 'nodetool.code.Code',
        name: 'Code',
        status: 'completed',
        bytes: encode({ output: 'secret' }).byteLength,
        ts: true,
        cost: 0.25,
        unit: 'USD',
        model: 'm',
        tokensIn: 10,
        tokensOut: 20,
      },
    ]);
    expect(JSON.stringify(records)).not.toContain('secret');
  });

  it.each([
    ['null', null],
    ['the string "null" of June 2026', 'null'],
    ['an empty text', ''],
    ['undefined as msgpackr packs it', new ExtData(0, new Uint8Array([0]))],
  ])('takes %s for no error', (_name, error) => {
    const [r] = nodetool
      .createReducer()
      .reduce(frame(encode({ type: 'job_update', status: 'completed', error, ...ids })));
    expect(r).toEqual({ k: 'run', editor: 'nodetool', t: T, link: 1, run: 'j', workflow: 'w', status: 'completed' });
  });

  it('keeps the class of an error and drops its message', () => {
    const error = 'TimeoutError: could not reach https://internal/?token=secret';
    expect(reduce({ type: 'node_update', node_id: 'n', status: 'error', error, ...ids })).toMatchObject([
      { status: 'error', errorClass: 'TimeoutError' },
    ]);
    const [plain] = reduce({ type: 'node_update', node_id: 'n', status: 'error', error: 'boom: secret', ...ids });
    expect(plain).not.toHaveProperty('errorClass');
  });

  it('tells an empty result from none', () => {
    expect(reduce({ type: 'node_update', node_id: 'n', status: 'completed', result: {}, ...ids })[0]).toMatchObject({
      empty: true,
    });
    const [none] = reduce({ type: 'node_update', node_id: 'n', status: 'completed', result: null, ...ids });
    expect(none).not.toHaveProperty('empty');
    expect(none).not.toHaveProperty('bytes');
  });

  it('counts bytes that stayed on the server', () => {
    const result = { output: { type: 'bytes', length: 2_000_000 } };
    const [r] = reduce({ type: 'node_update', node_id: 'n', status: 'completed', result, ...ids });
    expect(r).toHaveProperty('bytes', 2_000_000 + encode(result).byteLength);
  });

  it('reads edges, progress, outputs, firings, queue places, refusals', () => {
    expect(reduce({ type: 'edge_update', edge_id: 'e', status: 'completed', counter: null, ...ids })[0]).toEqual({
      k: 'edge',
      editor: 'nodetool',
      t: T,
      link: 1,
      run: 'j',
      workflow: 'w',
      edge: 'e',
      status: 'completed',
    });
    expect(reduce({ type: 'node_progress', node_id: 'n', progress: 3, total: 4, chunk: 'x', ...ids })[0]).toMatchObject(
      { done: 3, total: 4 },
    );
    expect(reduce({ type: 'output_update', node_id: 'n', value: 'abc', ...ids })[0]).toMatchObject({
      k: 'output',
      n: 1,
    });
    expect(reduce({ type: 'generation_complete', node_id: 'n', index: 2, outputs: { a: 1 }, ...ids })[0]).toMatchObject(
      { k: 'firing', index: 2 },
    );
    expect(reduce({ type: 'job_update', status: 'queued', queue_position: 2, ...ids })[0]).toMatchObject({
      position: 2,
    });
    expect(
      reduce({
        type: 'job_update',
        status: 'failed',
        validation_issues: [{ node_id: 'a', message: 'secret' }],
        ...ids,
      })[0],
    ).toMatchObject({ invalid: ['a'] });
    expect(reduce({ message: 'Job cancellation requested', job_id: 'j' })[0]).toMatchObject({
      k: 'ack',
      what: 'cancelling',
    });
    expect(reduce({ error: 'No such workflow' })[0]).toMatchObject({ k: 'ack', what: 'refused' });
  });

  it('reads a model call without prompt or answer', () => {
    const call = {
      type: 'llm_call',
      node_id: '',
      provider: 'ollama',
      model: 'mock',
      messages: [{ role: 'user', content: 'secret' }],
      response: 'secret',
      tokens_input: 5,
      tokens_output: 7,
      cost: 0.5,
      duration_ms: 982,
      timestamp: '2026-11-22T06:44:36.312Z',
      ...ids,
    };
    const records = reduce(call);
    expect(records[0]).toMatchObject({
      k: 'call',
      provider: 'ollama',
      model: 'mock',
      durationUs: 982_000,
      tokensIn: 5,
      tokensOut: 7,
      cost: 0.5,
    });
    expect(records[0]).toHaveProperty('stampUs', Date.parse(call.timestamp) * 1000);
    expect(JSON.stringify(records)).not.toContain('secret');
  });

  it('ignores what says nothing of timing', () => {
    for (const type of ['ping', 'system_stats', 'resource_change', 'log_update', 'notification', 'chunk']) {
      expect(reduce({ type, stats: {}, content: 'x' })).toEqual([]);
    }
  });

  it('takes a status it does not know for unknown', () => {
    expect(reduce({ type: 'node_update', node_id: 'n', status: 'levitating', ...ids })[0]).toMatchObject({
      status: 'unknown',
    });
  });
});

describe('what the page says', () => {
  const node = (id: string, type = 'nodetool.code.Code', data: object = { code: 'secret' }) => ({
    id,
    type,
    data,
    parent_id: null,
    ui_properties: { title: `Title ${id}`, position: { x: 0, y: 0 } },
  });
  const run = (graph: object) => ({
    type: 'run_job',
    command: 'run_job',
    data: { ...ids, job_name: 'My flow', auth_token: 'secret', params: { a: 'secret' }, graph },
  });

  it('reads the graph of a request, inner graphs included, and no property', () => {
    const inner = { nodes: [node('i')], edges: [{ id: 'ie', source: 'i', target: 'i2', edge_type: 'data' }] };
    const records = reduce(
      run({
        nodes: [node('a'), node('s', 'nodetool.workflows.subgraph.Subgraph', { graph: inner })],
        edges: [{ id: 'e', source: 'a', target: 's', edge_type: 'control' }],
      }),
      'out',
    );
    expect(records).toMatchObject([
      {
        k: 'request',
        run: 'j',
        workflow: 'w',
        name: 'My flow',
        graph: true,
        part: 0,
        parts: 1,
        nodes: [
          ['a', 'nodetool.code.Code', 'Title a', ''],
          ['s', 'nodetool.workflows.subgraph.Subgraph', 'Title s', ''],
          ['i', 'nodetool.code.Code', 'Title i', 's'],
        ],
        edges: [
          ['ie', 'i', 'i2', 'data', 's'],
          ['e', 'a', 's', 'control', ''],
        ],
      },
    ]);
    expect(JSON.stringify(records)).not.toContain('secret');
  });

  it('splits a large graph into parts', () => {
    const nodes = Array.from({ length: 2500 }, (_, i) => node(`n${i}`));
    const records = reduce(run({ nodes, edges: [] }), 'out');
    expect(records.map((r) => (r.k === 'request' ? [r.part, r.parts, r.nodes.length] : []))).toEqual([
      [0, 3, 1000],
      [1, 3, 1000],
      [2, 3, 500],
    ]);
  });

  it('sends no edge before the nodes it ties', () => {
    const nodes = Array.from({ length: 1500 }, (_, i) => node(`n${i}`));
    const edges = nodes.slice(1).map((_, i) => ({ id: `e${i}`, source: `n${i}`, target: `n${i + 1}` }));
    const records = reduce(run({ nodes, edges }), 'out');
    expect(records.map((r) => (r.k === 'request' ? [r.part, r.parts, r.nodes.length, r.edges.length] : []))).toEqual([
      [0, 3, 1000, 0],
      [1, 3, 500, 1000],
      [2, 3, 0, 499],
    ]);
    const pipeline = createPipeline({ origin: '', epoch: '' });
    pipeline.feed(records);
    expect(pipeline.runs()[0]?.edges).toHaveLength(1499);
  });

  it('reads commands', () => {
    for (const [command, what] of [
      ['cancel_job', 'cancel'],
      ['reconnect_job', 'reconnect'],
      ['pause_job', 'pause'],
      ['resume_job', 'resume'],
    ] as const) {
      expect(reduce({ type: command, command, data: ids }, 'out')).toMatchObject([{ k: 'command', what, run: 'j' }]);
    }
    expect(reduce({ type: 'client_tools_manifest', tools: [] }, 'out')).toEqual([]);
  });

  it('keeps ids that are too long apart', () => {
    const [a, b] = ['x'.repeat(500), `${'x'.repeat(499)}y`].map((id) => {
      const [r] = reduce({ type: 'node_update', node_id: id, status: 'running', ...ids });
      return r?.k === 'node' ? r.node : '';
    });
    expect(a).not.toBe(b);
    expect(a?.length).toBeLessThanOrEqual(128);
  });
});

describe('the in-browser runner', () => {
  it('reads its batches, and says how old their messages may be', () => {
    const reducer = nodetool.createReducer();
    const graph = { nodes: [], edges: [] };
    const at = (t: number, dir: Frame['dir'], data: object): Frame => ({
      ...frame(data, dir, 'worker'),
      t: (T + t) as Micros,
    });
    const asked = reducer.reduce(at(0, 'out', { type: 'run', jobId: 'j', workflowId: 'w', graph }));
    expect(asked).toMatchObject([{ k: 'request', run: 'j', workflow: 'w', graph: true }]);
    const messages = [
      { type: 'job_update', status: 'running' },
      { type: 'node_update', node_id: 'n', status: 'completed', result: { a: 1 }, ...ids },
    ];
    expect(reducer.reduce(at(7000, 'in', { type: 'messages', jobId: 'j', messages }))).toMatchObject([
      { k: 'run', run: 'j', status: 'running', late: 7000 },
      { k: 'node', node: 'n', late: 7000 },
    ]);
    expect(reducer.reduce(at(9000, 'in', { type: 'done', jobId: 'j', status: 'completed' }))).toMatchObject([
      { k: 'run', status: 'completed', late: 2000 },
    ]);
  });

  it('runs no getter of the page', () => {
    let ran = 0;
    const trap = Object.defineProperty({ type: 'run', jobId: 'j' }, 'graph', {
      enumerable: true,
      get: () => (ran += 1),
    });
    nodetool.claims(frame(trap, 'out', 'worker'));
    nodetool.createReducer().reduce(frame(trap, 'out', 'worker'));
    expect(ran).toBe(0);
  });
});

describe('trouble', () => {
  const what = (data: Frame['data']) =>
    nodetool
      .createReducer()
      .reduce(frame(data))
      .map((r) => (r.k === 'trouble' ? r.what : r.k));

  it('counts cut, too deep and too large frames and goes on', () => {
    const whole = encode({ type: 'node_update', node_id: 'n', status: 'running', ...ids });
    for (let n = 1; n < whole.byteLength; n++) expect(what(whole.subarray(0, n))).toEqual(['malformed']);
    expect(what('{"type":"node_update"')).toEqual(['malformed']);
    expect(what(`{"type":"job_update","status":${'['.repeat(5000)}`)).toEqual(['malformed']);
    const connection = openConnection(PAGE_EDITORS);
    const take = (data: Frame['data']) => connection.take(frame(data)).map((r) => (r.k === 'trouble' ? r.what : r.k));
    expect(take(new Uint8Array(100 << 20)), 'nobody’s, so nobody’s trouble').toEqual([]);
    expect([take(whole), take(new Uint8Array(100 << 20)), take(whole)]).toEqual([['node'], ['too-large'], ['node']]);
  });

  it('takes foreign binary frames for what they are', () => {
    expect(what(new Uint8Array([0x01, 2, 3]))).toEqual([]);
  });
});

describe('recognition', () => {
  it('asks the same editors in the page as behind it', () => {
    expect(PAGE_EDITORS.map((e) => [e.id, e.claims, e.createReducer])).toEqual(
      EDITORS.map((e) => [e.id, e.claims, e.createReducer]),
    );
  });

  const claims = (data: Frame['data'], dir: Frame['dir'] = 'in') => nodetool.claims(frame(data, dir));

  it('knows its own by content', () => {
    expect(claims(encode({ type: 'job_update', status: 'running' }))).toBe(true);
    expect(claims(encode({ type: 'run_job', command: 'run_job' }), 'out')).toBe(true);
    expect(claims('{"command":"run_job","type":"run_job","data":{}}', 'out')).toBe(true);
  });

  it('leaves others alone', () => {
    for (const other of ['', 'ping', '{}', '{"type":"status","data":{}}', '[1,2]']) expect(claims(other)).toBe(false);
    expect(claims(encode({ type: 'ping' }))).toBe(false);
    expect(claims(new Uint8Array(0))).toBe(false);
    expect(claims(new Uint8Array([0x81]))).toBe(false);
  });
});
