import { describe, expect, it } from 'vitest';
import { createDatabase } from '../../../src/background/database.ts';
import { FIRST_RETRY_MS, LAST_RETRY_MS, OUTBOX_ALARM, SETTLE_MS } from '../../../src/background/outbox.ts';
import type { OutboxRow } from '../../../src/background/rows.ts';
import type { CollectorAnswer, Settings } from '../../../src/messages/panel.ts';
import type { Header } from '../../../src/model/collector.ts';
import { KEEP_ALL } from '../../../src/model/keep.ts';
import { BACKGROUND_LIMITS } from '../../../src/model/limits.ts';
import { micros } from '../../../src/model/time.ts';
import type { Posted } from '../../../src/platform/types.ts';
import { createPanel } from './fake-panel.ts';
import { BEGIN_MS } from './fake-pipeline.ts';
import { createWorld, type Life, until, type World } from './fake-platform.ts';
import { createRelay } from './fake-relay.ts';
import { finished, ORIGIN, OTHER, sampleRun } from './setup.ts';

const URL = 'http://collector.example:4318/v1/traces';
const COLLECTOR: Settings['collector'] = {
  on: true,
  url: 'http://collector.example:4318',
  sites: [`${ORIGIN}/*`],
  keep: KEEP_ALL,
  sinceMs: 0,
};
const TAKEN: Posted = { status: 200, text: '{}' };

interface Collecting extends World {
  readonly posted: {
    readonly url: string;
    readonly headers: readonly Header[];
    readonly body: string;
    readonly at: number;
  }[];
  /** Answers to come; then all are taken. */
  answers: Posted[];
}

/** A world with a collector that keeps what it is sent; it is switched on. */
function withCollector(settings: Partial<Settings['collector']> = {}): Collecting {
  const world = createWorld();
  const posted: Collecting['posted'] = [];
  const collecting: Collecting = Object.assign(world, { posted, answers: [] });
  world.values.set('settings', { runsPerWorkflow: 10_000, collector: { ...COLLECTOR, ...settings } });
  world.post = async (url, headers, body) => {
    posted.push({ url, headers, body, at: world.clock.now() });
    return collecting.answers.shift() ?? TAKEN;
  };
  return collecting;
}

/** A life in which a page has played so many runs. */
async function played(world: World, count: number): Promise<Life> {
  const life = world.start();
  const log = finished(count);
  const relay = createRelay('e', log);
  relay.connect(life);
  relay.send(log.length);
  await until(() => relay.settled && relay.acked === log.length, 'recorded', world.clock);
  return life;
}

const statusOf = (life: Life) => {
  const panel = createPanel(life, 1);
  return async (world: World) => {
    await until(() => panel.snapshots === 1, 'snapshot', world.clock);
    return () => panel.health?.outbox;
  };
};

describe('the outbox', () => {
  it('sends each run that ended, once, as a request of its own', async () => {
    const world = withCollector();
    const life = await played(world, 3);
    await until(() => world.posted.length === 3, 'sent', world.clock);
    world.clock.advance(10 * LAST_RETRY_MS);
    await life.background.idle();
    expect(world.posted).toHaveLength(3);
    expect(new Set(world.posted.map(({ url }) => url))).toEqual(new Set([URL]));
    for (const { body } of world.posted)
      expect((JSON.parse(body) as { resourceSpans: unknown[] }).resourceSpans).toHaveLength(1);
    expect(new Set(world.posted.map(({ body }) => body)).size).toBe(3);
    expect((await statusOf(life)(world))()).toMatchObject({ sent: 3, waiting: 0, lost: 0, unsure: 0 });
  });

  it('sends nothing again when the worker starts anew, or when news of a run come late', async () => {
    const world = withCollector();
    const life = await played(world, 3);
    await until(() => world.posted.length === 3, 'sent', world.clock);
    await life.background.idle();
    life.kill();
    const later = world.start();
    await later.background.idle();
    const [run] = await createDatabase(world.factory).runs(['e:r0']);
    if (!run) throw new Error('no run');
    later.background.store.put({ ...run, events: 99 });
    world.clock.advance(LAST_RETRY_MS);
    later.fireAlarm(OUTBOX_ALARM);
    await later.background.idle();
    expect(world.posted).toHaveLength(3);
  });

  it('waits a moment, so that late news of a run are in what is sent', async () => {
    const world = withCollector();
    const ended = world.clock.now();
    const life = await played(world, 1);
    await until(() => world.posted.length === 1, 'sent', world.clock);
    expect(world.posted[0]?.at).toBeGreaterThanOrEqual(ended + SETTLE_MS);
    await life.background.idle();
  });

  it('does nothing while it is off, which it is unless the user switches it on', async () => {
    const world = createWorld();
    let calls = 0;
    world.post = async () => {
      calls++;
      return TAKEN;
    };
    const life = await played(world, 3);
    world.clock.advance(LAST_RETRY_MS);
    life.fireAlarm(OUTBOX_ALARM);
    await life.background.idle();
    expect(calls).toBe(0);
    expect((await statusOf(life)(world))()).toBeUndefined();
  });

  it('sends runs of the chosen sites only, none that was imported, none from before', async () => {
    const world = withCollector({ sinceMs: BEGIN_MS + 1_000 });
    const life = world.start();
    await life.background.idle();
    const at = (id: string, origin: string, ms: number) => ({
      ...sampleRun(id, origin),
      startUs: micros((BEGIN_MS + ms) * 1000),
    });
    life.background.store.put(at('mine', ORIGIN, 2_000));
    life.background.store.put(at('theirs', OTHER, 2_000));
    life.background.store.put(at('old', ORIGIN, 500));
    const panel = createPanel(life, 1);
    await until(() => panel.snapshots === 1, 'snapshot', world.clock);
    await panel.request({ what: 'import', runs: [at('imported', ORIGIN, 3_000)] });
    await life.background.idle();
    life.kill();
    const later = world.start();
    await until(() => world.posted.length > 0, 'sent', world.clock);
    world.clock.advance(LAST_RETRY_MS);
    await later.background.idle();
    expect(world.posted.map(({ body }) => /"longpole.run.id","value":\{"stringValue":"(\w+)"/.exec(body)?.[1])).toEqual(
      ['mine'],
    );
  });

  it('tries again later and later, through deaths of the worker, and in the order in which they ended', async () => {
    const world = withCollector();
    world.answers = [{ failed: 'it cannot be reached' }, { status: 503, text: 'busy' }];
    const life = await played(world, 2);
    await until(() => world.posted.length === 1, 'first try', world.clock);
    await life.background.idle();
    expect((await statusOf(life)(world))()).toMatchObject({ waiting: 2, error: 'it cannot be reached' });
    expect(world.alarms).toContain(OUTBOX_ALARM);
    life.kill();
    const second = world.start();
    await second.background.idle();
    // Woken before its time.
    world.clock.advance(FIRST_RETRY_MS / 2);
    second.fireAlarm(OUTBOX_ALARM);
    await second.background.idle();
    expect(world.posted).toHaveLength(1);
    world.clock.advance(FIRST_RETRY_MS);
    second.fireAlarm(OUTBOX_ALARM);
    await until(() => world.posted.length === 2, 'second try', world.clock);
    await second.background.idle();
    world.clock.advance(FIRST_RETRY_MS * 1.5);
    second.fireAlarm(OUTBOX_ALARM);
    await second.background.idle();
    expect(world.posted).toHaveLength(2);
    world.clock.advance(FIRST_RETRY_MS);
    second.fireAlarm(OUTBOX_ALARM);
    await until(() => world.posted.length === 4, 'third try', world.clock);
    await second.background.idle();
    const bodies = world.posted.map(({ body }) => body);
    expect([bodies[0], bodies[1], bodies[2]]).toEqual([bodies[0], bodies[0], bodies[0]]);
    expect(bodies[3]).not.toBe(bodies[0]);
    expect(world.alarms).not.toContain(OUTBOX_ALARM);
    expect((await statusOf(second)(world))()).toMatchObject({ waiting: 0, sent: 2 });
  });

  it('tries at once when the user changes where to, and not for any other setting', async () => {
    const world = withCollector();
    world.answers = [
      { status: 503, text: '' },
      { status: 503, text: '' },
    ];
    const life = await played(world, 1);
    await until(() => world.posted.length === 1, 'first try', world.clock);
    await life.background.idle();
    const panel = createPanel(life, 1);
    await until(() => panel.snapshots === 1, 'snapshot', world.clock);
    await panel.request({ what: 'set', settings: { theme: 'dark' } });
    world.clock.advance(3 * SETTLE_MS);
    await life.background.idle();
    expect(world.posted).toHaveLength(1);
    await panel.request({ what: 'set', settings: { collector: { ...COLLECTOR, url: 'http://other.example' } } });
    await until(() => world.posted.length === 2, 'second try', world.clock);
    expect(world.posted[1]?.url).toBe('http://other.example/v1/traces');
    await life.background.idle();
    await panel.request({ what: 'collector-headers', headers: [['a', 'b']] });
    await until(() => world.posted.length === 3, 'third try', world.clock);
  });

  it('waits as long as the collector asks it to, an hour at most', async () => {
    const world = withCollector();
    world.answers = [{ status: 429, text: '', retryAfterS: 600 }];
    const life = await played(world, 1);
    await until(() => world.posted.length === 1, 'first try', world.clock);
    await life.background.idle();
    world.clock.advance(590_000);
    life.fireAlarm(OUTBOX_ALARM);
    await life.background.idle();
    expect(world.posted).toHaveLength(1);
    world.clock.advance(11_000);
    life.fireAlarm(OUTBOX_ALARM);
    await until(() => world.posted.length === 2, 'second try', world.clock);
  });

  it('does not send again what was under way when the browser ended it: it may have arrived', async () => {
    const world = withCollector();
    world.post = async (url, headers, body) => {
      world.posted.push({ url, headers, body, at: world.clock.now() });
      return await new Promise<never>(() => {});
    };
    const life = await played(world, 2);
    await until(() => world.posted.length === 1, 'under way', world.clock);
    life.kill();
    world.post = async (url, headers, body) => {
      world.posted.push({ url, headers, body, at: world.clock.now() });
      return TAKEN;
    };
    const later = world.start();
    await until(() => world.posted.length === 2, 'the other is sent', world.clock);
    world.clock.advance(LAST_RETRY_MS);
    later.fireAlarm(OUTBOX_ALARM);
    await later.background.idle();
    expect(new Set(world.posted.map(({ body }) => body)).size).toBe(2);
    expect((await statusOf(later)(world))()).toMatchObject({ unsure: 1, sent: 1, waiting: 0 });
  });

  it('sends nothing of which it cannot write that it is sent', async () => {
    const world = withCollector();
    let broken = true;
    world.wrap = (database) => ({
      ...database,
      writeOutbox: (rows, remove) =>
        broken && rows.some(({ state }) => state === 'sending')
          ? Promise.reject(new DOMException('no space', 'QuotaExceededError'))
          : database.writeOutbox(rows, remove),
    });
    const life = await played(world, 1);
    world.clock.advance(SETTLE_MS * 2);
    await life.background.idle();
    expect(world.posted).toEqual([]);
    expect((await statusOf(life)(world))()).toMatchObject({
      waiting: 1,
      error: expect.stringContaining('QuotaExceededError'),
    });
    broken = false;
    life.fireAlarm(OUTBOX_ALARM);
    await until(() => world.posted.length === 1, 'sent when it can be written', world.clock);
  });

  it('counts what the collector refuses for good, and goes on', async () => {
    const world = withCollector();
    world.answers = [{ status: 400, text: 'no  such\nfield' }];
    const life = await played(world, 2);
    await until(() => world.posted.length === 2, 'both', world.clock);
    await life.background.idle();
    expect((await statusOf(life)(world))()).toMatchObject({ lost: 1, sent: 1, waiting: 0 });
  });

  it('tells of spans that the collector did not take', async () => {
    const world = withCollector();
    world.answers = [{ status: 200, text: '{"partialSuccess":{"rejectedSpans":"3","errorMessage":"too old"}}' }];
    const life = await played(world, 1);
    await until(() => world.posted.length === 1, 'sent', world.clock);
    await life.background.idle();
    expect((await statusOf(life)(world))()).toMatchObject({ sent: 1, error: 'it refused 3 spans: too old' });
  });

  it('holds so many runs at most; the oldest is dropped, and counted', async () => {
    const world = withCollector();
    world.post = async () => ({ failed: 'it cannot be reached' });
    const life = world.start();
    await life.background.idle();
    const rows = Array.from(
      { length: BACKGROUND_LIMITS.waitingRuns },
      (_, i): OutboxRow => ({ id: `q${i}`, state: 'waiting', atMs: i }),
    );
    const database = createDatabase(world.factory);
    for (const { id } of rows) life.background.store.put(sampleRun(id, ORIGIN, 100));
    await life.background.idle();
    life.kill();
    await database.writeOutbox(rows, []);
    const later = world.start();
    await later.background.idle();
    later.background.store.put({ ...sampleRun('one-more', ORIGIN, 100), endUs: micros(1_000_000) });
    await later.background.idle();
    later.kill();
    const last = world.start();
    await last.background.idle();
    const status = await statusOf(last)(world);
    await until(() => status()?.lost === 1, 'counted', world.clock);
    expect(status()?.waiting).toBe(BACKGROUND_LIMITS.waitingRuns);
    const stored = await database.outbox();
    expect(stored.find(({ id }) => id === 'q0')?.state).toBe('lost');
  });

  it('forgets what waits when it is switched off, and what the user deletes', async () => {
    const world = withCollector();
    world.post = async () => ({ failed: 'it cannot be reached' });
    const life = await played(world, 3);
    const panel = createPanel(life, 1);
    await until(() => panel.health?.outbox?.waiting === 3, 'waiting', world.clock);
    await panel.request({ what: 'delete', ids: ['e:r1'] });
    await until(() => panel.health?.outbox?.waiting === 2, 'deleted', world.clock);
    await panel.request({ what: 'set', settings: { collector: { ...COLLECTOR, on: false } } });
    await life.background.idle();
    expect(await createDatabase(world.factory).outbox()).toEqual([]);
    expect(world.alarms).not.toContain(OUTBOX_ALARM);
  });

  it('leaves out what the user says', async () => {
    const world = withCollector({ keep: { ...KEEP_ALL, urls: false, labels: false } });
    await played(world, 1);
    await until(() => world.posted.length === 1, 'sent', world.clock);
    expect(world.posted[0]?.body).not.toContain(ORIGIN);
  });
});

describe('headers for the collector', () => {
  it('are sent to it, and given back to nobody', async () => {
    const world = withCollector();
    const life = world.start();
    const panel = createPanel(life, 1);
    await until(() => panel.snapshots === 1, 'snapshot', world.clock);
    await panel.request({ what: 'collector-headers', headers: [['authorization', 'Bearer s3cr3t']] });
    const answer = await panel.request<CollectorAnswer>({ what: 'collector-test' });
    expect(answer).toEqual({ taken: true, words: 'It took a request without runs (200).' });
    expect(world.posted).toMatchObject([
      { url: URL, headers: [['authorization', 'Bearer s3cr3t']], body: '{"resourceSpans":[]}' },
    ]);
    await until(() => panel.health?.outbox?.headers[0] === 'authorization', 'named', world.clock);
    expect(JSON.stringify(panel.client.received)).not.toContain('s3cr3t');
    // And they survive the worker.
    life.kill();
    const later = createPanel(world.start(), 1);
    await until(() => later.snapshots === 1, 'snapshot', world.clock);
    await later.request({ what: 'collector-test' });
    expect(world.posted[1]?.headers).toEqual([['authorization', 'Bearer s3cr3t']]);
    expect(JSON.stringify(later.client.received)).not.toContain('s3cr3t');
  });

  it('are shown to nobody, not even by a collector that says them back', async () => {
    const world = withCollector();
    const life = world.start();
    const panel = createPanel(life, 1);
    await until(() => panel.snapshots === 1, 'snapshot', world.clock);
    await panel.request({ what: 'collector-headers', headers: [['authorization', 'Bearer s3cr3t-s3cr3t']] });
    const blanks = ' '.repeat(300);
    world.answers = [
      { status: 401, text: `${'x'.repeat(190)} s3cr3t-s3cr3t is no token` },
      { status: 401, text: `no such header:${blanks}"authorization: Bearer s3cr3t-s3cr3t"` },
      { status: 200, text: '{"partialSuccess":{"rejectedSpans":1,"errorMessage":"s3cr3t-s3cr3t may not"}}' },
    ];
    await panel.request({ what: 'collector-test' });
    const answer = await panel.request<CollectorAnswer>({ what: 'collector-test' });
    expect(answer.words).toBe('No: it answered 401: no such header: "authorization: …".');
    const relay = createRelay('e', finished(1));
    relay.connect(life);
    relay.send(relay.log.length);
    await until(() => panel.health?.outbox?.error !== undefined, 'refused', world.clock);
    expect(panel.health?.outbox?.error).toBe('it refused 1 spans: … may not');
    expect(JSON.stringify(panel.client.received)).not.toContain('s3cr');
  });

  it.each<[string, unknown, string]>([
    ['no list', 'x', 'not a list'],
    ['too many', Array.from({ length: 9 }, () => ['a', 'b']), 'more than 8'],
    ['a line break', [['a', 'b\r\nc: d']], 'headers[0]: not a value of a header'],
    ['a name with a blank', [['a b', 'c']], 'headers[0]: not the name of a header'],
  ])('are refused: %s', async (_, headers, error) => {
    const world = withCollector();
    const panel = createPanel(world.start(), 1);
    await until(() => panel.snapshots === 1, 'snapshot', world.clock);
    await expect(panel.request({ what: 'collector-headers', headers: headers as never })).rejects.toThrow(error);
  });

  it('a test says what is wrong', async () => {
    const world = withCollector();
    const panel = createPanel(world.start(), 1);
    await until(() => panel.snapshots === 1, 'snapshot', world.clock);
    world.answers = [{ status: 401, text: 'who are you?' }, { failed: 'it cannot be reached' }];
    expect(await panel.request({ what: 'collector-test' })).toEqual({
      taken: false,
      words: 'No: it answered 401: who are you?.',
    });
    expect(await panel.request({ what: 'collector-test' })).toEqual({
      taken: false,
      words: 'No: it cannot be reached.',
    });
    await panel.request({ what: 'set', settings: { collector: { ...COLLECTOR, url: '' } } });
    expect(await panel.request({ what: 'collector-test' })).toEqual({
      taken: false,
      words: 'There is no address to send to.',
    });
  });
});

describe('a database of before the outbox', () => {
  it('keeps its runs and gets one', async () => {
    const world = createWorld();
    const open = world.factory.open('longpole', 1);
    await new Promise<void>((resolve, reject) => {
      open.onupgradeneeded = () => {
        open.result.createObjectStore('documents', { keyPath: 'epoch' });
        open.result.createObjectStore('states');
        open.result.createObjectStore('journal', { keyPath: ['epoch', 'seq'] });
        open.result.createObjectStore('heads', { keyPath: 'head.id' });
        open.result.createObjectStore('runs', { keyPath: 'id' }).put(sampleRun('kept', ORIGIN));
      };
      open.onsuccess = () => {
        open.result.close();
        resolve();
      };
      open.onerror = () => reject(open.error);
    });
    const database = createDatabase(world.factory);
    expect((await database.runs(['kept'])).map(({ id }) => id)).toEqual(['kept']);
    await database.writeOutbox([{ id: 'kept', state: 'sent', atMs: 1 }], []);
    expect(await database.outbox()).toEqual([{ id: 'kept', state: 'sent', atMs: 1 }]);
    expect(database.recreated()).toBe(0);
  });
});
