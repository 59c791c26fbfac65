import { describe, expect, it } from 'vitest';
import { tasksIn, tasksOf } from '../../src/analysis/tasks.ts';
import { windowOf } from '../../src/analysis/window.ts';
import { RUN_LIMITS } from '../../src/model/limits.ts';
import type { NodeRun, Run } from '../../src/model/run.ts';
import {
  at,
  cached,
  executing,
  message,
  type Page,
  page,
  prompt,
  queue,
  snapshot,
  start,
  success,
} from '../support/comfyui.ts';

const node = (run: Run, id: string): NodeRun => {
  const found = run.nodes.find((n) => n.id === id);
  if (!found) throw new Error(`no node ${id}`);
  return found;
};
/** "id status from..to", milliseconds after the start of the run, whole. */
const line = (run: Run, id: string): string => {
  const { status, startUs, endUs } = node(run, id);
  const ms = (us: number | undefined) => (us === undefined ? '?' : Math.round((us - run.startUs) / 1000));
  return startUs === undefined ? status : `${status} ${ms(startUs)}..${ms(endUs)}`;
};
/** Own work of each node, milliseconds: its span without what ran or was waited for inside. */
function selfMs(run: Run, id: string): number {
  const list = tasksIn(tasksOf(run, windowOf(run)).tasks);
  const at = run.nodes.findIndex((n) => n.id === id);
  return Math.round(list.filter((t) => t.node === at).reduce((sum, t) => sum + t.endUs - t.startUs, 0) / 1000);
}

/** A run asked for at 0, begun at 10 by a server whose clock is `skew` ms behind the page's. */
function begun(nodes: Parameters<typeof prompt>[0], skew = 0, more: object = {}): Page {
  const p = page();
  p.says(-100, queue(0));
  p.asks(0, '/api/prompt', prompt(nodes, more), { prompt_id: 'r', number: 1, node_errors: {} }, { took: 11 });
  p.says(8, queue(1));
  p.says(11, start('r', 10 - skew));
  p.says(12, cached('r', 11 - skew));
  return p;
}

describe('clocks', () => {
  it('puts everything on the clock of the server, however far the two are apart', () => {
    for (const skew of [0, 3_600_000, -3_600_000]) {
      const p = begun({ 1: ['A', 'a'], 2: ['B', 'b', '1'] }, skew);
      p.says(100, snapshot('r', { 1: 'running' }));
      p.says(301, snapshot('r', { 1: 'finished' }));
      p.says(301, snapshot('r', { 1: 'finished', 2: 'running' }));
      p.says(511, snapshot('r', { 1: 'finished', 2: 'finished' }));
      p.says(512, success('r', 511 - skew));
      const run = p.run();
      expect(run).toMatchObject({ status: 'success', clock: 'server', clockOffsetUs: (skew + 1) * 1000 });
      expect([run.startUs, run.endUs]).toEqual([at(10 - skew), at(511 - skew)]);
      expect([line(run, '1'), line(run, '2')]).toEqual(['success 89..290', 'success 290..500']);
      // Asked for at 0 of the page, begun 10 later.
      expect(run.startUs - (run.queuedUs ?? 0)).toBe(11_000);
    }
  });

  it('keeps arrivals where the server stamps nothing, and says how far they may be off', () => {
    const p = page();
    p.says(0, snapshot('r', { 1: 'running' }));
    p.says(50, snapshot('r', { 1: 'finished' }));
    expect(p.run()).toMatchObject({ clock: 'arrival', partial: ['no-graph', 'late-attach'] });
    expect(p.run().clockOffsetUs).toBeUndefined();
    expect(node(p.run(), '1').uncertaintyUs[0]).toBeGreaterThan(10_000);
  });

  it('knows an earlier run’s clock better once a later one had less delay', () => {
    const p = page();
    const run = (id: string, from: number, delay: number) => {
      p.says(from + delay, start(id, from));
      p.says(from + delay, cached(id, from));
      p.says(from + 500 + delay, snapshot(id, { 1: 'running' }));
      p.says(from + 600 + delay, snapshot(id, { 1: 'finished' }));
      p.says(from + 650 + delay, success(id, from + 650));
    };
    run('a', 0, 30);
    expect(p.run(0).clockOffsetUs).toBe(30_000);
    run('b', 1_000, 2);
    expect(p.run(1).clockOffsetUs).toBe(2_000);
    expect(p.run(0).clockOffsetUs).toBe(2_000);
    expect(line(p.run(0), '1')).toBe('success 528..628');
  });

  it('gives a wide +/- to a run whose end was told late, and never a time beyond its end', () => {
    const p = begun({ 1: ['A', 'a'], 2: ['B', 'b', '1'] });
    p.says(20, snapshot('r', { 1: 'running' }));
    p.says(600, snapshot('r', { 1: 'finished' }));
    p.says(601, snapshot('r', { 1: 'finished', 2: 'running' }));
    p.says(1_100, snapshot('r', { 1: 'finished', 2: 'finished' }));
    p.says(1_400, success('r', 411));
    const run = p.run();
    for (const n of run.nodes) {
      expect(n.endUs).toBeLessThanOrEqual((run.endUs ?? 0) + 1_000);
      expect(n.uncertaintyUs[0] + n.uncertaintyUs[1]).toBeGreaterThan(200_000);
    }
  });

  it('leaves alone what came before a silence that explains the late end', () => {
    const p = begun({ 1: ['A', 'a'], 2: ['B', 'b', '1'] });
    p.says(20, snapshot('r', { 1: 'running' }));
    p.says(500, snapshot('r', { 1: 'finished' }));
    p.says(500.2, snapshot('r', { 1: 'finished', 2: 'running' }));
    p.says(900, snapshot('r', { 1: 'finished', 2: 'finished' }));
    p.says(900.5, success('r', 510));
    expect(line(p.run(), '1')).toBe('success 9..489');
    expect(line(p.run(), '2')).toBe('success 489..500');
  });
});

describe('what becomes of nodes', () => {
  it('cached, skipped and run', () => {
    const p = page();
    p.asks(0, '/api/prompt', prompt({ 1: ['A', 'a'], 2: ['B', 'b', '1'], 3: ['C', 'c', '2'], 9: ['D', 'd'] }), {
      prompt_id: 'r',
    });
    p.says(11, start('r', 10));
    p.says(12, cached('r', 11, ['1', '3', 'not-of-this-run']));
    p.says(20, snapshot('r', { 2: 'running' }));
    p.says(90, snapshot('r', { 2: 'finished' }));
    p.says(90, message('executed', { node: '3', display_node: '3', output: null, prompt_id: 'r' }));
    p.says(90, snapshot('r', { 2: 'finished', 3: 'finished' }));
    p.says(91, success('r', 90));
    expect(p.run().nodes.map((n) => `${n.id} ${n.status}`)).toEqual(['1 cached', '2 success', '3 cached', '9 skipped']);
  });

  it('an error closes its node with the run, and what was at work beside it was cancelled', () => {
    const p = begun({ 1: ['Slow', 'slow'], 2: ['Bad', 'bad'], 3: ['Out', 'out', '2'] });
    p.says(20, snapshot('r', { 2: 'running' }));
    p.says(21, snapshot('r', { 2: 'running', 1: 'running' }));
    p.says(
      320,
      message('execution_error', {
        prompt_id: 'r',
        node_id: '2',
        exception_type: 'ValueError',
        timestamp: 1_795_000_000_319,
      }),
    );
    const run = p.run();
    expect(run).toMatchObject({ status: 'error', errorClass: 'ValueError' });
    expect([line(run, '1'), line(run, '2'), line(run, '3')]).toEqual(['cancelled 10..309', 'error 9..309', 'skipped']);
    expect(node(run, '2').errorClass).toBe('ValueError');
  });

  it('a blocked branch is no error of the run', () => {
    const p = begun({ 1: ['A', 'a'], 2: ['B', 'b', '1'] });
    p.says(20, snapshot('r', { 1: 'running' }));
    p.says(40, snapshot('r', { 1: 'finished', 2: 'running' }));
    p.says(41, message('execution_error', { prompt_id: 'r', node_id: '2', exception_type: 'ExecutionBlocked' }));
    p.says(42, snapshot('r', { 1: 'finished', 2: 'finished' }));
    p.says(43, success('r', 42));
    expect(p.run().status).toBe('success');
    expect(node(p.run(), '2')).toMatchObject({ status: 'skipped', errorClass: 'ExecutionBlocked' });
  });

  it('an interrupt cancels the node it met', () => {
    const p = begun({ 1: ['A', 'a'] });
    p.says(20, snapshot('r', { 1: 'running' }));
    p.asks(30, '/api/interrupt', { prompt_id: 'r' }, undefined);
    p.says(40, message('execution_interrupted', { prompt_id: 'r', node_id: '1', timestamp: 1_795_000_000_039 }));
    expect(p.run().status).toBe('cancelled');
    expect(line(p.run(), '1')).toBe('cancelled 9..29');
  });

  it('a refused prompt is a run that failed, with the nodes that were wrong', () => {
    const p = page();
    const answer = {
      error: { type: 'prompt_outputs_failed_validation', message: 'secret' },
      node_errors: { 1: { errors: [] } },
    };
    p.asks(0, '/api/prompt', prompt({ 1: ['A', 'a'], 2: ['B', 'b', '1'] }), answer, { status: 400 });
    expect(p.run()).toMatchObject({ serverId: '', status: 'error', errorClass: 'prompt_outputs_failed_validation' });
    expect(p.run().nodes.map((n) => n.status)).toEqual(['error', 'skipped']);
  });

  it('a prompt may be valid in part: the rest runs', () => {
    const p = page();
    p.asks(0, '/api/prompt', prompt({ 1: ['A', 'a'], 2: ['B', 'b'] }), { prompt_id: 'r', node_errors: { 2: {} } });
    p.says(11, start('r', 10));
    p.says(20, snapshot('r', { 1: 'running' }));
    p.says(30, snapshot('r', { 1: 'finished' }));
    p.says(31, success('r', 30));
    expect(p.run().nodes.map((n) => `${n.id} ${n.status}`)).toEqual(['1 success', '2 error']);
  });
});

describe('time inside time', () => {
  it('a lazy input runs inside the node that asked for it, and is not that node’s work', () => {
    const p = begun({ 1: ['A', 'a'], 3: ['Switch', 's', '1'] });
    p.says(20, snapshot('r', { 3: 'running' }));
    p.says(20, executing('r', '3'));
    p.says(30, snapshot('r', { 3: 'running', 1: 'running' }));
    p.says(30, executing('r', '1'));
    p.says(330, snapshot('r', { 3: 'running', 1: 'finished' }));
    p.says(330, executing('r', '3'));
    p.says(350, snapshot('r', { 3: 'finished', 1: 'finished' }));
    p.says(351, success('r', 350));
    const run = p.run();
    expect(line(run, '3')).toBe('success 9..339');
    expect(node(run, '3').waits).toMatchObject([
      { kind: 'input', startUs: run.startUs + 19_000, endUs: run.startUs + 319_000 },
    ]);
    expect(selfMs(run, '3')).toBe(30);
    // It overlapped nothing: its end is no bound.
    expect(node(run, '3').uncertaintyUs[0]).toBeLessThan(20_000);
  });

  it('what a node expands into counts inside it, once; a loop counts its passes', () => {
    const p = begun({ 2: ['Loop', 'My loop'] });
    const a = '2.0.0.1';
    const b = '2.0.0.2';
    const c = '2.0.0.2.0.0.1';
    p.says(20, snapshot('r', { 2: 'running' }));
    p.says(30, snapshot('r', { 2: 'running', [a]: ['running', '2'] }));
    p.says(130, snapshot('r', { 2: 'running', [a]: ['finished', '2'] }));
    p.says(130, snapshot('r', { 2: 'running', [a]: ['finished', '2'], [b]: ['running', '2'] }));
    p.says(140, snapshot('r', { 2: 'running', [b]: ['running', '2'], [a]: ['finished', '2'], [c]: ['running', b] }));
    p.says(240, snapshot('r', { 2: 'running', [b]: ['running', '2'], [a]: ['finished', '2'], [c]: ['finished', b] }));
    p.says(240, snapshot('r', { 2: 'running', [b]: ['finished', '2'], [a]: ['finished', '2'], [c]: ['finished', b] }));
    p.says(245, snapshot('r', { 2: 'finished', [b]: ['finished', '2'], [a]: ['finished', '2'], [c]: ['finished', b] }));
    p.says(246, success('r', 245));
    const run = p.run();
    expect(node(run, c)).toMatchObject({ parent: { id: b, instance: 0 }, title: 'My loop › 0.0.2.0.0.1', type: '' });
    expect(node(run, '2').iterations).toBe(2);
    expect([selfMs(run, '2'), selfMs(run, b), selfMs(run, a), selfMs(run, c)]).toEqual([15, 10, 100, 100]);
    // Makers are not taken for asynchronous although others began while they were at work.
    for (const n of run.nodes) expect(n.uncertaintyUs[0]).toBeLessThan(20_000);
  });

  it('a subgraph spans what is inside it and does no work of its own', () => {
    const p = begun({ '12:3': ['A', 'a'], 20: ['B', 'b'], '12:7:2': ['C', 'c'] });
    p.says(20, snapshot('r', { '12:3': 'running' }));
    p.says(120, snapshot('r', { '12:3': 'finished', 20: 'running' }));
    p.says(220, snapshot('r', { '12:3': 'finished', 20: 'finished', '12:7:2': 'running' }));
    expect(node(p.run(), '12')).toMatchObject({ status: 'running' });
    p.says(320, snapshot('r', { '12:3': 'finished', 20: 'finished', '12:7:2': 'finished' }));
    p.says(321, success('r', 320));
    const run = p.run();
    expect([line(run, '12'), line(run, '12:7')]).toEqual(['success 9..309', 'success 209..309']);
    expect(node(run, '12:7').parent).toEqual({ id: '12', instance: 0 });
    expect([selfMs(run, '12'), selfMs(run, '12:7'), selfMs(run, '12:3')]).toEqual([0, 0, 100]);
  });

  it('an asynchronous end that comes with the end of a node in front of it is a bound', () => {
    const p = begun({ 1: ['Api', 'api'], 2: ['Sync', 's'] });
    p.says(20, snapshot('r', { 1: 'running' }));
    p.says(21, snapshot('r', { 1: 'running', 2: 'running' }));
    p.says(1_021, snapshot('r', { 1: 'running', 2: 'finished' }));
    p.says(1_021.2, snapshot('r', { 1: 'finished', 2: 'finished' }));
    p.says(1_030, success('r', 1_029));
    const [early, late] = node(p.run(), '1').uncertaintyUs;
    expect(early).toBeGreaterThan(990_000);
    expect(late).toBeLessThan(10_000);
    expect(node(p.run(), '2').uncertaintyUs[0]).toBeLessThan(20_000);
  });
});

describe('profilers on the server', () => {
  const took = (type: string, id: string, ms: number, more: object = {}) =>
    message(type, { node: id, execution_time: ms, ...more });

  it('their own times beat arrivals, the one that counts to the end beats the other', () => {
    const p = begun({ 1: ['A', 'a'], 2: ['B', 'b', '1'] });
    p.says(20, snapshot('r', { 1: 'running' }));
    p.says(140, took('TyDev-Utils.ExecutionTime.executed', '1', 99, { prompt_id: 'r' }));
    p.says(140, took('enhutils.profiler.executed', '1', 0));
    p.says(140, took('enhutils.profiler.executed', '1', 101.5));
    p.says(140, snapshot('r', { 1: 'finished', 2: 'running' }));
    p.says(240, took('TyDev-Utils.ExecutionTime.executed', '2', 0, { prompt_id: 'r' }));
    p.says(240, snapshot('r', { 1: 'finished', 2: 'finished' }));
    p.says(241, success('r', 240));
    const first = node(p.run(), '1');
    expect(first.clock).toBe('server-duration');
    expect((first.endUs ?? 0) - (first.startUs ?? 0)).toBe(101_500);
    expect(node(p.run(), '2').clock).toBe('arrival');
  });
});

describe('runs that are not seen from end to end', () => {
  it('a batch that fills the queue beyond the bound costs neither the run at work nor one that begins later', () => {
    const p = begun({ 1: ['A', 'a'] });
    const ids = Array.from({ length: RUN_LIMITS.openRuns + 1 }, (_, i) => `q${i}`);
    for (const prompt_id of ids) p.asks(20, '/api/prompt', prompt({ 1: ['A', 'a'] }), { prompt_id });
    p.says(1_000, success('r', 999));
    expect(p.run()).toMatchObject({ status: 'success', serverId: 'r' });
    // There was no room for the last ones; they are there when they begin.
    const late = () => p.pipeline.runs().find(({ serverId }) => serverId === ids.at(-1));
    expect(late()).toBeUndefined();
    p.says(2_001, start(ids.at(-1) ?? '', 2_000));
    p.says(3_001, success(ids.at(-1) ?? '', 3_000));
    expect(late()).toMatchObject({ status: 'success', startUs: at(2_000), endUs: at(3_000), partial: ['no-graph'] });
    // With nothing over, one that has not begun makes room, and says so.
    p.says(3_100, start('x', 3_099));
    p.says(3_200, start('y', 3_199));
    expect(p.pipeline.runs().filter(({ status }) => status === 'cut')).toHaveLength(1);
    expect(p.pipeline.runs().filter(({ status }) => status === 'running')).toHaveLength(2);
  });

  it('a connection that is lost leaves a gap; what happened in it is known to lie there', () => {
    const p = begun({ 1: ['A', 'a'], 2: ['B', 'b', '1'], 3: ['C', 'c', '2'] });
    p.says(20, snapshot('r', { 1: 'running' }));
    p.closes(200, 1);
    p.says(700, queue(1), 2);
    p.says(701, message('executing', { node: '3' }), 2);
    p.says(900, snapshot('r', { 1: 'finished', 2: 'finished', 3: 'running' }), 2);
    p.says(1_000, snapshot('r', { 1: 'finished', 2: 'finished', 3: 'finished' }), 2);
    p.says(1_001, success('r', 1_000), 2);
    const run = p.run();
    expect(run).toMatchObject({ status: 'success', partial: ['connection-lost'] });
    // On the server's clock, which the page's is 1 ms ahead of as far as can be seen.
    expect(run.clockOffsetUs).toBe(1_000);
    expect(run.gaps).toEqual([{ startUs: at(199), endUs: at(899) }]);
    expect(node(run, '1').status).toBe('success');
    for (const id of ['1', '2', '3']) expect(node(run, id).uncertaintyUs[0], id).toBeGreaterThan(690_000);
  });

  it('a connection that never comes back cuts the run, and a late word mends it', () => {
    const p = begun({ 1: ['A', 'a'] });
    p.says(20, snapshot('r', { 1: 'running' }));
    p.closes(200, 1);
    p.settle(70_000);
    expect(p.run()).toMatchObject({ status: 'cut', partial: ['connection-lost', 'no-end'] });
    expect(node(p.run(), '1').status).toBe('unknown');
    p.says(71_000, success('r', 300), 2);
    expect(p.run().status).toBe('success');
  });

  it('the history tells how one ended that nobody told us of', () => {
    const p = page();
    p.asks(0, '/api/prompt', prompt({ 1: ['A', 'a'] }), { prompt_id: 'r' });
    p.says(20, snapshot('r', { 1: 'running' }));
    p.says(120, snapshot('r', { 1: 'finished' }));
    p.says(125, queue(0));
    expect(p.run()).toMatchObject({ status: 'success', clock: 'arrival' });
    const messages = [
      ['execution_start', { prompt_id: 'r', timestamp: 1_795_000_000_010 }],
      ['execution_error', { prompt_id: 'r', timestamp: 1_795_000_000_122 }],
    ];
    p.asks(
      500,
      '/api/history/r',
      undefined,
      { r: { prompt: [1, 'r', {}, {}, []], status: { messages } } },
      { get: true },
    );
    const run = p.run();
    expect([run.status, run.clock, run.startUs, run.endUs]).toEqual(['error', 'server', at(10), at(122)]);
  });

  it('a run in the queue says nothing: one that is deleted there was cancelled', () => {
    const p = page();
    p.asks(0, '/api/prompt', prompt({ 1: ['A', 'a'] }), { prompt_id: 'r' });
    p.asks(50, '/api/queue', { delete: ['r'] }, undefined);
    expect(p.run()).toMatchObject({ status: 'cancelled', nodes: [{ status: 'skipped' }] });
  });

  it('and so was one that never began although the queue is empty', () => {
    const p = page();
    p.asks(0, '/api/prompt', prompt({ 1: ['A', 'a'] }), { prompt_id: 'r' });
    p.says(50, queue(0));
    p.settle(1_000);
    expect(p.run().status).toBe('queued');
    p.settle(6_000);
    expect(p.run().status).toBe('cancelled');
    p.says(7_000, start('r', 6_999));
    expect(p.run().status).toBe('running');
  });

  it('the wait in the queue is told by the server’s own clock where the page asks for it', () => {
    const p = page();
    p.asks(0, '/api/prompt', prompt({ 1: ['A', 'a'] }), { prompt_id: 'r' });
    p.asks(
      6,
      '/api/jobs?status=in_progress,pending',
      undefined,
      { jobs: [{ id: 'r', create_time: 1_795_000_000_004 }] },
      { get: true },
    );
    p.says(3_001, start('r', 3_000));
    expect(p.run().startUs - (p.run().queuedUs ?? 0)).toBe(2_996_000);
  });

  it('the queue gives the graph of a run that was on before we were there', () => {
    const p = page();
    p.says(0, snapshot('r', { 1: 'finished', 2: 'running' }));
    const { prompt: nodes } = prompt({ 1: ['A', 'a'], 2: ['B', 'b', '1'] }) as { prompt: object };
    const queued = { queue_running: [[5, 'r', nodes, { create_time: 1_795_000_000_000 }, ['2']]], queue_pending: [] };
    p.asks(10, '/api/queue', undefined, queued, { get: true });
    const run = p.run();
    expect(run.partial).toEqual(['late-attach']);
    expect(run.edges).toEqual([['1', '2', 'data']]);
    expect(run.nodes.map((n) => `${n.title} ${n.status}`)).toEqual(['a success', 'b running']);
    // When it began and ended was not seen.
    expect(node(run, '1').startUs).toBeUndefined();
  });
});

describe('before 0.3.45', () => {
  it('a node lasts until the executor turns to another', () => {
    const p = begun({ 1: ['A', 'a'], 2: ['B', 'b', '1'], 3: ['C', 'c', '2'] });
    p.says(20, executing('r', '1'));
    p.says(120, executing('r', '2'));
    p.says(150, message('progress', { value: 1, max: 2, prompt_id: 'r', node: '2' }));
    p.says(220, executing('r', '3'));
    p.says(251, success('r', 250));
    p.says(252, executing('r', null));
    const run = p.run();
    expect(['1', '2', '3'].map((id) => line(run, id))).toEqual([
      'success 9..109',
      'success 109..209',
      'success 209..240',
    ]);
    expect(node(run, '2').progress).toEqual({ done: 1, total: 2 });
  });

  it('a lazy input and what is expanded lie inside', () => {
    const p = begun({ 1: ['A', 'a'], 3: ['Switch', 's', '1'], 4: ['Expand', 'e'] });
    p.says(20, executing('r', '3'));
    p.says(30, executing('r', '1'));
    p.says(130, executing('r', '3'));
    p.says(150, executing('r', '4'));
    p.says(160, executing('r', '4.0.0.1'));
    p.says(251, success('r', 250));
    const run = p.run();
    expect([line(run, '3'), line(run, '1'), line(run, '4'), line(run, '4.0.0.1')]).toEqual([
      'success 9..139',
      'success 19..119',
      'success 139..240',
      'success 149..240',
    ]);
    expect(selfMs(run, '3')).toBe(30);
    expect(node(run, '4.0.0.1').parent).toEqual({ id: '4', instance: 0 });
  });
});
