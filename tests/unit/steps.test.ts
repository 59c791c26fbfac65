import { describe, expect, it } from 'vitest';
import type { Interpreter } from '../../src/editors/editor.ts';
import { createStepInterpreter, type StepTraits } from '../../src/editors/steps/interpret.ts';
import { RUN_LIMITS } from '../../src/model/limits.ts';
import type { NodeRecord, RequestRecord, RunRecord, TrafficRecord } from '../../src/model/record.ts';
import type { Run } from '../../src/model/run.ts';
import { createRecorder } from '../../src/recorder/recorder.ts';
import { shortly, us } from '../support/streams.ts';

const TRAITS: StepTraits = { editor: 'custom', resolutionUs: 1_000, serverClock: false };

/** An interpreter with its recorder. */
function watch(traits: Partial<StepTraits> = {}) {
  const interpreter: Interpreter = createStepInterpreter({ ...TRAITS, ...traits });
  const recorder = createRecorder({ origin: 'o', epoch: 'e' });
  const apply = (events: ReturnType<Interpreter['feed']>) => {
    for (const event of events) recorder.apply('custom', event);
  };
  return {
    interpreter,
    feed: (...records: readonly TrafficRecord[]) => {
      for (const record of records) apply(interpreter.feed(record));
    },
    settle: (at: number, final = false) => apply(interpreter.settle(us(at), final)),
    runs: (): readonly Run[] => recorder.runs(),
    short: () => recorder.runs().map(shortly),
  };
}

const head = (at: number, run = 'r', link = 1, workflow = 'w') => ({
  editor: 'custom' as const,
  t: us(at),
  link,
  run,
  workflow,
});
type More<T> = Partial<Omit<T, 'k' | 't'>>;
const node = (at: number, id: string, status: NodeRecord['status'], more: More<NodeRecord> = {}): NodeRecord => ({
  k: 'node',
  ...head(at),
  node: id,
  type: '',
  name: '',
  status,
  ...more,
});
const run = (at: number, status: RunRecord['status'], more: More<RunRecord> = {}): RunRecord => ({
  k: 'run',
  ...head(at),
  status,
  ...more,
});
const request = (at: number, more: More<RequestRecord> = {}): RequestRecord => ({
  k: 'request',
  ...head(at, ''),
  name: '',
  nodes: [],
  edges: [],
  part: 0,
  parts: 1,
  graph: false,
  ...more,
});
const graph = (at: number, ids: readonly string[], more: object = {}): TrafficRecord => ({
  k: 'graph',
  ...head(at, ''),
  name: 'Flow',
  nodes: ids.map((id) => [id, `${id}Type`, `The ${id}`, '']),
  edges: ids.slice(1).map((id, i) => ['', ids[i] ?? '', id, 'data', '']),
  part: 0,
  parts: 1,
  ...more,
});
const closed = (at: number, link = 1, transport: 'http' | 'websocket' = 'http'): TrafficRecord => ({
  k: 'link',
  what: 'close',
  transport,
  where: '',
  t: us(at),
  link,
});

describe('which run', () => {
  it('is the one at work on the link when the wire has no ids; a request opens the next', () => {
    const w = watch();
    const none = { run: '' };
    w.feed(request(0), run(5, 'running', none), node(6, 'a', 'running', none), node(9, 'a', 'completed', none));
    w.feed(run(10, 'completed', none), node(11, 'a', 'completed', none));
    w.feed(
      run(20, 'running', none),
      run(21, 'running', none),
      run(30, 'completed', none),
      request(40),
      run(41, 'running', none),
    );
    expect(w.short()).toEqual([['success 5-10', 'a success 6-9', 'a#1 success'], ['success 20-30'], ['running 41-?']]);
    expect(w.runs().map((r) => r.queuedUs)).toEqual([us(0), undefined, us(40)]);
  });

  it('is that of the request on the link, else of the workflow, when an id first appears; or what an ack says', () => {
    const w = watch();
    w.feed(request(0), request(1, { link: 2, workflow: 'v' }), request(2, { link: 3 }));
    w.feed({ k: 'ack', ...head(3, 'job', 3), what: 'started' });
    w.feed(
      run(10, 'running', { run: 'x', link: 9, workflow: 'v' }),
      run(11, 'running', { run: 'y' }),
      run(12, 'running', { run: 'job', link: 7 }),
    );
    expect(w.runs().map((r) => [r.serverId, r.queuedUs, r.startUs])).toEqual([
      ['y', us(0), us(11)],
      ['x', us(1), us(10)],
      ['job', us(2), us(12)],
    ]);
  });

  it('with an id ends once: what comes later adds to its nodes, and after a while is ignored', () => {
    const w = watch();
    w.feed(
      run(0, 'running'),
      node(1, 'a', 'running'),
      run(10, 'failed', { errorClass: 'E' }),
      run(11, 'running'),
      run(12, 'completed'),
    );
    w.feed(node(13, 'a', 'completed'));
    expect(w.short()).toEqual([['error 0-10', 'a success 1-13']]);
    expect(w.runs()[0]?.errorClass).toBe('E');
    w.settle(59_000);
    w.settle(75_000);
    w.feed(node(80_000, 'a', 'running'));
    expect(w.short()).toEqual([['error 0-10', 'a success 1-13']]);
  });

  it('is late when a node is the first word of it, refused when an ack says so', () => {
    const w = watch();
    w.feed(node(5, 'a', 'running'), request(6, { link: 2 }), { k: 'ack', ...head(7, '', 2), what: 'refused' });
    expect(w.runs().map((r) => [r.status, r.partial])).toEqual([
      ['running', ['no-graph', 'late-attach']],
      ['error', ['no-graph']],
    ]);
  });

  it('ignores what is not newer where messages are numbered', () => {
    const w = watch();
    w.feed(run(0, 'running', { seq: 1 }), node(1, 'a', 'running', { seq: 2 }), node(1, 'b', 'running', { seq: 2 }));
    w.feed(node(50, 'a', 'running', { seq: 2 }), run(51, 'failed', { seq: 1 }), node(60, 'a', 'completed', { seq: 3 }));
    expect(w.short()).toEqual([['running 0-?', 'a success 1-60', 'b running 1-?']]);
  });

  it('keeps so many runs that are open and no more: the oldest is cut', () => {
    const w = watch();
    for (let i = 0; i <= RUN_LIMITS.openRuns; i++) w.feed(run(i, 'running', { run: `r${i}` }));
    const statuses = w.runs().map((r) => r.status);
    expect(statuses.slice(0, 2)).toEqual(['cut', 'running']);
    expect((w.interpreter.save() as { runs: unknown[] }).runs).toHaveLength(RUN_LIMITS.openRuns);
  });
});

describe('graphs', () => {
  it('of a workflow serve its next runs and the open ones that have none; in parts, and only whole', () => {
    const w = watch();
    w.feed(run(0, 'running'), node(1, 'a', 'running'));
    w.feed(graph(2, ['a', 'b'], { parts: 2 }));
    expect(w.runs()[0]?.partial).toEqual(['no-graph']);
    w.feed(graph(3, ['c'], { part: 1, parts: 2, edges: [['', 'b', 'c', 'control', '']] }));
    w.feed(node(9, 'a', 'completed'), run(10, 'completed'), graph(11, ['z']), run(20, 'running', { run: 's' }));
    expect(w.short()).toEqual([
      ['success 0-10', 'a success 1-9', 'b skipped', 'c skipped'],
      ['running 20-?', 'z waiting'],
    ]);
    const [first] = w.runs();
    expect(first?.partial).toBeUndefined();
    expect(first?.workflow).toEqual({ id: 'w', name: 'Flow' });
    expect(first?.nodes[0]).toMatchObject({ type: 'aType', title: 'The a' });
    expect(first?.edges).toEqual([
      ['a', 'b', 'data'],
      ['b', 'c', 'control'],
    ]);
  });

  it('of a request are its own, and where there is none, edges are what nodes say gave them their inputs', () => {
    const w = watch();
    w.feed(graph(0, ['x']), request(1, { nodes: [['a', 't', '', '']], graph: true }), run(2, 'running'));
    w.feed(
      run(3, 'running', { run: 's', workflow: '' }),
      node(4, 'b', 'running', { run: 's', workflow: '', from: ['a'] }),
    );
    expect(w.runs().map((r) => [r.nodes.map((n) => n.id), r.edges])).toEqual([
      [['a'], []],
      [['b'], [['a', 'b', 'data']]],
    ]);
    expect(w.runs()[1]?.graphHash).toBe('');
  });

  it('remembers the newest workflows only', () => {
    const w = watch();
    for (let i = 0; i <= RUN_LIMITS.graphs; i++) w.feed(graph(i, ['a'], { workflow: `w${i}` }));
    w.feed(run(1, 'running', { workflow: 'w0' }), run(1, 'running', { run: 's', workflow: 'w1' }));
    expect(w.runs().map((r) => r.nodes.length)).toEqual([0, 1]);
  });
});

describe('executions', () => {
  it('without keys end in the order in which they began, those of the same round first', () => {
    const w = watch();
    w.feed(run(0, 'running'), ...[1, 2, 3].map((at) => node(at, 'a', 'running', { iteration: at - 1 })));
    w.feed(node(10, 'a', 'completed', { iteration: 2 }), node(11, 'a', 'error'), node(12, 'a', 'completed'));
    expect(w.short()).toEqual([['running 0-?', 'a error 1-11', 'a#1 success 2-12', 'a#2 success 3-10']]);
  });

  it('that have their inputs run from then on, until a start or a duration says better', () => {
    const w = watch();
    w.feed(run(0, 'running'), node(1, 'a', 'starting'), node(2, 'b', 'starting'), node(3, 'c', 'starting'));
    expect(w.short()).toEqual([['running 0-?', 'a running 1-?', 'b running 2-?', 'c running 3-?']]);
    w.feed(
      node(5, 'a', 'running'),
      node(9, 'a', 'completed'),
      node(9, 'b', 'completed', { durationUs: 2_000 }),
      node(9, 'c', 'completed'),
    );
    expect(w.short()).toEqual([['running 0-?', 'a success 5-9', 'b success 7-9', 'c success 3-9']]);
    expect(w.runs()[0]?.nodes.map((n) => n.readyUs)).toEqual([us(1), us(2), us(3)]);
  });

  it('have no times when only their end is told, or when they did not work', () => {
    const w = watch();
    w.feed(
      run(0, 'running'),
      node(5, 'a', 'completed'),
      node(6, 'b', 'cached'),
      node(7, 'b', 'cached'),
      node(8, 'c', 'skipped'),
    );
    w.feed(
      node(9, 'c', 'running'),
      { k: 'nodes', ...head(10), status: 'skipped', nodes: ['a', 'd'] },
      run(11, 'completed', { invalid: ['e'] }),
    );
    expect(w.short()).toEqual([['success 0-11', 'a success', 'b cached', 'c unknown 9-?', 'd skipped', 'e error']]);
  });

  it('that are parked wait outside of their work, and go on or end', () => {
    const w = watch();
    w.feed(run(0, 'running'), node(1, 'a', 'running'), node(10, 'a', 'waiting'), node(11, 'a', 'waiting'));
    expect(w.short()[0]?.[1]).toBe('a waiting 1-?');
    w.feed(
      run(12, 'suspended'),
      run(100, 'running'),
      node(110, 'a', 'running', { resumed: true }),
      node(120, 'a', 'suspended'),
      node(140, 'a', 'completed'),
    );
    expect(w.short()).toEqual([['running 0-?', 'a success 1-140']]);
    expect(w.runs()[0]?.nodes[0]?.waits).toEqual([
      { kind: 'external', startUs: us(10), endUs: us(110) },
      { kind: 'external', startUs: us(120), endUs: us(140) },
    ]);
  });

  it('told before what they run inside of find it when it comes, by its key or its node', () => {
    const w = watch();
    w.feed(
      run(0, 'running'),
      node(1, 'a', 'running', { parent: 'K' }),
      node(2, 'b', 'running', { parent: 'p', iteration: 4 }),
    );
    w.feed(node(3, 'q', 'running', { key: 'K' }), node(4, 'p', 'running'));
    expect(w.short()).toEqual([
      ['running 0-?', 'a running 1-? in q', 'b running 2-? in p', 'q running 3-?', 'p running 4-?'],
    ]);
    expect(w.runs()[0]?.nodes.find((n) => n.id === 'p')?.iterations).toBe(5);
  });

  it('name what they run inside of by its node: the newest of those at work, else the newest', () => {
    const w = watch();
    w.feed(
      run(0, 'running'),
      node(1, 'p', 'running'),
      node(2, 'p', 'running'),
      node(3, 'a', 'running', { parent: 'p' }),
    );
    w.feed(node(4, 'p', 'completed'), node(5, 'p', 'completed'), node(6, 'b', 'running', { parent: 'p' }));
    expect(w.runs()[0]?.nodes.flatMap((n) => n.parent ?? [])).toEqual([
      { id: 'p', instance: 1 },
      { id: 'p', instance: 1 },
    ]);
  });

  it('of a container that never tells of itself give it their time', () => {
    const w = watch();
    w.feed(graph(0, ['box']), run(0, 'running'), node(5, 'a', 'running', { parent: 'box' }));
    expect(w.short()[0]).toContain('box running 5-?');
    w.feed(
      node(9, 'a', 'completed'),
      node(9, 'a', 'running', { parent: 'box', iteration: 1 }),
      node(30, 'a', 'completed'),
      run(40, 'completed'),
    );
    expect(w.short()[0]).toContain('box success 5-30');
    expect(w.runs()[0]?.nodes.find((n) => n.id === 'box')?.iterations).toBe(2);
  });

  it('beyond the bound join the last one of their node', () => {
    const w = watch();
    w.feed(run(0, 'running'));
    for (let i = 0; i < RUN_LIMITS.firings + 3; i++) w.feed(node(i, 'a', 'running'), node(i + 1, 'a', 'completed'));
    const nodes = w.runs()[0]?.nodes ?? [];
    expect(nodes).toHaveLength(RUN_LIMITS.firings);
    expect(nodes.at(-1)).toMatchObject({
      iterations: 4,
      startUs: us(RUN_LIMITS.firings - 1),
      endUs: us(RUN_LIMITS.firings + 3),
    });
  });

  it('take figures after their end, and progress, output and calls while they work', () => {
    const w = watch();
    w.feed(run(0, 'running'), node(1, 'a', 'running', { key: 'k' }), {
      k: 'progress',
      ...head(2),
      node: 'a',
      done: 1,
      total: 4,
    });
    w.feed(
      { k: 'output', ...head(3), node: 'a', bytes: 10, n: 1 },
      { k: 'output', ...head(3), node: 'a', bytes: 5, n: 1 },
    );
    const call: TrafficRecord = {
      k: 'call',
      ...head(4),
      node: 'a',
      provider: 'p',
      durationUs: 7,
      tokensIn: 1,
      tokensOut: 2,
      cost: 3,
      stampUs: us(1),
    };
    w.feed(
      call,
      call,
      node(5, 'a', 'completed', { key: 'k' }),
      node(6, 'a', 'completed', { key: 'k', tokensCached: 9, items: 2, failedItems: 1 }),
    );
    expect(w.runs()[0]?.nodes).toMatchObject([
      {
        progress: { done: 1, total: 4 },
        bytes: 15,
        tokens: { input: 1, output: 2, cached: 9 },
        cost: { amount: 3, unit: 'USD' },
        items: 2,
        failedItems: 1,
        endUs: us(5),
      },
    ]);
    expect(w.runs()[0]?.calls).toHaveLength(1);
  });

  it('that are slower for the server than seen, or the other way, say both', () => {
    const w = watch({ arrival: [1_000, 2_000] });
    w.feed(
      run(0, 'running'),
      node(10, 'a', 'running', { late: 4_000 }),
      node(500, 'a', 'completed', { durationUs: 50_000 }),
    );
    expect(w.runs()[0]?.nodes[0]).toMatchObject({
      clock: 'arrival',
      startUs: us(10),
      endUs: us(500),
      reportedUs: 50_000,
      uncertaintyUs: [445_000, 442_000],
    });
    w.feed(
      request(600, { link: 2 }),
      run(700, 'running', { run: 's', link: 2 }),
      node(720, 'b', 'completed', { run: 's', link: 2, durationUs: 150_000 }),
    );
    // Nothing was before the page asked for it.
    expect(w.runs()[1]?.nodes[0]).toMatchObject({
      startUs: us(600),
      endUs: us(720),
      clock: 'server-duration',
      uncertaintyUs: [31_000, 32_000],
    });
    expect(w.runs()[1]?.startUs).toBe(us(600));
  });
});

describe('ends that nobody announces', () => {
  it('come with the end of an answer, and are taken back by the next word', () => {
    const w = watch();
    w.feed(run(0, 'running'), node(1, 'a', 'running'), closed(9));
    expect(w.short()).toEqual([['cut 0-1', 'a unknown 1-?']]);
    w.feed(node(50, 'a', 'completed', { link: 2 }), run(51, 'completed', { link: 2 }));
    expect(w.short()).toEqual([['success 0-51', 'a success 1-50']]);
    expect(w.runs()[0]).toMatchObject({
      partial: ['no-graph', 'connection-lost'],
      gaps: [{ startUs: us(1), endUs: us(50) }],
    });
  });

  it('come a minute after a socket closed, or with the document', () => {
    const w = watch();
    w.feed(run(0, 'running'), closed(9, 1, 'websocket'));
    w.settle(60_000);
    expect(w.short()).toEqual([['running 0-?']]);
    w.settle(60_010);
    expect(w.short()).toEqual([['cut 0-0']]);
    w.feed(run(99_000, 'running', { run: 's', link: 2 }));
    w.settle(99_001, true);
    expect(w.runs()[1]).toMatchObject({ status: 'cut', partial: ['no-graph', 'no-end'] });
  });

  it('are cancels when the page asked for one, before or after it broke off, or when silence follows', () => {
    const w = watch();
    const cancel = (at: number, id: string): TrafficRecord => ({ k: 'command', ...head(at, id, 9), what: 'cancel' });
    for (const [i, id] of ['x', 'y', 'z'].entries()) w.feed(run(0, 'running', { run: id, link: i + 1 }));
    w.feed(cancel(10, 'x'), closed(11, 1), closed(12, 2), cancel(13, 'y'), cancel(14, 'z'));
    w.settle(5_014);
    expect(w.runs().map((r) => r.status)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    w.feed(run(6_000, 'completed', { run: 'z', link: 3 }));
    expect(w.runs()[2]?.status).toBe('success');
  });

  it('are those of the last node on a wire without ends; silence parts the runs', () => {
    const w = watch({ quietUs: 1_000_000, partial: ['status-only'] });
    const at = (t: number, id: string, status: NodeRecord['status']) => node(t, id, status, { run: '' });
    w.feed(at(0, 'a', 'running'), at(10, 'a', 'completed'));
    w.settle(900);
    expect(w.short()).toEqual([['running 0-?', 'a success 0-10']]);
    w.feed(at(1_500, 'a', 'running'), at(9_000, 'a', 'error'));
    expect(w.short()).toEqual([
      ['success 0-10', 'a success 0-10'],
      ['running 1500-?', 'a error 1500-9000'],
    ]);
    w.settle(10_001);
    expect(w.short()[1]?.[0]).toBe('error 1500-9000');
    w.feed(at(20_000, 'b', 'running'));
    expect(w.short()).toHaveLength(3);
    expect(w.runs()[0]?.partial).toEqual(['status-only', 'no-graph']);
  });

  it('leave no doubt unsaid: lost records, a pause of the recording', () => {
    const w = watch();
    const trouble = (at: number, what: 'overflow' | 'paused'): TrafficRecord => ({
      k: 'trouble',
      what,
      n: 1,
      t: us(at),
      link: 0,
    });
    w.feed(run(0, 'running'), graph(1, ['a', 'b']), trouble(2, 'overflow'), trouble(3, 'paused'), run(90, 'completed'));
    expect(w.runs()[0]).toMatchObject({
      partial: ['lost-records', 'connection-lost'],
      gaps: [{ startUs: us(3), endUs: us(90) }],
    });
    // It may have run unseen.
    expect(w.short()).toEqual([['success 0-90', 'a unknown', 'b unknown']]);
  });
});
