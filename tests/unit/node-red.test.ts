import { describe, expect, it } from 'vitest';
import { openConnection } from '../../src/editors/connection.ts';
import type { Frame, HttpStep } from '../../src/editors/editor.ts';
import { openExchange } from '../../src/editors/exchange.ts';
import { nodeRedInPage } from '../../src/editors/node-red/page.ts';
import type { TrafficRecord } from '../../src/model/record.ts';
import type { NodeRun, Run } from '../../src/model/run.ts';
import type { Micros } from '../../src/model/time.ts';
import { createPipeline } from '../../src/profiler/pipeline.ts';

const ms = (t: number) => (1_000_000 + t * 1000) as Micros;
const BASE = 'http://h/admin';

/** A page with Node-RED's editor: what it does and hears becomes records, and these a pipeline's runs. */
function openPage() {
  const records: TrafficRecord[] = [];
  const pipeline = createPipeline({ origin: 'http://h', epoch: 'e' });
  const socket = openConnection([nodeRedInPage]);
  let links = 1;
  const take = (made: readonly TrafficRecord[]) => {
    records.push(...made);
    pipeline.feed(made);
  };
  function http(t: number, method: string, path: string, asked: string, answer: string, status = 200): void {
    const url = `${BASE}${path}`;
    const exchange = openExchange([nodeRedInPage], { method, url });
    const link = ++links;
    const step = (at: number, part: HttpStep['part'], data: string) => {
      const frame = { link, transport: 'http', url, dir: part === 'request' ? 'out' : 'in', data, t: ms(at) } as const;
      take(exchange?.take({ ...frame, http: { part, method, status } }) ?? []);
    };
    step(t, 'request', asked);
    step(t + 5, 'body', answer);
  }
  const frame = (t: number, dir: Frame['dir'], data: string, late?: number): void =>
    take(
      socket.take({
        link: 1,
        transport: 'websocket',
        url: 'ws://h/admin/comms',
        dir,
        data,
        t: ms(t),
        ...(late === undefined ? {} : { late }),
      }),
    );
  return {
    records,
    http,
    inject: (t: number, node = 'inj', status = 200) => http(t, 'POST', `/inject/${node}`, '{}', 'OK', status),
    deploy: (t: number, flows: readonly object[]) =>
      http(t, 'POST', '/flows', JSON.stringify({ flows }), '{"rev":"1"}'),
    subscribe: (t: number) => frame(t, 'out', '{"subscribe":"status/#"}'),
    hear: (t: number, messages: readonly (readonly [topic: string, data: object])[], late?: number) =>
      frame(t, 'in', JSON.stringify(messages.map(([topic, data]) => ({ topic, data }))), late),
    close: (t: number) =>
      take([{ k: 'link', what: 'close', transport: 'websocket', where: 'h/admin/comms', t: ms(t), link: 1 }]),
    runs(now?: number): readonly Run[] {
      if (now !== undefined) pipeline.settle(ms(now), false);
      return pipeline.runs();
    },
  };
}

type Page = ReturnType<typeof openPage>;

const blue = (text: string) => ({ fill: 'blue', shape: 'dot', text });
const green = { fill: 'green', shape: 'dot', text: 'done' };

const FLOWS = [
  { id: 'tab', type: 'tab', label: 'Orders' },
  { id: 'inj', type: 'inject', z: 'tab', name: 'go', wires: [['a'], ['out']] },
  { id: 'a', type: 'function', z: 'tab', name: 'Work', wires: [['b']] },
  { id: 'b', type: 'debug', z: 'tab', name: '', wires: [] },
  { id: 'out', type: 'link out', z: 'tab', links: ['in'], wires: [] },
  { id: 'in', type: 'link in', z: 'tab2', links: ['out'], wires: [['c']] },
  { id: 'c', type: 'function', z: 'tab2', name: 'Elsewhere', wires: [[]] },
  { id: 'tab2', type: 'tab', label: 'More' },
  { id: 'listener', type: 'complete', z: 'tab2', name: '', wires: [['d']] },
  { id: 'd', type: 'debug', z: 'tab2', name: 'after', wires: [] },
  { id: 'mqtt', type: 'mqtt in', z: 'tab', name: 'unrelated', wires: [[]] },
  { id: 'off', type: 'function', z: 'tab', d: true, wires: [['a']] },
  { id: 'broker', type: 'mqtt-broker', name: 'config' },
];

function opened(): Page {
  const page = openPage();
  page.deploy(0, FLOWS);
  page.subscribe(10);
  page.hear(60, [['notification/runtime-state', { state: 'start' }]]);
  return page;
}

function spans(run: Run | undefined, id: string): readonly string[] {
  const of = (node: NodeRun) => {
    const at = (us: number | undefined) => (us === undefined ? '?' : (us - 1_000_000) / 1000);
    return node.startUs === undefined ? node.status : `${node.status} ${at(node.startUs)}..${at(node.endUs)}`;
  };
  return run?.nodes.filter((node) => node.id === id).map(of) ?? [];
}

describe('a status timeline of Node-RED', () => {
  it('has the part of the flows that the inject can reach: over wires and links, and the listeners on the way', () => {
    const page = opened();
    page.inject(100);
    const [run] = page.runs();
    expect(run).toMatchObject({ workflow: { id: 'tab', name: 'Orders' }, status: 'running', partial: ['status-only'] });
    expect(run?.nodes.map((node) => `${node.id} ${node.title} ${node.status}`)).toEqual([
      'inj go success',
      'a Work unknown',
      'b debug unknown',
      'out link out unknown',
      'in link in unknown',
      'c Elsewhere unknown',
      'listener complete unknown',
      'd after unknown',
    ]);
    expect(run?.edges).toContainEqual(['out', 'in', 'data']);
    expect(run?.edges).toHaveLength(6);
  });

  it('measures from a status of work until done, and says how far off it may be', () => {
    const page = opened();
    page.inject(100);
    page.hear(150, [['status/a', blue('working')]]);
    expect(spans(page.runs()[0], 'a')).toEqual(['running 150..?']);
    page.hear(400, [['status/a', green]], 30_000);
    const [run] = page.runs(1400);
    expect(spans(run, 'a')).toEqual(['success 150..400']);
    expect(run?.nodes.find(({ id }) => id === 'a')?.uncertaintyUs).toEqual([80_000, 1_000]);
    expect(run).toMatchObject({ status: 'success', resolutionUs: 50_000, partial: ['status-only', 'no-end'] });
    expect(run?.endUs).toBe(ms(400));
  });

  it('takes a cleared status for done, red for an error, grey for neither', () => {
    const page = opened();
    page.inject(100);
    page.hear(150, [
      ['status/a', blue('x')],
      ['status/c', { text: 'busy' }],
      ['status/in', { fill: 'grey', text: '17' }],
    ]);
    page.hear(250, [
      ['status/a', {}],
      ['status/c', { fill: 'red', shape: 'ring', text: 'failed' }],
    ]);
    const [run] = page.runs(2000);
    expect(spans(run, 'a')).toEqual(['success 150..250']);
    expect(spans(run, 'c')).toEqual(['error 150..250']);
    expect(spans(run, 'in')).toEqual(['unknown']);
    expect(run?.status).toBe('error');
  });

  it('another text at work is progress, the same text again is another message', () => {
    const page = opened();
    page.inject(100);
    page.hear(150, [
      ['status/a', blue('1 of 3')],
      ['status/c', blue('working')],
      ['status/c', blue('working')],
    ]);
    page.hear(250, [
      ['status/a', blue('2 of 3')],
      ['status/c', green],
    ]);
    page.hear(350, [['status/a', green]]);
    page.hear(450, [
      ['status/c', green],
      ['status/a', blue('1 of 3')],
    ]);
    page.hear(500, [['status/a', green]]);
    const [run] = page.runs(3000);
    expect(spans(run, 'a')).toEqual(['success 150..350', 'success 450..500']);
    expect(spans(run, 'c')).toEqual(['success 150..450']);
  });

  it('shows messages at a Debug node as marks without a duration; what is logged is none', () => {
    const page = opened();
    page.inject(100);
    const debug = ['debug', { id: 'b', msg: 'secret', format: 'string' }] as const;
    page.hear(150, [debug, debug, ['debug', { id: 'a', level: 20, msg: 'secret' }]]);
    page.hear(300, [debug]);
    const [run] = page.runs(2000);
    expect(spans(run, 'b')).toEqual(['success 150..150', 'success 300..300']);
    expect(run?.nodes.find(({ id }) => id === 'b')?.iterations).toBe(2);
    expect(spans(run, 'a')).toEqual(['unknown']);
  });

  it('ends after a silence of 1 s, and not while a node is at work; a late word takes the end back', () => {
    const page = opened();
    page.inject(100);
    page.hear(150, [['status/a', blue('x')]]);
    expect(page.runs(5000)[0]?.status).toBe('running');
    page.hear(5100, [['status/a', green]]);
    expect(page.runs(6099)[0]?.status).toBe('running');
    expect(page.runs(6100)[0]).toMatchObject({ status: 'success', endUs: ms(5100) });
    page.hear(9000, [['status/c', blue('x')]]);
    expect(page.runs()[0]).toMatchObject({ status: 'running', partial: ['status-only'] });
    page.hear(9100, [['status/c', green]]);
    expect(page.runs(20_000)[0]).toMatchObject({ status: 'success', endUs: ms(9100) });
  });

  it('loses sight of a node that never says it is done', () => {
    const page = opened();
    page.inject(100);
    page.hear(150, [['status/a', blue('x')]]);
    const [run] = page.runs(70_000);
    expect(run?.status).toBe('cut');
    expect(spans(run, 'a')).toEqual(['unknown 150..?']);
  });

  it('joins an inject while a node is at work, and begins anew when all is quiet', () => {
    const page = opened();
    page.inject(100);
    page.hear(150, [['status/a', blue('x')]]);
    page.inject(3000);
    page.hear(3100, [['status/a', green]]);
    page.inject(4200);
    page.hear(4300, [['status/a', blue('x')]]);
    page.hear(4400, [['status/a', green]]);
    const runs = page.runs(10_000);
    expect(runs.map((run) => spans(run, 'a'))).toEqual([['success 150..3100'], ['success 4300..4400']]);
    expect(runs.map((run) => run.startUs)).toEqual([ms(100), ms(4200)]);
  });

  it('leaves out what the inject cannot reach', () => {
    const page = opened();
    page.inject(100);
    page.hear(150, [['status/mqtt', blue('x')]]);
    const [run] = page.runs(2000);
    expect(spans(run, 'mqtt')).toEqual([]);
    expect(run).toMatchObject({ status: 'success', endUs: ms(100) });
  });

  it('takes retained statuses for no events, up to the first frame that is not full', () => {
    const page = openPage();
    page.deploy(0, FLOWS);
    page.inject(50);
    page.subscribe(60);
    const many = Array.from({ length: 50 }, (_, n) => [`status/n${n}`, blue('x')] as const);
    page.hear(110, many);
    page.hear(160, [['status/a', blue('x')]]);
    page.hear(300, [['status/a', green]]);
    expect(spans(page.runs(2000)[0], 'a')).toEqual(['success']);
  });

  it('says that the connection was lost, and when it was back', () => {
    const page = opened();
    page.inject(100);
    page.hear(150, [['status/a', blue('x')]]);
    page.close(200);
    expect(page.runs()[0]?.partial).toEqual(['status-only', 'connection-lost']);
    page.subscribe(700);
    page.hear(750, [['status/a', blue('x')]]);
    page.hear(800, [['status/a', green]]);
    const [run] = page.runs(3000);
    expect(run?.gaps).toEqual([{ startUs: ms(200), endUs: ms(700) }]);
    expect(spans(run, 'a')).toEqual(['success 150..800']);
  });

  it('an inject that was refused is a run that failed', () => {
    const page = opened();
    page.inject(100, 'inj', 404);
    expect(page.runs()[0]).toMatchObject({ status: 'error', endUs: ms(100) });
  });

  it('does not believe an inject alone: other products have such addresses too', () => {
    const page = openPage();
    page.inject(100);
    expect(page.runs(2000)).toEqual([]);
    expect(nodeRedInPage.wants?.({ method: 'POST', url: 'http://h/inject/' })).toBe(undefined);
    expect(nodeRedInPage.wants?.({ method: 'GET', url: 'http://h/inject/x' })).toBe(undefined);
    expect(nodeRedInPage.wants?.({ method: 'GET', url: 'http://h/red/flows?x' })).toBe('body');
    const other = { link: 1, transport: 'websocket', dir: 'in', t: ms(0), data: '[{"topic":"a"}]' } as const;
    expect(nodeRedInPage.claims({ ...other, url: 'ws://h/red/comms' })).toBe(true);
    expect(nodeRedInPage.claims({ ...other, url: 'ws://h/feed' })).toBe(false);
    expect(nodeRedInPage.claims({ ...other, url: 'ws://h/comms', data: '[1,2]' })).toBe(false);
  });

  it('keeps no text of a status or a message', () => {
    const page = opened();
    page.inject(100);
    page.hear(150, [
      ['status/a', blue('secret payload')],
      ['debug', { id: 'b', msg: 'secret payload', name: 'secret payload' }],
      ['debug', { id: 'b', msg: 'secret payload', level: 30 }],
    ]);
    expect(page.records.length).toBeGreaterThan(4);
    expect(JSON.stringify(page.records)).not.toContain('secret');
  });
});
