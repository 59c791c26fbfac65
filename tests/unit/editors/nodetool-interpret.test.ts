import { describe, expect, it } from 'vitest';
import type { TrafficRecord } from '../../../src/model/record.ts';
import type { Micros } from '../../../src/model/time.ts';
import { CODE, ms, nodeOf, only, play, row, script, span, T0, wire } from '../../support/nodetool-script.ts';

describe('a TypeScript server', () => {
  const chain = () =>
    script()
      .request(
        0,
        [row('c', 'nodetool.constant.String'), row('a'), row('b')],
        [wire('e1', 'c', 'a'), wire('e2', 'a', 'b')],
      )
      .run(10, 'running')
      .run(10, 'running')
      .node(11, 'a', 'running')
      .node(11, 'b', 'running')
      .edge(12, 'e1', 'active', 1)
      .edge(12, 'e1', 'completed', 1);

  it('begins a node when its last input came, not when it says running', () => {
    const run = only(
      play(
        chain()
          .edge(312, 'e2', 'active', 1)
          .node(313, 'a', 'completed')
          .edge(314, 'e2', 'completed', 1)
          .node(400, 'b', 'completed')
          .run(401, 'completed')
          .run(402, 'completed').records,
      ),
    );
    expect(span(run, 'a')).toEqual(['success', 12, 313]);
    expect(span(run, 'b')).toEqual(['success', 312, 400]);
    expect(nodeOf(run, 'b')?.waits).toEqual([{ kind: 'input', startUs: T0 + 11_000, endUs: T0 + 312_000 }]);
    expect(nodeOf(run, 'c')).toMatchObject({ status: 'constant', waits: [] });
    expect([run.status, ms(run.queuedUs), ms(run.startUs), ms(run.endUs)]).toEqual(['success', 0, 10, 401]);
  });

  it('shows what is at work and what waits while it goes on', () => {
    const run = only(play(chain().records));
    expect(run.status).toBe('running');
    expect(run).not.toHaveProperty('endUs');
    expect(span(run, 'a')).toEqual(['running', 12, undefined]);
    expect(span(run, 'b')).toEqual(['waiting', undefined, undefined]);
  });

  it('takes `completed {}` without input for skipped, and a real run on a closed input for a run', () => {
    const failed = chain().node(100, 'a', 'error', { errorClass: 'ValueError' }).edge(101, 'e2', 'completed');
    const skipped = only(
      play([...failed.records, ...script().node(102, 'b', 'completed', { empty: true }).run(103, 'failed').records]),
    );
    expect(span(skipped, 'b')).toEqual(['skipped', undefined, undefined]);
    expect(nodeOf(skipped, 'a')).toMatchObject({ status: 'error', errorClass: 'ValueError' });
    expect(skipped.status).toBe('error');
    const ran = only(play([...failed.records, ...script().node(210, 'b', 'completed').run(211, 'failed').records]));
    expect(span(ran, 'b')).toEqual(['success', 101, 210]);
  });

  it('corrects the start of a node that had to wait for the end of a stream', () => {
    const s = script()
      .request(0, [row('g'), row('per'), row('after')], [wire('e1', 'g', 'per'), wire('e2', 'per', 'after')])
      .run(0, 'running')
      .node(1, 'g', 'running')
      .node(1, 'per', 'running')
      .node(1, 'after', 'running')
      .edge(10, 'e1', 'active', 1)
      .node(20, 'g', 'completed')
      .edge(21, 'e1', 'completed', 4)
      .edge(110, 'e2', 'active', 1)
      .node(400, 'per', 'completed')
      .edge(401, 'e2', 'completed', 4)
      .node(500, 'after', 'completed')
      .run(501, 'completed');
    const run = only(play(s.records));
    expect(span(run, 'per')).toEqual(['success', 10, 400]);
    expect(nodeOf(run, 'per')).toMatchObject({ iterations: 4, items: 4 });
    expect(span(run, 'after')).toEqual(['success', 401, 500]);
    expect(run.edges).toEqual([
      ['g', 'per', 'stream'],
      ['per', 'after', 'stream'],
    ]);
  });

  it('never reopens a closed edge or restarts a node that a snapshot repeats', () => {
    const once = chain().edge(312, 'e2', 'active', 1).node(313, 'a', 'completed').edge(314, 'e2', 'completed', 1);
    const again = script()
      .command(320, 'reconnect')
      .run(321, 'running')
      .node(322, 'c', 'completed', {})
      .node(322, 'a', 'completed')
      .node(322, 'b', 'running')
      .edge(323, 'e1', 'completed', 1)
      .edge(323, 'e1', 'active', 1);
    const end = script().node(400, 'b', 'completed').run(401, 'completed');
    const [plain, repeated] = [
      only(play([...once.records, ...end.records])),
      only(play([...once.records, ...again.records, ...end.records])),
    ];
    expect({ ...repeated, events: 0 }).toEqual({ ...plain, events: 0 });
  });

  it('keeps overlapping and queued runs of one workflow apart', () => {
    const runs = ['j1', 'j2'].map(
      (job, i) =>
        script(job)
          .request(i, [row('a')], [])
          .run(10 + i, i === 0 ? 'running' : 'queued', { position: 1 }).records,
    );
    const rest = [
      ...script('j1').node(12, 'a', 'running').node(112, 'a', 'completed').run(113, 'completed').records,
      ...script('j2').run(120, 'running').node(121, 'a', 'running').node(321, 'a', 'completed').run(322, 'completed')
        .records,
    ];
    const [first, second] = play([...runs.flat(), ...rest]).runs();
    expect([first?.serverId, ms(first?.startUs), ms(first?.endUs)]).toEqual(['j1', 10, 113]);
    expect([second?.serverId, ms(second?.queuedUs), ms(second?.startUs), ms(second?.endUs)]).toEqual([
      'j2',
      1,
      120,
      322,
    ]);
    expect(second && span(second, 'a')).toEqual(['success', 121, 321]);
  });

  it('lets an inner run end nothing but itself, and counts its rounds', () => {
    const s = script()
      .request(
        0,
        [row('s', 'nodetool.workflows.subgraph.Subgraph'), row('a'), row('a', CODE, 's')],
        [wire('e', 'a', 's')],
      )
      .run(1, 'running')
      .node(2, 's', 'running')
      .with({ k: 'node', node: 'a', type: CODE, name: '', status: 'running' }, 2)
      .node(9, 'a', 'completed')
      .edge(9, 'e', 'active', 1);
    for (const [i, job] of ['sub-1', 'sub-2'].entries()) {
      const t = 10 + i * 100;
      s.with({ k: 'run', run: job, status: 'running' }, t)
        .with({ k: 'node', node: 'a', type: CODE, name: '', status: 'running' }, t + 1)
        .with({ k: 'node', node: 'a', type: CODE, name: '', status: 'completed', bytes: 1 }, t + 51)
        .with({ k: 'run', run: job, status: 'completed' }, t + 52);
    }
    const run = only(play(s.node(220, 's', 'completed').run(221, 'completed').records));
    expect(ms(run.endUs)).toBe(221);
    // The inner id is taken by an outer node, so it carries its container.
    expect(span(run, 'a')).toEqual(['success', 2, 9]);
    expect(span(run, 's/a', 0)).toEqual(['success', 11, 61]);
    expect(span(run, 's/a', 1)).toEqual(['success', 111, 161]);
    expect(nodeOf(run, 's/a', 1)?.parent).toEqual({ id: 's', instance: 0 });
  });

  it('begins a further round of an inner run with nothing of the one before', () => {
    const s = script()
      .request(0, [row('s', 'nodetool.workflows.subgraph.Subgraph'), row('x', CODE, 's')], [])
      .run(1, 'running')
      .node(2, 's', 'running')
      .with({ k: 'run', run: 'sub-1', status: 'running' }, 10)
      .node(11, 'x', 'running')
      .node(20, 'x', 'error', { errorClass: 'ValueError', bytes: 7 })
      .with({ k: 'run', run: 'sub-1', status: 'failed' }, 21)
      .with({ k: 'run', run: 'sub-2', status: 'running' }, 30);
    expect(nodeOf(only(play(s.records)), 'x', 0)).toMatchObject({
      status: 'error',
      bytes: 7,
      errorClass: 'ValueError',
    });
    const next = nodeOf(only(play(s.records)), 'x', 1);
    expect(next?.status).toBe('waiting');
    for (const key of ['bytes', 'errorClass', 'endUs']) expect(next).not.toHaveProperty(key);
  });

  it('takes a suspended run up again when it goes on', () => {
    const parked = chain().run(20, 'suspended').run(21, 'suspended');
    expect(only(play(parked.records))).toMatchObject({ status: 'suspended', endUs: T0 + 20_000 });
    const p = play(parked.records);
    p.settle((T0 + 600_000_000) as Micros, false);
    p.feed(script().run(700_000, 'running').records);
    expect(only(p).status).toBe('running');
    p.feed(script().run(700_500, 'completed').records);
    expect([only(p).status, ms(only(p).endUs)]).toEqual(['success', 700_500]);
  });

  it('sets a cost that is sent again and adds up calls', () => {
    const s = chain()
      .call(20, { model: 'm', tokensIn: 3, tokensOut: 4, cost: 0.5 })
      .call(30, { model: 'm', tokensIn: 3, tokensOut: 4, cost: 0.25 })
      .node(40, 'a', 'completed', { bytes: 1 });
    expect(nodeOf(only(play(s.records)), 'a')).toMatchObject({
      tokens: { input: 6, output: 8 },
      cost: { amount: 0.75, unit: 'USD' },
    });
    const set = script()
      .node(50, 'b', 'running', {})
      .with({ k: 'node', node: 'b', type: '', name: '', status: 'running', cost: 1, unit: 'credits' }, 51);
    const again = set.with(
      { k: 'node', node: 'b', type: '', name: '', status: 'completed', cost: 2, unit: 'credits' },
      52,
    );
    expect(nodeOf(only(play([...chain().records, ...again.records])), 'b')?.cost).toEqual({
      amount: 2,
      unit: 'credits',
    });
  });

  it('leaves a call alone that could belong to two nodes', () => {
    const two = script()
      .request(0, [row('a', 'x.Agent'), row('b', 'x.Agent')], [])
      .run(1, 'running')
      .node(2, 'a', 'running')
      .node(2, 'b', 'running')
      .call(20, { model: 'm', tokensIn: 3 });
    const run = only(play(two.records));
    expect(run.calls).toHaveLength(1);
    expect(run.calls?.[0]).not.toHaveProperty('node');
  });

  it('says so when it joined late or the request had no graph', () => {
    const late = only(play(script().node(5, 'a', 'running').node(50, 'a', 'completed').run(51, 'completed').records));
    expect(late.partial).toEqual(['no-graph', 'late-attach']);
    expect(late.graphHash).toBe('');
    // What it waited for is not known: it may have worked for all of the 45 ms, or for none of them.
    expect(nodeOf(late, 'a')?.uncertaintyUs[1]).toBe(45_000);
    expect([late.status, ms(late.startUs), ms(late.endUs)]).toEqual(['success', 5, 51]);
    expect(only(play(script().node(5, 'a', 'running').node(50, 'a', 'completed').records))).toMatchObject({
      status: 'running',
      startUs: T0 + 5_000,
    });
    const blind = only(play(script().request(0, [], [], false).run(1, 'running').node(5, 'a', 'running').records));
    expect(blind.partial).toEqual(['no-graph']);
  });

  it('ends a refused request, and one the engine found invalid', () => {
    expect(
      only(
        play(
          script()
            .request(0, [row('a')], [])
            .with({ k: 'ack', run: '', workflow: '', what: 'refused' }, 5).records,
        ),
      ).status,
    ).toBe('error');
    const invalid = only(
      play(
        script()
          .request(0, [row('a'), row('b')], [])
          .run(1, 'running')
          .run(2, 'failed', { invalid: ['a'] }).records,
      ),
    );
    expect(invalid.nodes.map((n) => n.status)).toEqual(['error', 'skipped']);
  });

  it('drops frames that a newer server sends again', () => {
    const numbered = script()
      .request(0, [row('a')], [])
      .run(1, 'running', { seq: 0 })
      .node(2, 'a', 'running', {});
    const s = numbered
      .with({ k: 'node', node: 'a', type: '', name: '', status: 'completed', seq: 5 }, 90)
      .run(91, 'completed', { seq: 6 });
    const again = s
      .run(500, 'running', { seq: 1 })
      .with({ k: 'node', node: 'a', type: '', name: '', status: 'completed', seq: 5 }, 501);
    const run = only(play(again.records));
    expect([ms(run.endUs), span(run, 'a')]).toEqual([91, ['success', 2, 90]]);
  });

  it('does not count outputs and calls twice that a newer server sends again', () => {
    const s = script()
      .request(0, [row('a', 'x.Agent')], [])
      .run(1, 'running', { seq: 0 })
      .node(2, 'a', 'running', {})
      .call(20, { model: 'm', tokensIn: 3, seq: 4 })
      .call(500, { model: 'm', tokensIn: 3, seq: 4 });
    const run = only(play(s.records));
    expect(run.calls).toHaveLength(1);
    expect(nodeOf(run, 'a')?.tokens?.input).toBe(3);
  });

  it('runs a job again that the page sends again', () => {
    const once = (at: number) =>
      script()
        .request(at, [row('a')], [])
        .run(at + 1, 'running')
        .node(at + 2, 'a', 'running')
        .node(at + 50, 'a', 'completed')
        .run(at + 51, 'completed').records;
    const runs = play([...once(0), ...once(1000)]).runs();
    expect(runs.map((r) => [r.serverId, ms(r.endUs)])).toEqual([
      ['j', 51],
      ['j', 1051],
    ]);
    expect(new Set(runs.map((r) => r.id)).size).toBe(2);
  });
});

describe('a Python server', () => {
  it('is joined by workflow and order, and makes an instance of each firing', () => {
    const asked = script('client-id').request(
      0,
      [row('g', 'lab.Gen'), row('w', 'lab.Work'), row('o', 'lab.Out')],
      [wire('e1', 'g', 'w'), wire('e2', 'w', 'o')],
    );
    const s = script('server-id').run(5, 'running').node(6, 'g', 'running').node(6, 'o', 'running');
    for (const [i, at] of [100, 200].entries()) {
      s.edge(at, 'e1', 'message_sent', i + 1)
        .node(at + 1, 'w', 'running')
        .node(at + 1, 'w', 'running')
        .node(at + 61, 'w', 'completed')
        .edge(at + 62, 'e2', 'message_sent', i + 1);
    }
    s.node(210, 'g', 'completed').node(270, 'o', 'completed').run(271, 'completed', { durationUs: 266_000 });
    const run = only(play([...asked.records, ...s.records]));
    expect(run.serverId).toBe('server-id');
    expect(span(run, 'w', 0)).toEqual(['success', 101, 161]);
    expect(span(run, 'w', 1)).toEqual(['success', 201, 261]);
    // Said running at once, but it reads a stream: it began with its first item.
    expect(span(run, 'o')).toEqual(['success', 162, 270]);
    // A sink: until its last item it waited.
    expect(nodeOf(run, 'o')?.waits.map((w) => [w.kind, ms(w.startUs), ms(w.endUs)])).toEqual([
      ['input', 6, 162],
      ['input', 162, 262],
    ]);
  });

  it('gives each firing its own tokens and error', () => {
    const s = script()
      .request(0, [row('g', 'lab.Gen'), row('w', 'lab.Agent')], [wire('e1', 'g', 'w')])
      .run(1, 'running')
      .edge(10, 'e1', 'message_sent', 1)
      .node(11, 'w', 'running')
      .with({ k: 'call', node: 'w', provider: 'p', durationUs: 1, tokensIn: 3 }, 12)
      .node(20, 'w', 'completed')
      .edge(30, 'e1', 'message_sent', 2)
      .node(31, 'w', 'running')
      .with({ k: 'call', node: 'w', provider: 'p', durationUs: 1, tokensIn: 5 }, 32)
      .node(40, 'w', 'error', { errorClass: 'ValueError' })
      .run(41, 'error');
    const run = only(play(s.records));
    expect([0, 1].map((i) => nodeOf(run, 'w', i)?.tokens?.input)).toEqual([3, 5]);
    expect([0, 1].map((i) => nodeOf(run, 'w', i)?.errorClass)).toEqual([undefined, 'ValueError']);
  });

  it('ends a cancelled run at the acknowledgement when nothing follows', () => {
    const s = script()
      .request(0, [row('a'), row('b')], [wire('e', 'a', 'b')])
      .run(1, 'running')
      .node(2, 'a', 'running')
      .edge(3, 'e', 'message_sent', 0);
    const cancelled = s.command(500, 'cancel').ack(505, 'cancelling').records;
    const p = play(cancelled);
    p.settle((T0 + 5_000_000) as Micros, false);
    expect(only(p).status).toBe('running');
    p.settle((T0 + 6_000_000) as Micros, false);
    const run = only(p);
    expect([run.status, ms(run.endUs)]).toEqual(['cancelled', 505]);
    expect(run.nodes.map((n) => n.status)).toEqual(['cancelled', 'skipped']);
    // Decided at the end of the recording it comes out the same.
    expect(only(play(cancelled, 505))).toEqual(run);
  });
});

describe('a lost connection', () => {
  const begun = () =>
    script()
      .request(0, [row('a'), row('b')], [wire('e', 'a', 'b')])
      .run(1, 'running')
      .node(2, 'a', 'running')
      .node(2, 'b', 'running')
      .close(50);

  it('cuts the run when nobody comes back', () => {
    const run = only(play(begun().records, 60));
    expect([run.status, ms(run.endUs), run.partial]).toEqual(['cut', 2, ['connection-lost', 'no-end']]);
    expect(span(run, 'a')).toEqual(['unknown', 2, undefined]);
    expect(nodeOf(run, 'b')?.status).toBe('unknown');
  });

  it('marks the gap and widens what happened in it when it goes on', () => {
    const back = script('j', 'w', 2)
      .command(400, 'reconnect')
      .run(402, 'running')
      .node(403, 'a', 'completed')
      .edge(403, 'e', 'completed', 1)
      .node(900, 'b', 'completed')
      .run(901, 'completed');
    const run = only(play([...begun().records, ...back.records]));
    expect(run.status).toBe('success');
    expect(run.gaps).toEqual([{ startUs: T0 + 50_000, endUs: T0 + 402_000 }]);
    // Since the connection was lost, and what the server may have held it back: its relay, and the sandbox of `b`.
    expect(nodeOf(run, 'a')?.uncertaintyUs[0]).toBe(353_000 + 12_000 + 10_000);
    expect(span(run, 'b')).toEqual(['success', 403, 900]);
    expect(run.partial).toEqual(['connection-lost']);
  });

  it('takes back a presumed end', () => {
    const p = play(begun().records);
    p.settle((T0 + 120_000_000) as Micros, false);
    expect(only(p).status).toBe('cut');
    p.feed(script('j', 'w', 2).run(130_000, 'running').records);
    expect(only(p).status).toBe('running');
    const q = play(begun().records);
    q.settle((T0 + 120_000_000) as Micros, false);
    q.feed(script('j', 'w', 2).node(130_000, 'a', 'completed').records);
    expect([only(q).status, nodeOf(only(q), 'b')?.status]).toEqual(['running', 'waiting']);
  });

  it('is what a pause of the recording amounts to, for the runs that were going on', () => {
    const pause = (at: number): TrafficRecord => ({
      ...{ k: 'trouble', what: 'paused', n: 1, link: 0 },
      t: (T0 + at * 1000) as Micros,
    });
    const done = script('d').request(0, [], []).run(1, 'running').run(2, 'completed').records;
    const going = script()
      .request(3, [row('a')], [])
      .run(4, 'running')
      .node(5, 'a', 'running').records;
    const p = play([...done, ...going, pause(50)]);
    p.settle((T0 + 120_000_000) as Micros, false);
    expect(p.runs().map((r) => [r.status, r.partial])).toEqual([
      ['success', undefined],
      ['cut', ['connection-lost', 'no-end']],
    ]);
    const seen = play([...going, pause(50), ...script().node(400, 'a', 'completed').run(401, 'completed').records]);
    expect(only(seen)).toMatchObject({
      status: 'success',
      partial: ['connection-lost'],
      gaps: [{ startUs: T0 + 50_000, endUs: T0 + 400_000 }],
    });
  });
});

describe('what never stops', () => {
  it('keeps a bounded number of firings and calls', () => {
    const s = script()
      .request(0, [row('g'), row('w')], [wire('e', 'g', 'w')])
      .run(1, 'running')
      .edge(2, 'e', 'message_sent', 1);
    for (let i = 0; i < 3000; i++) s.node(10 + i, 'w', 'running').node(10.5 + i, 'w', 'completed');
    for (let i = 0; i < 10_500; i++) s.call(4000 + i / 100, { model: `m${i}` });
    const run = only(play(s.records));
    expect(run.nodes.filter((n) => n.id === 'w')).toHaveLength(2000);
    expect(span(run, 'w', 1999)).toEqual(['success', 2009, 3009.5]);
    expect(run.calls).toHaveLength(10_000);
    expect(run.calls?.at(-1)?.model).toBe('m10499');
  });
});

describe('lost records', () => {
  it('mark every run that was going on, and no other', () => {
    const done = script('j1')
      .request(0, [row('a')], [])
      .run(1, 'running')
      .run(50, 'completed').records;
    const open = script('j2')
      .request(60, [row('a')], [])
      .run(61, 'running').records;
    const p = play([...done, ...open, { k: 'trouble', t: (T0 + 70_000) as Micros, link: 0, what: 'overflow', n: 12 }]);
    expect(p.runs().map((r) => r.partial)).toEqual([undefined, ['lost-records']]);
  });
});
