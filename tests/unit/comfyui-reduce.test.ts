import { describe, expect, it } from 'vitest';
import { comfyui } from '../../src/editors/comfyui/index.ts';
import type { Frame } from '../../src/editors/editor.ts';
import { RELAY_LIMITS } from '../../src/model/limits.ts';
import type { TrafficRecord } from '../../src/model/record.ts';
import {
  cached,
  executing,
  message,
  page,
  prompt,
  python,
  queue,
  snapshot,
  start,
  success,
} from '../support/comfyui.ts';

/** Node records as "id status <- parent". */
function told(records: readonly TrafficRecord[]): string[] {
  return records.flatMap((r) => (r.k === 'node' ? [`${r.node} ${r.status}${r.parent ? ` in ${r.parent}` : ''}`] : []));
}
const socket = (data: Frame['data'], dir: 'in' | 'out' = 'in'): Frame => ({
  ...{
    link: 1,
    transport: 'websocket',
    url: 'wss://host/some/prefix/ws?clientId=c&token=secret',
    dir,
    data,
    t: 0 as never,
  },
});

describe('which connections are ComfyUI', () => {
  it('knows its first frames, whatever the address', () => {
    expect(comfyui.claims(socket(queue(0)))).toBe(true);
    expect(comfyui.claims(socket(snapshot('p', { 1: 'running' })))).toBe(true);
    expect(comfyui.claims(socket(start('p', 0)))).toBe(true);
    expect(comfyui.claims(socket(executing('p', '1')))).toBe(true);
    expect(comfyui.claims(socket('{"type":"status","data":{"status":{"exec_info":{"queue_remaining":1}}}}'))).toBe(
      true,
    );
  });

  it('leaves others alone', () => {
    for (const data of ['{"type": "status", "data": {"ok": true}}', '{"type":"executing"}', '{}', 'hello', '']) {
      expect(comfyui.claims(socket(data)), data).toBe(false);
    }
    expect(comfyui.claims(socket(queue(0), 'out'))).toBe(false);
    expect(comfyui.claims(socket(new Uint8Array([0, 0, 0, 4])))).toBe(false);
  });

  it('wants the few routes that tell of runs, below any prefix', () => {
    const wants = (method: string, url: string) => comfyui.wants?.({ method, url });
    expect(wants('POST', 'http://x/api/prompt')).toBe('body');
    expect(wants('POST', 'http://x/comfy/prompt')).toBe('body');
    expect(wants('POST', 'http://x/api/interrupt')).toBe('body');
    expect(wants('GET', 'http://x/api/queue')).toBe('body');
    expect(wants('GET', 'http://x/api/jobs?status=in_progress,pending&limit=200')).toBe('body');
    expect(wants('GET', 'http://x/api/jobs?status=completed,failed&limit=64')).toBeUndefined();
    expect(wants('GET', 'http://x/api/object_info')).toBeUndefined();
    expect(wants('GET', 'http://x/api/view?filename=prompt')).toBeUndefined();
    expect(wants('POST', 'http://x/api/upload/image')).toBeUndefined();
  });

  it('takes a prompt for its own by the classes of its nodes only', () => {
    const ask = (data: string): Frame => ({
      ...{ link: 1, transport: 'http', url: 'http://x/prompt', dir: 'out', data, t: 0 as never },
      http: { part: 'request', method: 'POST' },
    });
    expect(comfyui.claims(ask(JSON.stringify(prompt({ 1: ['A', 'a'] }))))).toBe(true);
    expect(comfyui.claims(ask('{"prompt": "write me a poem"}'))).toBe(false);
  });
});

describe('progress_state by differences', () => {
  it('tells each begin and end once, of several runs at a time', () => {
    const p = page();
    for (const run of ['a', 'b']) p.says(0, start(run, 0));
    expect(told(p.says(1, snapshot('a', { 1: 'running' })))).toEqual(['1 running']);
    expect(told(p.says(2, snapshot('b', { 1: 'running' })))).toEqual(['1 running']);
    expect(told(p.says(3, snapshot('a', { 1: 'running' })))).toEqual([]);
    expect(told(p.says(4, snapshot('a', { 1: 'finished', 2: 'running' })))).toEqual(['1 completed', '2 running']);
    expect(told(p.says(5, snapshot('b', { 1: 'finished' })))).toEqual(['1 completed']);
    expect(told(p.says(6, snapshot('a', { 1: 'finished', 2: 'finished' })))).toEqual(['2 completed']);
  });

  it('reads the first one of a run that was on before, with what is done already', () => {
    const p = page();
    expect(told(p.says(0, snapshot('a', { 1: 'finished', 2: 'running' })))).toEqual(['1 completed', '2 running']);
    expect(told(p.says(1, snapshot('a', { 1: 'finished', 2: 'finished', 3: 'running' })))).toEqual([
      '2 completed',
      '3 running',
    ]);
  });

  it('does not take an old snapshot, shown again, for an end', () => {
    const p = page();
    p.says(0, start('a', 0));
    p.says(1, snapshot('a', { 1: 'running' }));
    p.says(2, snapshot('a', { 1: 'finished', 2: 'running' }));
    expect(told(p.says(3, snapshot('a', { 1: 'running' })))).not.toContain('2 completed');
  });

  it('reads other spacings, and members it does not know, as well', () => {
    const p = page();
    p.says(0, start('a', 0));
    const compact = (nodes: Record<string, string>) => JSON.stringify(JSON.parse(snapshot('a', nodes)));
    expect(told(p.says(1, compact({ 1: 'running' })))).toEqual(['1 running']);
    expect(told(p.says(2, compact({ 1: 'finished', 2: 'running' })))).toEqual(['1 completed', '2 running']);
    const loading = snapshot('a', { 1: 'finished', 2: 'finished', 3: 'running' }).replaceAll(
      '"running",',
      '"running", "activity": "loading",',
    );
    expect(told(p.says(3, loading))).toEqual(['2 completed', '3 running']);
    expect(told(p.says(4, snapshot('a', { 1: 'finished', 2: 'finished', 3: 'finished' })))).toEqual(['3 completed']);
  });

  it('keeps ids with quotes, backslashes and letters beyond ASCII apart', () => {
    const p = page();
    p.says(0, start('a', 0));
    const ids = ['a"b', 'a\\', 'ä', '"state": "running", "node_id": "x', '9'.repeat(300)];
    const first = told(p.says(1, snapshot('a', Object.fromEntries(ids.map((id) => [id, 'running'])))));
    expect(first.length).toBe(ids.length);
    expect(first.slice(0, 4)).toEqual(ids.slice(0, 4).map((id) => `${id} running`));
    const second = told(p.says(2, snapshot('a', Object.fromEntries(ids.map((id) => [id, 'finished'])))));
    expect(second).toEqual(first.map((line) => line.replace(/running$/, 'completed')));
  });

  it('names the node that a node was made by', () => {
    const p = page();
    p.says(0, start('a', 0));
    const nodes = { 2: 'running', '2.0.0.1': ['running', '2'], '5:2.0.0.1': ['running', '5:2'] } as const;
    expect(told(p.says(1, snapshot('a', nodes)))).toEqual([
      '2 running',
      '2.0.0.1 running in 2',
      '5:2.0.0.1 running in 5:2',
    ]);
  });
});

describe('other frames', () => {
  it('passes over previews and texts, and what custom nodes send', () => {
    const p = page();
    expect(p.says(0, new Uint8Array([0, 0, 0, 4, 0, 0, 0, 9]))).toEqual([]);
    expect(p.says(1, message('crystools.monitor', { cpu_utilization: 3 }))).toEqual([]);
    expect(p.says(2, message('executed', { node: '1', output: { text: ['secret'] }, prompt_id: 'a' }))).toEqual([]);
    expect(p.says(3, '{"type": "execution_start", "data": {"prompt_id": "x"')).toMatchObject([
      { k: 'trouble', what: 'malformed' },
    ]);
  });

  it('dates a step by the snapshot that told it, not by what comes behind its preview', () => {
    const p = page();
    p.says(0, start('a', 0));
    p.says(10, snapshot('a', { 1: 'running' }));
    p.says(50, snapshot('a', { 1: 'running' }));
    const [step] = p.says(75, message('progress', { value: 1, max: 4, prompt_id: 'a', node: '1' }));
    expect(step).toMatchObject({ k: 'progress', t: (1_795_000_000_000 + 50) * 1000, done: 1, total: 4 });
  });

  it('tells many cached nodes in parts, and none in one', () => {
    const p = page();
    const ids = Array.from({ length: RELAY_LIMITS.graphPart + 1 }, (_, i) => String(i));
    expect(p.says(0, cached('a', 0, ids)).map((r) => (r.k === 'nodes' ? r.nodes.length : -1))).toEqual([
      RELAY_LIMITS.graphPart,
      1,
    ]);
    expect(p.says(1, cached('a', 0)).length).toBe(1);
  });

  it('reads the class of an error and nothing of its message', () => {
    const p = page();
    const failed = {
      prompt_id: 'a',
      node_id: '3',
      exception_message: 'my secret',
      exception_type: 'torch.OutOfMemoryError',
    };
    const records = p.says(0, message('execution_error', { ...failed, timestamp: 1_795_000_000_005 }));
    expect(records).toMatchObject([
      { k: 'node', node: '3', status: 'error', errorClass: 'OutOfMemoryError' },
      { k: 'run', status: 'failed', stampUs: 1_795_000_000_005_000 },
    ]);
    expect(JSON.stringify(records)).not.toContain('secret');
  });
});

describe('requests', () => {
  const workflow = {
    id: 'w-1',
    nodes: [
      { id: 12, type: '11111111-2222-3333-4444-555555555555', title: 'My group' },
      { id: 1, type: 'Load', title: 'nothing' },
    ],
    definitions: {
      subgraphs: [
        {
          id: '11111111-2222-3333-4444-555555555555',
          name: 'Outer',
          nodes: [{ id: 7, type: '99999999-2222-3333-4444-555555555555' }],
        },
        { id: '99999999-2222-3333-4444-555555555555', name: 'Inner', nodes: [] },
      ],
    },
  };

  it('gives the graph with its author’s titles and subgraphs, and no value of any input', () => {
    const p = page();
    const body = prompt({ 1: ['Load', 'Load it'], '12:3': ['A', '', '1'], '12:7:2': ['B', 'b', '12:3'] });
    const extra = { api_key_comfy_org: 'secret-key', extra_pnginfo: { workflow } };
    Object.assign((body as { prompt: Record<string, { inputs: object }> }).prompt['1']?.inputs ?? {}, {
      text: 'secret prompt',
      list: ['1', 'x'],
      wrapped: { __value__: ['1', 0] },
    });
    p.asks(0, '/api/prompt', { ...body, extra_data: extra }, { prompt_id: 'run-1', number: 1, node_errors: {} });
    const [request] = p.records;
    expect(request).toMatchObject({ k: 'request', run: 'run-1', workflow: 'w-1', graph: true });
    expect(request?.k === 'request' && request.nodes).toEqual([
      ['12', 'Subgraph', 'My group', ''],
      ['12:7', 'Subgraph', 'Inner', '12'],
      ['1', 'Load', 'Load it', ''],
      ['12:3', 'A', '', '12'],
      ['12:7:2', 'B', 'b', '12:7'],
    ]);
    expect(request?.k === 'request' && request.edges.map(([, from, to]) => `${from}>${to}`)).toEqual([
      '1>12:3',
      '12:3>12:7:2',
    ]);
    expect(JSON.stringify(p.records)).not.toContain('secret');
  });

  it('tells a large graph in parts', () => {
    const p = page();
    const nodes = Object.fromEntries(
      Array.from({ length: 2_500 }, (_, i) => [`n${i}`, ['A', 't', ...(i > 0 ? [`n${i - 1}`] : [])] as const]),
    );
    p.asks(0, '/prompt', prompt(nodes as never), { prompt_id: 'run-1' });
    const requests = p.records.filter((r) => r.k === 'request');
    expect(requests.map((r) => [r.nodes.length, r.edges.length])).toEqual([
      [1000, 0],
      [1000, 0],
      [500, 1000],
      [0, 1000],
      [0, 499],
    ]);
    expect(p.run().nodes.length).toBe(2_500);
    expect(p.run().edges.length).toBe(2_499);
  });

  it('knows what was called off', () => {
    const p = page();
    p.asks(0, '/api/queue', { delete: ['a', 'b'] }, undefined);
    p.asks(1, '/api/queue', { clear: true }, undefined);
    p.asks(2, '/api/interrupt', undefined, undefined);
    p.asks(3, '/api/jobs/j1/cancel', undefined, undefined);
    expect(p.records.map((r) => (r.k === 'command' ? r.run : r.k))).toEqual(['a', 'b', '*', '', 'j1']);
  });

  it('ignores an answer without a question, and one that cannot be read', () => {
    const p = page();
    p.asks(0, '/api/prompt', prompt({ 1: ['A', 'a'] }), undefined);
    expect(p.records).toEqual([]);
    expect(python({ a: [1, 'ü'] })).toBe('{"a": [1, "\\u00fc"]}');
    expect(success('a', 1)).toContain('"timestamp": 1795000000001');
  });
});
