import { encode } from '@msgpack/msgpack';
import { describe, expect, it } from 'vitest';
import { createDiagnostics } from '../../../content-script/diagnostics.ts';
import { createFlow, createReceipts } from '../../../content-script/precise/flow.ts';
import { lateAt, ON_TIME } from '../../../content-script/precise/lateness.ts';
import { close, type Socket } from '../../../content-script/precise/socket.ts';
import { createRunWatch } from '../../../content-script/run-watch.ts';
import { rememberExecution, rememberNode } from '../../../src/editors/answer-memory.ts';
import { readJobs } from '../../../src/editors/comfyui/reduce/queue.ts';
import { createSnapshots } from '../../../src/editors/comfyui/reduce/snapshots.ts';
import { placeOf } from '../../../src/editors/custom/match.ts';
import { createMemory } from '../../../src/editors/custom/memory.ts';
import { createSampler } from '../../../src/editors/custom/sampler.ts';
import { shapeOf } from '../../../src/editors/custom/shape.ts';
import { createReducer as langflow } from '../../../src/editors/langflow/reduce.ts';
import { createRun } from '../../../src/editors/langflow/run.ts';
import { lookInside, readOutput } from '../../../src/editors/n8n/output.ts';
import { readPush } from '../../../src/editors/n8n/push.ts';
import { createPageApi } from '../../../src/editors/page/measured.ts';
import { createEventReader } from '../../../src/editors/scan/events.ts';
import { jsonCursor } from '../../../src/editors/scan/json.ts';
import { readId } from '../../../src/editors/scan/labels.ts';
import { msgpackCursor } from '../../../src/editors/scan/msgpack.ts';
import { valueCursor } from '../../../src/editors/scan/value.ts';
import { isSample } from '../../../src/messages/decode-samples.ts';
import { PAGE_LIMITS, RELAY_LIMITS } from '../../../src/model/limits.ts';
import type { TrafficRecord } from '../../../src/model/record.ts';
import { micros } from '../../../src/model/time.ts';
import { frameOf, mappingOf, T0 } from '../../support/mapped.ts';

const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const json = (value: unknown) => jsonCursor(JSON.stringify(value), PAGE_LIMITS.depth);
const us = (ms: number) => micros((T0 + ms) * 1000);

describe('what is scanned', () => {
  it('nests so deep', () => {
    const troubleAt = (depth: number) => {
      const c = jsonCursor('['.repeat(depth) + ']'.repeat(depth), PAGE_LIMITS.depth);
      const walk = (): void => c.eachItem(walk);
      walk();
      return c.trouble;
    };
    expect([troubleAt(PAGE_LIMITS.depth), troubleAt(PAGE_LIMITS.depth + 1)]).toEqual([undefined, 'too-deep']);
  });

  it('has keys and ids so long', () => {
    const keys: string[] = [];
    json({ ['k'.repeat(PAGE_LIMITS.keyChars)]: 1, ['l'.repeat(PAGE_LIMITS.keyChars + 1)]: 1 }).eachKey((k) =>
      keys.push(k),
    );
    expect(keys.map((k) => k.length)).toEqual([PAGE_LIMITS.keyChars, 0]);
    const id = (tail: string, at: number) => readId(json('x'.repeat(at) + tail));
    expect(id('a', PAGE_LIMITS.idChars - 1)).not.toBe(id('b', PAGE_LIMITS.idChars - 1));
    expect(id('a', PAGE_LIMITS.idChars)).toBe(id('b', PAGE_LIMITS.idChars));
  });

  it('of posted objects is measured so far, and counts as numbers from there on', () => {
    const texts = times(PAGE_LIMITS.countedValues + 10, () => 'abc');
    // The list itself is one of the values that are counted.
    const counted = 3 * (PAGE_LIMITS.countedValues - 1);
    expect(valueCursor(texts, PAGE_LIMITS.depth).skip()).toBe(2 + counted + 8 * 10);
  });

  it('of MessagePack is read right however many short texts there are, and whatever their length', () => {
    const texts = times(3 * PAGE_LIMITS.shortTexts, (i) =>
      `text ${i}`.padEnd(PAGE_LIMITS.shortTextChars - 1 + (i % 3), '.'),
    );
    const read: (string | undefined)[] = [];
    for (let round = 0; round < 2; round++) {
      const c = msgpackCursor(encode(texts), PAGE_LIMITS.depth);
      c.eachItem(() => read.push(c.text(100)));
    }
    expect(read).toEqual([...texts, ...texts]);
  });

  it('of a stream is a message so long, lines without text included', () => {
    const dropped = (text: string, limit: number) => {
      const reader = createEventReader(limit);
      const told = reader.push(`${text}\n\ndata: next\n\n`);
      return [reader.dropped, told.length];
    };
    expect(dropped(`data: ${'x'.repeat(PAGE_LIMITS.bodyBytes - 10)}`, PAGE_LIMITS.bodyBytes)).toEqual([0, 2]);
    expect(dropped(`data: ${'x'.repeat(PAGE_LIMITS.bodyBytes + 1)}`, PAGE_LIMITS.bodyBytes)).toEqual([1, 1]);
    expect(dropped('data:\n'.repeat(1_001), 1_000)).toEqual([1, 1]);
  }, 30_000);
});

describe('what is remembered', () => {
  it('of runs that are on: the newest', () => {
    const watch = createRunWatch();
    const see = (run: string, status: 'running' | 'completed') =>
      watch.see({ k: 'run', editor: 'custom', t: us(0), link: 1, run, workflow: run, status });
    const runs = times(PAGE_LIMITS.watchedRuns + 1, (i) => `r${i}`);
    for (const run of runs) see(run, 'running');
    for (const run of runs.slice(1)) see(run, 'completed');
    // r0 goes on, but nobody knows any more.
    expect(watch.on(us(1))).toBe(false);
  });

  it('while an answer lasts: the newest nodes', () => {
    const [nodes, executions] = [new Map<string, number>(), [] as number[]];
    for (let i = 0; i <= PAGE_LIMITS.answerNodes; i++) {
      rememberNode(nodes, `n${i}`, i);
      rememberExecution(executions, i);
    }
    expect([nodes.size, nodes.has('n0'), nodes.get('n1')]).toEqual([PAGE_LIMITS.answerNodes, false, 1]);
    expect([executions.length, executions[0]]).toEqual([PAGE_LIMITS.answerNodes, 1]);
  });

  it('of a mapping: so many starts, states and runs', () => {
    const memory = createMemory();
    const fill = (from: number, to: number) => {
      for (let i = from; i < to; i++) {
        memory.began(`e${i}`, i);
        memory.changed(`e${i}`, 'on');
        memory.first(`r${i}`);
      }
    };
    fill(0, PAGE_LIMITS.mappedStates);
    expect([memory.beginOf('e0'), memory.changed('e0', 'on'), memory.first('r0')]).toEqual([0, false, false]);
    fill(PAGE_LIMITS.mappedStates, PAGE_LIMITS.mappedStates + 1);
    expect([memory.beginOf('e0'), memory.changed('e0', 'on'), memory.first('r0')]).toEqual([undefined, true, true]);
  });

  it('of what a page measures: so many runs, and so many inputs of a node', () => {
    const api = createPageApi();
    const read = (run: string, more: object = {}) =>
      api.read({ kind: 'measure', startUs: us(0), endUs: us(1), longpole: { v: 1, run, node: 'a', ...more } });
    const begins = (run: string) => read(run).some((r) => r.k === 'run');
    for (let i = 0; i < PAGE_LIMITS.measuredRuns; i++) read(`r${i}`);
    expect(begins('r0')).toBe(false);
    read('one more');
    expect(begins('r0')).toBe(true);
    const [node] = read('r0', { inputs: times(PAGE_LIMITS.nodeIds + 1, String) });
    expect(node).toMatchObject({ k: 'node', from: times(PAGE_LIMITS.nodeIds, String) });
  });
});

describe('a try-out', () => {
  const END = { when: { type: 'done' }, event: 'run-end' };
  it('follows so many streams', () => {
    const stream = mappingOf({
      format: 'ndjson',
      match: { transport: ['http'], url: '*' },
      messages: [{ event: 'node-start', when: { type: 'x' }, node: 'id' }, END],
    });
    const chunk = (link: number, data: string) =>
      frameOf(1, data, { link, transport: 'http', http: { part: 'chunk', method: 'GET' } });
    const seen = (others: number) => {
      const sampler = createSampler();
      sampler.ask(stream, us(0));
      sampler.see(chunk(0, '{"type":'));
      for (let i = 1; i <= others; i++) sampler.see(chunk(i, ' '));
      sampler.see(chunk(0, '"x"}\n'));
      return sampler.ask(stream, us(2)).filter(({ shape }) => shape).length;
    };
    expect([seen(PAGE_LIMITS.sampledStreams - 2), seen(PAGE_LIMITS.sampledStreams)]).toEqual([1, 0]);
  });

  it('asks so many items of a list', () => {
    const lists = mappingOf({
      messages: [{ event: 'node-start', list: 'nodes', node: '@key', whenItem: { on: true } }, END],
    });
    const answer = (at: number) => {
      const sampler = createSampler();
      sampler.ask(lists, us(0));
      sampler.see(frameOf(1, JSON.stringify({ nodes: times(at + 1, (i) => ({ on: i === at })) })));
      const [sample] = sampler.ask(lists, us(2));
      return sample?.answers.find(([question]) => question.includes('whenItem'))?.[1];
    };
    expect([answer(PAGE_LIMITS.sampledItems - 1), answer(PAGE_LIMITS.sampledItems)]).toEqual([true, false]);
  });

  it('tells so many keys, and questions so long', () => {
    const shape = shapeOf(json(Object.fromEntries(times(PAGE_LIMITS.shapeKeys + 7, (i) => [`key${i}`, 1]))));
    expect(shape).toMatchObject({ kind: 'map', more: 7, keys: { length: PAGE_LIMITS.shapeKeys } });
    const sample = (question: string) => ({
      t: 1,
      link: 1,
      transport: 'http',
      where: 'h/',
      sender: 'server',
      answers: [[question, true]],
    });
    expect(isSample(sample('q'.repeat(RELAY_LIMITS.questionChars)))).toBe(true);
    expect(isSample(sample('q'.repeat(RELAY_LIMITS.questionChars + 1)))).toBe(false);
  });

  it('compares so much of an address', () => {
    expect(placeOf(`http://h/${'x'.repeat(5_000)}`)).toHaveLength(PAGE_LIMITS.addressChars - 'http://'.length);
  });
});

describe('ComfyUI', () => {
  const picture = (run: string, more = '') =>
    `{"type": "progress_state", "data": {"prompt_id": "${run}", "nodes": {"1": {"value": 0, "max": 1, "state": "running", "node_id": "1"${more}}}}}`;

  it('tells so many jobs of one answer', () => {
    const jobs = times(PAGE_LIMITS.comfyJobs + 1, (i) => ({ id: `j${i}`, create_time: T0 }));
    expect(readJobs(json({ jobs }), frameOf(0, ''))).toHaveLength(PAGE_LIMITS.comfyJobs);
  });

  it('remembers the pictures of so many runs', () => {
    const told = (runs: number) => {
      const snapshots = createSnapshots();
      for (let i = 0; i < runs; i++) snapshots.take(frameOf(i, ''), picture(`r${i}`));
      return snapshots.take(frameOf(runs, ''), picture('r0')).length;
    };
    expect([told(PAGE_LIMITS.comfySnapshots), told(PAGE_LIMITS.comfySnapshots + 1)]).toEqual([0, 1]);
  });

  it('looks so far into a node', () => {
    const parent = (pad: number) => {
      const snapshots = createSnapshots();
      snapshots.note({ k: 'run', editor: 'comfyui', t: us(0), link: 1, run: 'r', workflow: '', status: 'running' });
      const more = `, "x": "${'x'.repeat(pad)}", "parent_node_id": "2"`;
      const [record] = snapshots.take(frameOf(1, ''), picture('r', more));
      return record?.k === 'node' ? record.parent : 'none';
    };
    expect([parent(100), parent(PAGE_LIMITS.comfyNodeChars)]).toEqual(['2', undefined]);
  });
});

describe('Langflow', () => {
  it('remembers the polls of so many jobs', () => {
    let link = 0;
    const poll = (job: string, ms: number) => {
      const url = `http://h/api/v1/build/${job}/events?event_delivery=polling`;
      const reducer = langflow();
      const step = (part: 'request' | 'body', data: string) =>
        reducer.reduce(frameOf(ms, data, { link: ++link, transport: 'http', url, http: { part, method: 'GET' } }));
      step('request', '');
      return step('body', '{"event": "vertices_sorted", "data": {"ids": ["a"]}}\n')[0];
    };
    const lateAfter = (others: number, name: string) => {
      poll(name, 0);
      for (let i = 0; i < others; i++) poll(`${name}${i}`, 1);
      return poll(name, 500)?.late;
    };
    expect(lateAfter(PAGE_LIMITS.langflowJobs - 1, 'a')).toBe(500_000);
    expect(lateAfter(PAGE_LIMITS.langflowJobs, 'b')).toBe(0);
  });

  it('reads so many ids of a list', () => {
    const ids = times(PAGE_LIMITS.langflowIds + 5, (i) => `n${i}`);
    const head = { editor: 'langflow', t: us(0), link: 1, run: 'r', workflow: '' } as const;
    const records = createRun(PAGE_LIMITS.depth).event(
      JSON.stringify({ event: 'vertices_sorted', data: { ids } }),
      head,
    );
    expect(records.filter((r: TrafficRecord) => r.k === 'node')).toHaveLength(PAGE_LIMITS.langflowIds);
  });
});

describe('n8n', () => {
  it('looks into so many items, and says nothing of errors when there are more', () => {
    const failed = (n: number) => {
      const text = JSON.stringify({ main: [times(n, (i) => (i === n - 1 ? { error: {} } : { json: {} }))] });
      const output = readOutput(jsonCursor(text, PAGE_LIMITS.depth), { inside: lookInside(text), count: true });
      return [output?.items, output?.failed];
    };
    expect(failed(PAGE_LIMITS.n8nItems)).toEqual([PAGE_LIMITS.n8nItems, 1]);
    expect(failed(PAGE_LIMITS.n8nItems + 1)).toEqual([PAGE_LIMITS.n8nItems + 1, undefined]);
  });

  it('reads small messages whole, of large ones the beginning', () => {
    const message = (pad: number, more = 0) =>
      `{"type":"nodeExecuteAfter","data":{"x":"${'x'.repeat(pad)}","nodeName":"A","y":"${'y'.repeat(more)}"}}`;
    const nodeOf = (text: string) => readPush(text).push.node;
    expect(nodeOf(message(PAGE_LIMITS.n8nWholeBytes - 100))).toBe('A');
    expect(nodeOf(message(PAGE_LIMITS.n8nWholeBytes))).toBe('');
    expect(nodeOf(message(PAGE_LIMITS.n8nHeadBytes - 100, PAGE_LIMITS.n8nWholeBytes))).toBe('A');
    expect(nodeOf(message(PAGE_LIMITS.n8nHeadBytes, PAGE_LIMITS.n8nWholeBytes))).toBe('');
  });
});

it('the log of a page that is troubleshot has so many records, and says how many are left out', () => {
  const diagnostics = createDiagnostics('e');
  diagnostics.enable(true);
  const record: TrafficRecord = { k: 'trouble', what: 'internal', n: 1, t: us(0), link: 1 };
  diagnostics.note(1, Array(RELAY_LIMITS.diagnosticsRecords + 3).fill(record));
  expect(diagnostics.answer({ kind: 'longpole-diagnostics', count: 0 })).toEqual({
    epoch: 'e',
    total: RELAY_LIMITS.diagnosticsRecords,
    dropped: 3,
    records: [],
  });
});

describe('the precise clock', () => {
  it('takes in so much that the page has not handled, and is told of so much at once', () => {
    const flow = createFlow(PAGE_LIMITS.unhandledBytes);
    flow.took(PAGE_LIMITS.unhandledBytes - 1);
    expect(flow.room()).toBeUndefined();
    flow.took(1);
    expect(flow.room()).toBeInstanceOf(Promise);
    const said: number[] = [];
    const receipts = createReceipts(PAGE_LIMITS.unsaidBytes, (bytes) => said.push(bytes));
    receipts.handled(PAGE_LIMITS.unsaidBytes - 1);
    receipts.handled(1);
    expect(said).toEqual([PAGE_LIMITS.unsaidBytes]);
    // Else the two could wait for each other.
    expect(PAGE_LIMITS.unsaidBytes).toBeLessThan(PAGE_LIMITS.unhandledBytes / 2);
  });

  it('states what a frame waits for the worker', () => {
    expect(lateAt(ON_TIME, 5, PAGE_LIMITS.workerLateMs)).toBe(PAGE_LIMITS.workerLateMs);
  });

  it('lets a page give so long a reason', () => {
    const { port1, port2 } = new MessageChannel();
    const socket = { self: port1 as unknown as EventTarget, state: 1 } as Socket;
    expect(() => close(socket, [1000, 'x'.repeat(PAGE_LIMITS.closeReasonBytes + 1)])).toThrow('123 UTF-8 bytes');
    close(socket, [1000, 'x'.repeat(PAGE_LIMITS.closeReasonBytes)]);
    expect(socket.state).toBe(2);
    port2.close();
  });
});
