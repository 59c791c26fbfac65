import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMappedEditor } from '../../src/editors/custom/mapped.ts';
import { decodeRecord } from '../../src/messages/decode-record.ts';
import type { Mapping } from '../../src/model/mapping.ts';
import type { TrafficRecord } from '../../src/model/record.ts';
import { frameOf, httpRecords, inShort, mappingOf, runsOf, socketRecords, T0, type Timed } from '../support/mapped.ts';

/** The only run. */
function inOne(records: readonly TrafficRecord[]): readonly string[] {
  const runs = runsOf(records);
  expect(runs).toHaveLength(1);
  return inShort(runs[0]);
}

const iso = (ms: number): string => new Date(T0 + ms).toISOString();

describe('a socket with a type per message', () => {
  const mapping = mappingOf({
    messages: [
      {
        when: { type: 'run_started' },
        event: 'run-start',
        run: 'data.run',
        name: 'data.flow.name',
        time: { path: 'ts', unit: 'ms' },
      },
      {
        when: { type: 'node_started' },
        event: 'node-start',
        run: 'data.run',
        node: 'data.id',
        title: 'data.label',
        type: 'data.kind',
        time: { path: 'ts', unit: 'ms' },
      },
      {
        when: { type: ['node_finished', 'node_failed'] },
        event: 'node-end',
        run: 'data.run',
        node: 'data.id',
        time: { path: 'ts', unit: 'ms' },
        error: 'data.error',
        tokens: { input: 'data.usage.in', output: 'data.usage.out' },
        cost: { path: 'data.usage.usd', unit: 'USD' },
        bytes: 'data.output',
      },
      { when: { type: 'run_finished' }, event: 'run-end', run: 'data.run', time: { path: 'ts', unit: 'ms' } },
    ],
  });
  /** The server's clock is 5 s behind ours, and messages take 3 to 30 ms. */
  const said = (ms: number, type: string, data: object): Timed => [
    5000 + ms + 3 + (ms % 28),
    { type, ts: T0 + ms, data },
  ];
  const messages: readonly Timed[] = [
    said(0, 'run_started', { run: 'r1', flow: { name: 'Pipeline' } }),
    said(56, 'node_started', { run: 'r1', id: 'a', label: 'Load', kind: 'acme.Load' }),
    said(140, 'node_finished', { run: 'r1', id: 'a', usage: { in: 12, out: 34, usd: 0.5 }, output: 'secret text' }),
    said(141, 'node_started', { run: 'r1', id: 'b' }),
    said(301, 'node_failed', { run: 'r1', id: 'b', error: 'ValueError: secret text' }),
    said(310, 'run_finished', { run: 'r1' }),
  ];

  it('gives the times of the server', () => {
    const [run] = runsOf(socketRecords(mapping, messages));
    expect(inShort(run)).toEqual(['Acme Flow success 0-310', 'a success 56-140', 'b error 141-301']);
    expect(run).toMatchObject({
      serverId: 'r1',
      workflow: { name: 'Pipeline' },
      clockOffsetUs: 5_003_000,
      clock: 'server',
    });
    expect(run?.nodes[0]).toMatchObject({
      title: 'Load',
      type: 'acme.Load',
      tokens: { input: 12, output: 34 },
      cost: { amount: 0.5, unit: 'USD' },
      bytes: '"secret text"'.length,
    });
    expect(run?.nodes[1]).toMatchObject({ errorClass: 'ValueError' });
  });

  it('keeps no payload and passes the gate', () => {
    const records = socketRecords(mapping, messages);
    expect(JSON.stringify(records)).not.toContain('secret');
    for (const record of records) expect(decodeRecord(record)).toEqual({ ok: true, value: record });
  });

  it('is recognised by address and by a message that a rule is for', () => {
    const editor = createMappedEditor(mapping);
    const first = JSON.stringify({ type: 'run_started', data: { run: 'r' } });
    expect(editor.claims(frameOf(0, first))).toBe(true);
    expect(editor.claims(frameOf(0, first, { url: 'wss://localhost:9000/flow?token=1' }))).toBe(true);
    expect(editor.claims(frameOf(0, first, { url: 'ws://localhost:9000/chat' }))).toBe(false);
    expect(editor.claims(frameOf(0, first, { transport: 'worker' }))).toBe(false);
    expect(editor.claims(frameOf(0, first, { dir: 'out' }))).toBe(false);
    expect(editor.claims(frameOf(0, '{"type":"ping"}'))).toBe(false);
    expect(editor.claims(frameOf(0, '{"type":"run_started"'))).toBe(false);
  });

  it('takes no stamp that is far from the wall clock: the unit must be wrong', () => {
    const wrong = messages.map(([ms, m]): Timed => [ms, { ...(m as object), ts: (T0 + ms) / 1000 }]);
    const [run] = runsOf(socketRecords(mapping, wrong));
    expect(run?.clock).toBe('arrival');
    expect(inShort(run)[0]).toBe('Acme Flow success 5003-5315');
  });

  it('says what it cannot read and goes on', () => {
    const broken = messages.toSpliced(2, 0, [5100, '{"type": "node_progress", "data": {']);
    const records = socketRecords(mapping, broken);
    expect(records.filter((r) => r.k === 'trouble')).toMatchObject([{ what: 'malformed', n: 1 }]);
    expect(inOne(records)).toEqual(['Acme Flow success 0-310', 'a success 56-140', 'b error 141-301']);
  });

  it('speaks socket.io and MessagePack as well', async () => {
    const io = { ...mapping, format: 'socket.io', messages: mapping.messages.map(inPacket) } as Mapping;
    const packets = messages.map(([ms, m]): Timed => [ms, `42${JSON.stringify([(m as { type: string }).type, m])}`]);
    expect(inOne(socketRecords(io, [[4990, '0{"sid":"x"}'], [4991, '40'], ...packets]))).toEqual([
      'Acme Flow success 0-310',
      'a success 56-140',
      'b error 141-301',
    ]);
    const { encode } = await import('@msgpack/msgpack');
    const packed = messages.map(([ms, m]): Timed => [ms, encode(m)]);
    expect(inOne(socketRecords({ ...mapping, format: 'msgpack' }, packed))[1]).toBe('a success 56-140');
  });

  /** The same rule for `["type", message]`. */
  function inPacket(rule: Mapping['messages'][number]): object {
    const moved = JSON.stringify(rule).replaceAll(/"(data\.|ts")/g, '"[1].$1');
    return { ...JSON.parse(moved), when: { '[0]': rule.when?.type } };
  }
});

describe('a status in each message, no names of runs, no times', () => {
  const mapping = mappingOf({
    messages: [
      { when: { kind: 'job' }, event: 'run', status: { path: 'state', words: { go: 'running', halt: 'success' } } },
      {
        when: { kind: 'task' },
        event: 'node',
        node: 'task',
        status: { path: 'state', words: { idle: 'ignore' } },
        duration: { path: 'secs', unit: 's' },
      },
    ],
  });
  const job = (ms: number, state: string): Timed => [ms, { kind: 'job', state }];
  const task = (ms: number, id: number, state: string, more = {}): Timed => [
    ms,
    { kind: 'task', task: id, state, ...more },
  ];

  it('makes a run of each start', () => {
    const records = socketRecords(mapping, [
      job(0, 'go'),
      task(10, 1, 'RUNNING'),
      task(50, 1, 'Succeeded'),
      task(51, 1, 'idle'),
      task(52, 1, 'a word nobody knows'),
      job(60, 'halt'),
      job(100, 'go'),
      task(110, 1, 'running'),
      task(150, 1, 'failed'),
      job(160, 'failed'),
    ]);
    expect(runsOf(records).map(inShort)).toEqual([
      ['Acme Flow success 0-60', '1 success 10-50'],
      ['Acme Flow error 100-160', '1 error 110-150'],
    ]);
  });

  it('that is told again and again is one run', () => {
    const states = [
      job(0, 'done'),
      job(5, 'go'),
      task(10, 1, 'running'),
      job(20, 'go'),
      task(30, 1, 'ok'),
      job(40, 'done'),
      job(50, 'done'),
    ];
    const again = [...states, job(60, 'go'), task(70, 1, 'running'), task(80, 1, 'ok'), job(90, 'go'), job(99, 'done')];
    expect(runsOf(socketRecords(mapping, again)).map(inShort)).toEqual([
      ['Acme Flow success 5-40', '1 success 10-30'],
      ['Acme Flow success 60-99', '1 success 70-80'],
    ]);
  });

  it('uses the duration of the server', () => {
    const records = socketRecords(mapping, [
      job(0, 'go'),
      task(10, 1, 'running'),
      task(52, 1, 'ok', { secs: 0.041 }),
      job(60, 'halt'),
    ]);
    const [run] = runsOf(records);
    expect(run?.nodes[0]).toMatchObject({ clock: 'server-duration' });
    expect((run?.nodes[0]?.endUs ?? 0) - (run?.nodes[0]?.startUs ?? 0)).toBe(41_000);
  });
});

describe('ends that say when they began', () => {
  const from = { path: 'from', unit: 'ms' };
  const judge = (end: object, message: object): readonly string[] => {
    const mapping = mappingOf({
      messages: [
        { when: { e: 's' }, event: 'run-start', time: { path: 'from', unit: 'ms' } },
        { when: { e: 'n' }, event: 'node-end', node: 'n', ...end },
        { when: { e: 'e' }, event: 'run-end' },
      ],
    });
    return inOne(
      socketRecords(mapping, [
        [1, { e: 's', from: T0 }],
        [61, { e: 'n', n: 'a', ...message }],
        [71, { e: 'e' }],
      ]),
    );
  };

  it.each([
    [
      'start and end',
      { start: from, time: { path: 'to', unit: 'ms' } },
      { from: T0 + 20, to: T0 + 55 },
      'a success 20-55',
    ],
    [
      'start and duration',
      { start: from, duration: { path: 'took', unit: 's' } },
      { from: T0 + 20, took: 0.035 },
      'a success 20-55',
    ],
    [
      'end and duration',
      { time: { path: 'to', unit: 'ms' }, duration: { path: 'took', unit: 'us' } },
      { to: T0 + 55, took: 35_000 },
      'a success 20-55',
    ],
    // The message came 61 ms after a start that was seen 1 ms late.
    ['start alone', { start: from }, { from: T0 + 20 }, 'a success 20-60'],
    [
      'an end before its start',
      { start: from, time: { path: 'to', unit: 'ms' } },
      { from: T0 + 20, to: T0 + 10 },
      'a success 20-60',
    ],
  ])('by %s', (_what, end, message, expected) => {
    expect(judge(end, message)[1]).toBe(expected);
  });
});

describe('snapshots of all nodes', () => {
  const snapshot = (nodes: object, state = 'running'): object => ({ run: { id: 'r', state }, nodes });
  const run = { event: 'run', run: 'run.id', status: { path: 'run.state' } };

  it('are read by differences, whether a list or a map', () => {
    const list = mappingOf({
      messages: [
        run,
        { event: 'node', list: 'nodes', run: '$.run.id', node: 'id', status: { path: 'state' }, title: 'name' },
      ],
    });
    const map = mappingOf({
      messages: [run, { event: 'node', list: 'nodes', run: '$.run.id', node: '@key', status: { path: '@item' } }],
    });
    const states = [
      [0, { a: 'running', b: 'pending' }, 'running'],
      [50, { a: 'running', b: 'pending' }, 'running'],
      [90, { a: 'done', b: 'running' }, 'running'],
      [150, { a: 'done', b: 'done' }, 'completed'],
    ] as const;
    const asList = states.map(
      ([ms, nodes, state]): Timed => [
        ms,
        snapshot(
          Object.entries(nodes).map(([id, s]) => ({ id, state: s, name: id })),
          state,
        ),
      ],
    );
    const asMap = states.map(([ms, nodes, state]): Timed => [ms, snapshot(nodes, state)]);
    const expected = ['Acme Flow success 0-150', 'a success 0-90', 'b success 90-150'];
    expect(inOne(socketRecords(list, asList))).toEqual(expected);
    expect(inOne(socketRecords(map, asMap))).toEqual(expected);
    expect(socketRecords(map, asMap).filter((r) => r.k === 'node')).toHaveLength(4);
  });

  it('come by polling: answers of one page belong together', () => {
    const mapping = mappingOf({
      match: { transport: ['http'], url: '/api/*', methods: ['GET', 'POST'] },
      messages: [
        {
          sender: 'page',
          when: { workflow: { exists: true } },
          event: 'run-request',
          workflow: 'workflow.id',
          name: 'workflow.title',
          graph: { nodes: 'workflow.nodes', id: '@key', type: 'kind', needs: 'after' },
        },
        { when: { state: 'done' }, event: 'run-end' },
        {
          event: 'node',
          list: 'nodes',
          node: '@key',
          whenItem: { hidden: { exists: false } },
          status: { path: 's' },
          start: { path: 'from', unit: 'iso' },
          time: { path: 'to', unit: 'iso' },
        },
      ],
    });
    const workflow = { id: 'w', title: 'T', nodes: { a: { kind: 'A' }, b: { kind: 'B', after: ['a'] } } };
    const poll = (ms: number, body: object) => ({
      method: 'GET',
      url: 'http://localhost:9000/api/state',
      steps: [[ms, 'request', ''] as const, [ms + 2, 'body', JSON.stringify(body)] as const],
    });
    const a = { s: 'done', from: iso(5), to: iso(30) };
    const records = httpRecords(
      [createMappedEditor(mapping)],
      [
        { method: 'POST', url: 'http://localhost:9000/api/run', steps: [[0, 'request', JSON.stringify({ workflow })]] },
        poll(10, { state: 'on', nodes: { a: { s: 'running', from: iso(5) } } }),
        poll(40, { state: 'on', nodes: { a, b: { s: 'running', from: iso(31) }, c: { s: 'running', hidden: 1 } } }),
        poll(70, { state: 'done', nodes: { a, b: { s: 'error', from: iso(31), to: iso(66) } } }),
      ],
    );
    const [run] = runsOf(records);
    expect(inShort(run).slice(1)).toEqual(['a success 5-30', 'b error 31-66']);
    expect(run).toMatchObject({ status: 'success', workflow: { id: 'w', name: 'T' }, edges: [['a', 'b', 'data']] });
  });
});

describe('a streaming answer', () => {
  const sse = mappingOf({
    match: { transport: ['http'], url: '*/v1/run' },
    format: 'sse',
    messages: [
      {
        when: { '@event': 'node' },
        event: 'node',
        node: 'id',
        status: { path: 'state' },
        time: { path: 'at', unit: 's' },
      },
      {
        when: { '@event': 'graph' },
        event: 'graph',
        graph: { nodes: 'nodes', id: '@item', edges: 'links', from: '[0]', to: '[1]' },
      },
      { when: { '@event': 'step' }, event: 'node-progress', node: 'id', progress: { done: 'pct', total: 100 } },
    ],
  });
  const event = (type: string, data: object): string => `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
  const text = [
    event('graph', { nodes: ['a', 'b'], links: [['a', 'b']] }),
    event('node', { id: 'a', state: 'running', at: T0 / 1000 + 0.1 }),
    event('step', { id: 'a', pct: 50 }),
    event('node', { id: 'a', state: 'ok', at: T0 / 1000 + 0.25 }),
    'data: [DONE]\n\n',
  ].join('');

  it('is one run, cut into pieces wherever it may be', () => {
    const one = { method: 'POST', url: 'https://x.test/v1/run' };
    const whole = httpRecords(
      [createMappedEditor(sse)],
      [
        {
          ...one,
          steps: [
            [90, 'request', '{"prompt":"x"}'],
            [300, 'chunk', text],
            [310, 'end', ''],
          ],
        },
      ],
    );
    const [run] = runsOf(whole);
    expect(inShort(run).slice(1)).toEqual(['a success 100-250', 'b skipped ?-?']);
    expect(run).toMatchObject({ status: 'success', nodes: [{ progress: { done: 50, total: 100 } }, {}] });
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(text.length), { maxLength: 8 }), (cuts) => {
        const ends = [...cuts.sort((x, y) => x - y), text.length];
        const steps = ends.map((end, i) => [300, 'chunk', text.slice(ends[i - 1] ?? 0, end)] as const);
        const cut = httpRecords(
          [createMappedEditor(sse)],
          [{ ...one, steps: [[90, 'request', '{"prompt":"x"}'], ...steps, [310, 'end', '']] }],
        );
        expect(cut).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  it('of NDJSON ends with a message of its own, or its end is not known', () => {
    const ndjson = mappingOf({
      match: { transport: ['http'], url: '/run' },
      format: 'ndjson',
      messages: [
        { when: { e: 'start' }, event: 'node-start', node: 'n' },
        { when: { e: 'end' }, event: 'node-end', node: 'n', items: 'count' },
        { when: { e: 'over' }, event: 'run-end' },
      ],
    });
    const lines = [
      { e: 'start', n: 'a' },
      { e: 'end', n: 'a', count: 3 },
    ].map((line) => `${JSON.stringify(line)}\r\n`);
    const take = (last: string) =>
      runsOf(
        httpRecords(
          [createMappedEditor(ndjson)],
          [
            {
              method: 'GET',
              url: 'http://h/run',
              steps: [
                [0, 'request', ''],
                [5, 'chunk', lines[0] ?? ''],
                [9, 'chunk', (lines[1] ?? '') + last],
                [10, 'end', ''],
              ],
            },
          ],
        ),
      );
    expect(inShort(take('{"e":"over"}')[0])).toEqual(['Acme Flow success 5-10', 'a success 5-9']);
    expect(take('')[0]).toMatchObject({ status: 'running', nodes: [{ items: 3 }] });
  });
});

describe('whatever is said', () => {
  const mapping = mappingOf({
    match: { transport: ['websocket', 'worker'], url: '*' },
    messages: [
      {
        event: 'run',
        run: 'a',
        status: { path: 'b' },
        time: { path: 'c', unit: 'ms' },
        graph: { nodes: 'a', id: 'b', needs: 'c', edges: 'b', from: 'a', to: '@key' },
      },
      {
        event: 'node',
        list: 'a',
        node: 'b',
        run: '$.c',
        key: '@key',
        status: { path: '@item.a' },
        duration: { path: 'c', unit: 'ns' },
        bytes: '@item',
        inputs: 'a',
        error: 'b',
        iteration: 'a',
        items: 'b',
        tokens: { input: 'a' },
        cost: { path: 'b', unit: 'X' },
        parent: 'c',
        start: { path: 'c', unit: 'iso' },
      },
      { event: 'node-end', node: 'b', title: 'a[0].b', model: 'c', time: { path: 'a', unit: 's' } },
      { event: 'node-progress', node: 'a', progress: { done: 'b', total: 'c' } },
      { event: 'run-end', when: { a: [1, true, null, 'x'] } },
    ],
  });
  const scalar = fc.oneof(
    fc.constantFrom('running', 'done', 'error', 'x', '', T0, T0 / 1000, -1, 1e300, null, true, false),
    fc.double(),
    fc.string(),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, scalar, fc.array(tie('value'), { maxLength: 4 }), tie('object')),
    object: fc.record({ a: tie('value'), b: tie('value'), c: tie('value') }, { requiredKeys: [] }),
  }));

  it('the reducer does not throw and its records pass the gate, as text and as objects alike', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 6 }), (messages) => {
        for (const [transport, data] of [
          ['websocket', (m: unknown) => JSON.stringify(m) ?? ''],
          ['worker', (m: unknown) => m as object],
        ] as const) {
          const editor = createMappedEditor(mapping);
          const reducer = editor.createReducer();
          const frames = messages.map((m, i) => frameOf(i, data(m), { transport }));
          const records = frames.flatMap((frame) => {
            editor.claims(frame);
            return reducer.reduce(frame);
          });
          for (const record of records) {
            const decoded = decodeRecord(record);
            expect(decoded.ok ? 'ok' : `${decoded.where} of ${JSON.stringify(record)}`).toBe('ok');
          }
          runsOf(records);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('broken text neither', () => {
    fc.assert(
      fc.property(value, fc.nat(200), fc.string({ maxLength: 3 }), (message, at, junk) => {
        const text = JSON.stringify(message) ?? '';
        const broken = text.slice(0, at) + junk + text.slice(at + 1);
        for (const record of createMappedEditor(mapping).createReducer().reduce(frameOf(0, broken))) {
          expect(decodeRecord(record).ok).toBe(true);
        }
      }),
    );
  });

  it('a long list is read up to its bound', () => {
    const many = { a: Array.from({ length: 60_000 }, (_, i) => ({ a: 'running', b: `n${i}` })), c: 'r' };
    const records = createMappedEditor(mapping)
      .createReducer()
      .reduce(frameOf(0, JSON.stringify(many)));
    expect(records.filter((r) => r.k === 'node').length).toBeLessThanOrEqual(50_001);
  });
});
