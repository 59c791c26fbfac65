import { describe, expect, it } from 'vitest';
import type { Database } from '../../../src/background/rows.ts';
import type { TrafficRecord } from '../../../src/model/record.ts';
import { createPanel, storedRuns } from './fake-panel.ts';
import { FAKE_SILENCE_US, nodeRecord, runRecord, runsOf } from './fake-pipeline.ts';
import { createWorld, until, type World } from './fake-platform.ts';
import { createRelay } from './fake-relay.ts';

const ORIGIN = 'http://localhost:1';

function log(runs: number): TrafficRecord[] {
  return Array.from({ length: runs }, (_, i) => [
    runRecord(`r${i}`, 'running', i * 10 + 1),
    nodeRecord(`r${i}`, 'a', i * 10 + 2),
    nodeRecord(`r${i}`, 'b', i * 10 + 3),
    runRecord(`r${i}`, 'completed', i * 10 + 4),
  ]).flat();
}

/** A worker, a page with one unfinished run, and a panel that shows it. */
async function unfinishedRun(world: World = createWorld()) {
  const life = world.start();
  const relay = createRelay('e', log(1));
  relay.connect(life);
  relay.send(2);
  const panel = createPanel(life, 1);
  await until(() => relay.acked === 2 && panel.heads().length === 1, 'run is seen');
  return { world, life, relay, panel };
}

describe('recording', () => {
  it('keeps the runs of a page, and a new worker finds them', async () => {
    const world = createWorld();
    const life = world.start();
    const relay = createRelay('e', log(3));
    relay.connect(life);
    relay.send(5);
    relay.send(100);
    await until(() => relay.acked === 12, 'acks');
    life.kill();
    expect(await storedRuns(world.start())).toEqual(runsOf('e', ORIGIN, relay.log));
  });

  it('acks only when the transaction is complete', async () => {
    const world = createWorld();
    const held: (() => void)[] = [];
    world.wrap = (database): Database => ({
      ...database,
      write: async (change) => {
        await new Promise<void>((resolve) => held.push(resolve));
        await database.write(change);
      },
    });
    const relay = createRelay('e', log(1));
    relay.connect(world.start());
    await until(() => held.length === 1, 'first write');
    relay.send(4);
    await new Promise((resolve) => setImmediate(resolve));
    expect(relay.acked).toBe(0);
    held.shift()?.();
    await until(() => held.length === 1, 'second write');
    expect(relay.acked).toBe(0);
    held.shift()?.();
    await until(() => relay.acked === 4, 'ack');
  });

  it('writes the state of a run that grows less and less often', async () => {
    const world = createWorld();
    let states = 0;
    world.wrap = (database): Database => ({
      ...database,
      write: async (change) => {
        states += change.documents.length;
        await database.write(change);
      },
    });
    const life = world.start();
    const [NODES, PART] = [16_000, 1_000];
    const relay = createRelay('e', [runRecord('r', 'running', 0)]);
    for (let i = 0; i < NODES; i++) relay.log.push(nodeRecord('r', `n${i}`, i + 1));
    relay.connect(life);
    for (let sent = 0; sent <= NODES; sent += PART) {
      relay.send(PART);
      const upTo = Math.min(sent + PART, relay.log.length);
      await until(() => relay.acked === upTo, 'ack');
    }
    // At the beginning and at 2 000, 4 000, 8 000, 16 000 instances: at each 2 000 it would be nine.
    expect(states).toBeLessThan(7);
    expect(states).toBeGreaterThan(3);
    life.kill();
    const [run] = await storedRuns(world.start());
    expect(run?.nodes).toHaveLength(NODES);
  }, 60_000);

  it('asks once for what is missing, however many batches came too early', async () => {
    const life = createWorld().start();
    const relay = createRelay('e', log(3));
    relay.connect(life);
    await until(() => relay.settled, 'hello is answered');
    relay.sendPiece(5, 2);
    relay.sendPiece(7, 2);
    relay.sendPiece(9, 2);
    await until(() => relay.resyncs > 0, 'resync');
    relay.send(100);
    await until(() => relay.acked === 12, 'acks');
    expect(relay.resyncs).toBe(1);
    expect(await storedRuns(life)).toEqual(runsOf('e', ORIGIN, relay.log));
  });

  it('goes on after a hole that cannot be filled, and the run says so', async () => {
    const { life, relay } = await unfinishedRun();
    relay.acked = 3; // The ring has pushed record 3 out.
    relay.connect(life);
    await until(() => relay.settled && relay.acked === 3, 'accepted');
    relay.send(1);
    await until(() => relay.acked === 4, 'ack');
    expect(await storedRuns(life)).toMatchObject([{ status: 'success', partial: ['lost-records'] }]);
  });

  it('hears the last words of a page that says hello, records, bye and is gone, all at once', async () => {
    const world = createWorld();
    const life = world.start();
    const relay = createRelay('e', log(2).slice(0, 6));
    relay.connect(life);
    relay.send(6);
    relay.bye();
    relay.client?.disconnect();
    await life.background.idle();
    await until(() => life.background.store.runs().length === 2, 'runs');
    await life.background.idle();
    life.kill();
    expect(await storedRuns(world.start())).toMatchObject([{ status: 'success' }, { status: 'cut' }]);
  });

  it('counts what it refuses and records the rest', async () => {
    const life = createWorld().start();
    const relay = createRelay('e', log(1));
    const panel = createPanel(life, 1);
    relay.connect(life);
    relay.client?.post({ kind: 'hullo' });
    relay.client?.post({ kind: 'batch', epoch: 'another', seq: 1, records: relay.log, losses: {} });
    relay.log.splice(1, 0, { k: 'secret' } as never);
    relay.send(5);
    await until(() => relay.acked === 5 && panel.health?.refused === 3, 'counted');
    expect(await storedRuns(life)).toEqual(runsOf('e', ORIGIN, log(1)));
  });
});

describe('a document that ends', () => {
  it('by bye: its runs are settled at once, and a return from the back/forward cache goes on with them', async () => {
    const { world, life, relay, panel } = await unfinishedRun();
    relay.bye();
    await until(() => panel.heads()[0]?.status === 'cut', 'cut', world.clock);
    relay.client?.disconnect();
    relay.connect(life);
    await until(() => relay.settled, 'hello again');
    relay.send(100);
    await until(() => panel.heads()[0]?.status === 'success' && relay.acked === 4, 'corrected', world.clock);
    expect(panel.run('e:r0')).toEqual(runsOf('e', ORIGIN, relay.log)[0]);
  });

  it('without a word: its runs are settled after a minute, not before', async () => {
    const { world, life, relay, panel } = await unfinishedRun();
    relay.client?.disconnect();
    await until(() => world.alarms.has('patrol'), 'alarm');
    world.clock.advance(30_000);
    life.fireAlarm();
    await life.background.idle();
    expect(panel.heads()[0]?.status).toBe('running');
    world.clock.advance(30_000);
    life.fireAlarm();
    await until(() => panel.heads()[0]?.status === 'cut', 'cut');
  });

  it('without a word, and before the alarm: its runs are settled when the minute is over, while the worker lives', async () => {
    const { world, relay, panel } = await unfinishedRun();
    relay.client?.disconnect();
    await until(() => world.alarms.has('patrol'), 'alarm');
    world.clock.advance(59_000);
    expect(panel.heads()[0]?.status).toBe('running');
    await until(() => panel.heads()[0]?.status === 'cut', 'cut', world.clock);
  });

  it('while no worker lived: a later worker settles its runs, after waiting for it', async () => {
    const { world, life } = await unfinishedRun();
    life.kill();
    world.clock.advance(3_600_000);
    const later = world.start();
    const panel = createPanel(later, 1);
    await until(() => panel.heads().length === 1, 'rebuilt');
    later.fireAlarm();
    await later.background.idle();
    expect(panel.heads()[0]?.status).toBe('running');
    world.clock.advance(60_000);
    later.fireAlarm();
    await until(() => panel.heads()[0]?.status === 'cut', 'cut');
  });

  it('with the browser: the next start of the browser settles its runs at once', async () => {
    const { world, life } = await unfinishedRun();
    life.kill();
    const later = world.start();
    later.fireStartup();
    await until(() => later.background.store.runs()[0]?.status === 'cut', 'cut');
  });

  it('comes back from the back/forward cache after it was put aside, and is recorded as before', async () => {
    const { world, life, relay } = await unfinishedRun();
    relay.client?.disconnect();
    for (let minute = 0; minute < 4; minute++) {
      world.clock.advance(60_000);
      life.fireAlarm();
      await life.background.idle();
    }
    relay.connect(life);
    await until(() => relay.settled, 'back');
    relay.send(100);
    await until(() => relay.acked === 4, 'stored');
    life.kill();
    expect(await storedRuns(world.start())).toEqual(runsOf('e', ORIGIN, relay.log));
  });

  it('is forgotten after an hour, its runs are not', async () => {
    const { world, life, relay } = await unfinishedRun();
    relay.bye();
    relay.client?.disconnect();
    const pass = async (minutes: number) => {
      for (let minute = 0; minute < minutes; minute++) {
        world.clock.advance(60_000);
        life.fireAlarm();
        await life.background.idle();
      }
    };
    await pass(60);
    expect(world.alarms).toContain('patrol');
    await pass(3);
    await until(() => !world.alarms.has('patrol'), 'nothing left to look after');
    await life.background.idle();
    life.kill();
    const later = world.start();
    expect(await storedRuns(later)).toMatchObject([{ id: 'e:r0', status: 'cut' }]);
    later.fireAlarm();
    await until(() => !world.alarms.has('patrol'), 'no documents in the database');
  });
});

describe('a run that falls silent', () => {
  it('is presumed over while the page lives, and corrected by later news', async () => {
    const { world, life, relay, panel } = await unfinishedRun();
    for (let ms = 0; ms <= FAKE_SILENCE_US / 1000 + 1_000; ms += 1_000) world.clock.advance(1_000);
    await until(() => panel.heads()[0]?.status === 'cut', 'presumed over');
    await life.background.idle();
    life.kill();

    const later = world.start();
    const same = createPanel(later, 1);
    await until(() => same.snapshots > 0, 'snapshot');
    expect(same.heads()[0]?.status).toBe('cut');
    relay.connect(later);
    await until(() => relay.settled, 'back');
    relay.send(100);
    await until(() => relay.acked === 4 && same.heads()[0]?.status === 'success', 'corrected', world.clock);
    await later.background.idle();
    later.kill();
    expect(await storedRuns(world.start())).toEqual(runsOf('e', ORIGIN, relay.log));
  });
});

describe('configuration', () => {
  it('pauses all pages at once, and stays so after a restart', async () => {
    const world = createWorld();
    const life = world.start();
    const [first, second] = [createRelay('e1', []), createRelay('e2', [])];
    first.connect(life, 1);
    second.connect(life, 2, 'http://localhost:2');
    await until(() => first.settled && second.settled, 'hello');
    expect([first.recording, second.recording]).toEqual([true, true]);
    await createPanel(life, 1).request({ what: 'set', settings: { recording: false } });
    expect(world.paused).toBe(true);
    expect([first.recording, second.recording]).toEqual([false, false]);
    life.kill();
    first.connect(world.start());
    await until(() => first.settled, 'hello');
    expect(first.recording).toBe(false);
  });

  it('passes the diagnostics flag on', async () => {
    const world = createWorld();
    world.setValue('diagnostics', true);
    const relay = createRelay('e', []);
    relay.connect(world.start());
    await until(() => relay.settled, 'hello');
    expect(relay.client?.received[0]).toEqual({ kind: 'config', recording: true, diagnostics: true, precise: false });
    world.setValue('diagnostics', false);
    expect(relay.client?.received.at(-1)).toEqual({
      kind: 'config',
      recording: true,
      diagnostics: false,
      precise: false,
    });
  });
});

describe('whom it talks to', () => {
  it('is decided by what the browser says of the sender', async () => {
    const { life, relay } = await unfinishedRun();
    const page = { url: 'http://localhost:1/', origin: ORIGIN, tabId: 1, frameId: 0 };
    const own = { id: 'abc', url: 'chrome-extension://abc/panel/panel.html' };
    expect(life.connect('panel', { id: 'abc', ...page }).closed).toBe(true);
    expect(life.connect('panel', { ...own, id: 'other' }).closed).toBe(true);
    expect(life.connect('panel', { id: 'abc', url: 'chrome-extension://abcd/panel.html' }).closed).toBe(true);
    expect(life.connect('relay', own).closed).toBe(true);
    expect(life.connect('relay', { id: 'other', ...page }).closed).toBe(true);
    expect(life.connect('anything', own).closed).toBe(true);
    expect(life.connect('panel', own).closed).toBe(false);

    const thief = createRelay('e', log(1));
    thief.connect(life, 2, 'http://localhost:666');
    thief.send(100);
    const panel = createPanel(life, 2);
    await until(() => panel.health?.refused === 2, 'hello and batch for the epoch of another origin');
    expect(thief.acked).toBe(0);
    expect(relay.acked).toBe(2);
  });
});
