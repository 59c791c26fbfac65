import { IDBObjectStore } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { createDatabase } from '../../../src/background/database.ts';
import type { Change, Database } from '../../../src/background/rows.ts';
import { RETRY_MS, WRITE_MS } from '../../../src/background/writer.ts';
import { RELAY_LIMITS } from '../../../src/model/limits.ts';
import { headOf } from '../../../src/model/run.ts';
import { createPanel, storedRuns } from './fake-panel.ts';
import { nodeRecord, runRecord, runsOf } from './fake-pipeline.ts';
import { createWorld, until } from './fake-platform.ts';
import { createRelay } from './fake-relay.ts';

const ORIGIN = 'http://localhost:1';
const LOG = [0, 1, 2].flatMap((i) => [
  runRecord(`r${i}`, 'running', i * 10),
  nodeRecord(`r${i}`, 'a', i * 10 + 1),
  runRecord(`r${i}`, 'completed', i * 10 + 2),
]);

/** A database whose writes fail with `error()` while that returns something. */
function failing(database: Database, error: () => Error | undefined): Database {
  return {
    ...database,
    write: (change) => {
      const fault = error();
      return fault ? Promise.reject(fault) : database.write(change);
    },
  };
}

const quota = () => new DOMException('no space', 'QuotaExceededError');

describe('a disk that fails', () => {
  it.each([
    ['full', quota()],
    ['failed', new Error('what now')],
  ])('is reported as %s; recording goes on in memory, and all of it is written later', async (word, error) => {
    const world = createWorld();
    let fault: Error | undefined;
    world.wrap = (database) => failing(database, () => fault);
    const life = world.start();
    const panel = createPanel(life, 1);
    const relay = createRelay('e', LOG);
    relay.connect(life);
    relay.send(2);
    await until(() => relay.acked === 2, 'healthy');

    fault = error;
    relay.send(3);
    await until(() => panel.health?.storage === word, word, world.clock);
    relay.send(3);
    const shown = () => panel.heads().map((head) => head.status);
    await until(() => shown().length === 3, 'all runs are shown', world.clock);
    expect(shown()).toEqual(['running', 'success', 'success']);
    // Those that are over and nowhere on the disk are counted.
    await until(() => panel.health?.unsavedRuns === 2, 'counted', world.clock);
    expect(relay.acked).toBe(2);

    fault = undefined;
    world.clock.advance(RETRY_MS);
    await until(() => panel.health?.storage === 'ok', 'written', world.clock);
    expect(panel.health?.unsavedRuns).toBeUndefined();
    life.kill();
    const later = world.start();
    relay.connect(later);
    relay.send(100);
    await until(() => relay.acked === 9, 'the rest');
    expect(await storedRuns(later)).toEqual(runsOf('e', ORIGIN, LOG));
  });

  it('costs nothing when the background ends meanwhile: pages still have what was nowhere but in its memory', async () => {
    const world = createWorld();
    let fault: Error | undefined = quota();
    world.wrap = (database) => failing(database, () => fault);
    const relay = createRelay('e', LOG);
    const life = world.start();
    relay.connect(life);
    relay.send(9);
    const panel = createPanel(life, 1);
    await until(() => panel.heads().length === 3 && panel.health?.storage === 'full', 'recorded', world.clock);
    life.kill();

    fault = undefined;
    const later = world.start();
    relay.connect(later);
    await until(() => relay.settled, 'hello is answered', world.clock);
    relay.send(9);
    await until(() => relay.acked === 9, 'written', world.clock);
    expect(await storedRuns(later)).toEqual(runsOf('e', ORIGIN, LOG));
  });

  it('leaves room in the page: of very many records only the last are kept there too', async () => {
    const world = createWorld();
    world.wrap = (database) => failing(database, quota);
    const many = Array.from({ length: RELAY_LIMITS.unsavedRecords + 7 }, (_, i) => runRecord('r', 'running', i));
    const relay = createRelay('e', many);
    relay.connect(world.start());
    for (let sent = 0; sent < many.length; sent += RELAY_LIMITS.batchRecords) relay.send(RELAY_LIMITS.batchRecords);
    await until(() => relay.acked === 7, 'acked from memory, or the ring would overflow');
  });

  it('is left alone for a while after each failure', async () => {
    const world = createWorld();
    let tries = 0;
    world.wrap = (database) =>
      failing(database, () => {
        tries++;
        return quota();
      });
    const relay = createRelay('e', LOG);
    const life = world.start();
    relay.connect(life);
    await until(() => tries === 1, 'first try');
    for (let i = 0; i < 9; i++) relay.send(1);
    const panel = createPanel(life, 1);
    await until(() => panel.heads().length === 3, 'recorded', world.clock);
    expect(tries).toBe(1);
    world.clock.advance(RETRY_MS);
    await until(() => tries === 2, 'second try');
  });

  it('by not answering at all: is taken for failed', async () => {
    const world = createWorld();
    const never = new Promise<never>(() => {});
    world.wrap = (database) => ({ ...database, load: () => never, write: () => never });
    const life = world.start();
    const relay = createRelay('e', LOG);
    relay.connect(life);
    await until(() => relay.settled, 'hello is answered', world.clock);
    relay.send(9);
    world.clock.advance(WRITE_MS);
    const panel = createPanel(life, 1);
    await until(() => panel.heads().length === 3 && panel.health?.storage === 'failed', 'shown', world.clock);
  });

  it('at the start of the worker: it works without what it cannot read', async () => {
    const world = createWorld();
    world.wrap = (database) => ({ ...database, load: () => Promise.reject(new Error('unreadable')) });
    const life = world.start();
    const panel = createPanel(life, 1);
    await until(() => panel.snapshots === 1, 'snapshot');
    expect(panel.health?.storage).toBe('failed');
    const relay = createRelay('e', LOG);
    relay.connect(life);
    relay.send(100);
    await until(() => relay.acked === 9, 'acks');
    await until(() => panel.heads().length === 3 && panel.health?.storage === 'ok', 'shown', world.clock);
  });
});

describe('the database', () => {
  const empty: Change = { journal: [], documents: [], forget: [], runs: [], remove: [] };

  it('is made anew when it is of another make, and says so', async () => {
    const world = createWorld();
    await new Promise((resolve) => {
      const request = world.factory.open('longpole', 99);
      request.onupgradeneeded = () => request.result.createObjectStore('else');
      request.onsuccess = () => resolve(request.result.close());
    });
    const life = world.start();
    const relay = createRelay('e', LOG);
    relay.connect(life);
    relay.send(9);
    const panel = createPanel(life, 1);
    await until(() => relay.acked === 9 && panel.health?.storage === 'ok', 'recorded');
    expect(panel.health?.recreated).toBe(1);
    life.kill();
    expect(await storedRuns(world.start())).toEqual(runsOf('e', ORIGIN, LOG));
  });

  it('that cannot be read as a whole gives every row that can be, heads anew from their runs, and tells of the rest', async () => {
    const world = createWorld();
    const first = world.start();
    const relay = createRelay('e', LOG);
    relay.connect(first);
    relay.send(9);
    await until(() => relay.acked === 9, 'recorded');
    await first.background.idle();
    first.kill();
    const runs = runsOf('e', ORIGIN, LOG);
    const [a, b] = runs;
    if (!a || !b) throw new Error('no runs');
    // One head is nonsense and its run is whole; of another both are gone; a page's row is nonsense.
    await rewrite(world.factory, (tx) => {
      tx.objectStore('heads').put({ head: { id: a.id }, bytes: 'x' });
      tx.objectStore('heads').put({ head: { id: b.id }, bytes: 1 });
      tx.objectStore('runs').put({ id: b.id });
      tx.objectStore('documents').put({ epoch: 'x', seq: 'nonsense' });
    });
    const life = world.start();
    const panel = createPanel(life, 1);
    await until(() => panel.snapshots > 0, 'snapshot');
    expect(panel.health?.damaged).toBe(2);
    expect(panel.health?.recreated).toBeUndefined();
    expect(panel.heads().map(({ id }) => id)).toEqual(
      runs
        .filter((run) => run !== b)
        .map(({ id }) => id)
        .reverse(),
    );
    expect(await panel.request({ what: 'runs', ids: [a.id] })).toEqual([a]);
    // The next worker finds nothing to let go.
    life.kill();
    const later = createPanel(world.start(), 1);
    await until(() => later.snapshots > 0, 'snapshot');
    expect(later.health?.damaged).toBeUndefined();
    expect(later.heads()).toHaveLength(2);
  });

  it.each(['heads', 'runs'])('reads %s one by one where a read of all of them fails', async (store) => {
    const database = createDatabase(createWorld().factory);
    const runs = runsOf('e', ORIGIN, LOG);
    await database.write({ ...empty, runs: runs.map((run) => ({ run, bytes: 1, head: headOf(run) })) });
    const restore = breakReads(store, runs[1]?.id ?? '');
    try {
      const ids = runs.map(({ id }) => id);
      const kept = [runs[0]?.id, runs[2]?.id];
      if (store === 'runs') expect((await database.runs(ids)).map(({ id }) => id)).toEqual(kept);
      // A head that cannot be read is made of its run.
      else expect((await database.load()).heads.map(({ head }) => head.id).sort()).toEqual([...ids].sort());
      expect(database.recreated()).toBe(0);
    } finally {
      restore();
    }
  });

  it('lets go of a run that it has no more, and says so', async () => {
    const world = createWorld();
    const relay = createRelay('e', LOG);
    const first = world.start();
    relay.connect(first);
    relay.send(9);
    await until(() => relay.acked === 9, 'recorded');
    await first.background.idle();
    first.kill();
    const [run, ...others] = runsOf('e', ORIGIN, LOG);
    await rewrite(world.factory, (tx) => tx.objectStore('runs').delete(run?.id ?? ''));
    const panel = createPanel(world.start(), 1);
    await until(() => panel.snapshots > 0, 'snapshot');
    expect(await panel.request({ what: 'runs', ids: [run?.id ?? '', others[0]?.id ?? ''] })).toEqual([others[0]]);
    await until(() => panel.health?.damaged === 1 && panel.heads().length === 2, 'told', world.clock);
  });

  it('that the browser threw away is told for a day, with the number of runs, and clearing it is no loss', async () => {
    const world = createWorld();
    const record = async (log: typeof LOG, epoch: string) => {
      const life = world.start();
      const relay = createRelay(epoch, log);
      relay.connect(life);
      relay.send(9);
      await until(() => relay.acked === 9, 'recorded');
      await life.background.idle();
      return life;
    };
    const told = async () => {
      const life = world.start();
      const panel = createPanel(life, 1);
      await until(() => panel.snapshots > 0, 'snapshot');
      life.kill();
      return panel.health?.vanished;
    };
    const life = await record(LOG, 'e');
    const panel = createPanel(life, 1);
    await until(() => panel.heads().length === 3, 'runs');
    expect(await panel.request({ what: 'clear' })).toBe(3);
    await life.background.idle();
    life.kill();
    expect(await told()).toBeUndefined();

    (await record(LOG, 'f')).kill();
    await new Promise((resolve) => {
      world.factory.deleteDatabase('longpole').onsuccess = resolve;
    });
    expect(await told()).toBe(3);
    expect(await told()).toBe(3);
    world.clock.advance(24 * 3_600_000);
    expect(await told()).toBeUndefined();
  });

  it('is not thrown away because the disk is full', async () => {
    const deleted: string[] = [];
    const factory = {
      open: () => rejecting(quota()),
      deleteDatabase: (name: string) => deleted.push(name),
    } as unknown as IDBFactory;
    await expect(createDatabase(factory).load()).rejects.toThrow('no space');
    expect(deleted).toEqual([]);
  });

  it('keeps of the journal only what came after the checkpoint', async () => {
    const database = createDatabase(createWorld().factory);
    const counts = { records: 0, sockets: 0, editors: [], runs: 0, lost: 0, unreadable: 0 };
    const row = { epoch: 'e', place: { origin: ORIGIN }, seq: 0, state: 1, counts, seenMs: 0, ended: false, gone: [] };
    const journal = [1, 3, 5].map((seq) => ({ epoch: 'e', seq, records: LOG.slice(seq - 1, seq + 1) }));
    const neighbour = { epoch: 'f', seq: 1, records: [] };
    await database.write({ ...empty, documents: [row, { ...row, epoch: 'f' }], journal: [...journal, neighbour] });
    expect(await database.document('e')).toEqual({ row, journal });
    const checkpoint = { ...row, seq: 4, state: 2 };
    await database.write({ ...empty, documents: [checkpoint] });
    expect(await database.document('e')).toEqual({ row: checkpoint, journal: journal.slice(2) });
    await database.write({ ...empty, forget: ['e'] });
    expect(await database.document('e')).toBeUndefined();
    expect((await database.document('f'))?.journal).toEqual([neighbour]);
  });

  it('writes all of a change or nothing', async () => {
    const database = createDatabase(createWorld().factory);
    const [run] = runsOf('e', ORIGIN, LOG);
    if (!run) throw new Error('no run');
    const stored = { run, bytes: 1, head: { ...run, nodeCount: 0 } };
    const uncloneable = { ...stored, run: { ...run, id: 'x', status: (() => {}) as never } };
    await expect(database.write({ ...empty, runs: [stored, uncloneable] })).rejects.toThrow();
    expect((await database.load()).heads).toEqual([]);
    await database.write({ ...empty, runs: [stored] });
    expect(await database.runs(['nobody', run.id])).toEqual([run]);
  });
});

/** Changes rows behind the extension's back. */
async function rewrite(factory: IDBFactory, change: (tx: IDBTransaction) => void): Promise<void> {
  const db = await new Promise<IDBDatabase>((resolve) => {
    const request = factory.open('longpole');
    request.onsuccess = () => resolve(request.result);
  });
  const tx = db.transaction([...db.objectStoreNames], 'readwrite');
  const complete = new Promise((resolve) => {
    tx.oncomplete = resolve;
  });
  change(tx);
  await complete;
  db.close();
}

/** Makes reads of one row fail, and reads of all rows with it, as a file of the browser that is damaged does. */
function breakReads(name: string, id: string): () => void {
  const { get, getAll } = IDBObjectStore.prototype;
  const fail = (): never => {
    throw new DOMException('Failed to read large IndexedDB value', 'DataError');
  };
  IDBObjectStore.prototype.getAll = function (this: IDBObjectStore, ...args: []) {
    return this.name === name ? fail() : getAll.apply(this, args);
  };
  IDBObjectStore.prototype.get = function (this: IDBObjectStore, key: IDBValidKey) {
    return this.name === name && key === id ? fail() : get.call(this, key);
  };
  return () => Object.assign(IDBObjectStore.prototype, { get, getAll });
}

/** An open request that fails at its next chance. */
function rejecting(error: DOMException): Partial<IDBOpenDBRequest> {
  const request = { error } as { error: DOMException; onerror?: () => void };
  queueMicrotask(() => request.onerror?.());
  return request as Partial<IDBOpenDBRequest>;
}
