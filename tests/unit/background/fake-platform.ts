import { IDBFactory } from 'fake-indexeddb';
import { type Background, createBackground } from '../../../src/background/background.ts';
import { createDatabase } from '../../../src/background/database.ts';
import type { CreatePipeline } from '../../../src/background/document.ts';
import type { Database } from '../../../src/background/rows.ts';
import { decodeToBackground } from '../../../src/messages/decode-messages.ts';
import { PANEL_PORT } from '../../../src/messages/panel.ts';
import { RELAY_PORT } from '../../../src/messages/relay.ts';
import type { Clock, Platform, Port, Post, Sender } from '../../../src/platform/types.ts';
import { BEGIN_MS, createFakePipeline } from './fake-pipeline.ts';
import { createFakeSites, type FakeSites } from './fake-sites.ts';
import 'fake-indexeddb/auto'; // IDBKeyRange

export const EXTENSION = 'chrome-extension://abc';

export interface FakeClock extends Clock {
  /** Lets time pass; timers fire in order. */
  advance(ms: number): void;
}

export function createClock(startMs = BEGIN_MS): FakeClock {
  let now = startMs;
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  return {
    now: () => now,
    after(ms, callback) {
      const timer = { at: now + ms, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        timers.delete(next);
        now = next.at;
        next.callback();
      }
      now = end;
    },
  };
}

/** Waits until something can be observed; fails after a while. With a clock, 10 ms pass per turn of the event loop. */
export async function until(condition: () => boolean, what: string, clock?: FakeClock): Promise<void> {
  for (let turn = 0; turn < 2_000; turn++) {
    if (condition()) return;
    clock?.advance(10);
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`never came true: ${what}`);
}

/** A port to a background and all it has sent. */
export interface Client {
  readonly received: readonly unknown[];
  closed: boolean;
  post(message: unknown): void;
  /** Closes our end: the background is told. */
  disconnect(): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** One life of the worker. */
export interface Life {
  readonly background: Background;
  connect(name: string, sender: Sender): Client;
  connectRelay(tabId?: number, origin?: string, frameId?: number): Client;
  connectPanel(): Client;
  fireAlarm(name?: string): void;
  fireStartup(): void;
  /** Takes the worker away as the browser does: nothing of it runs on, ports close on the other side only. */
  kill(): void;
}

export interface World {
  readonly clock: FakeClock;
  readonly values: Map<string, unknown>;
  /** Wraps the database of the next life. */
  wrap: (database: Database) => Database;
  createPipeline: CreatePipeline;
  start(): Life;
  setValue(key: string, value: unknown): void;
  readonly alarms: Set<string>;
  readonly sites: FakeSites;
  /** What stands on the toolbar's button: it outlives the worker. */
  badge: string;
  /** Whether the button says that recording is paused. */
  paused: boolean;
  /** `id title: text` of each that was shown. */
  readonly notifications: string[];
  readonly factory: IDBFactory;
  /** The collector. */
  post: Post;
}

export function createWorld(clock = createClock()): World {
  const values = new Map<string, unknown>();
  const valueListeners: ((key: string, value: unknown) => void)[] = [];
  const alarms = new Set<string>();
  const sites = createFakeSites();
  const factory = new IDBFactory();

  const world: World = {
    clock,
    values,
    alarms,
    sites,
    badge: '',
    paused: false,
    notifications: [],
    factory,
    post: async () => ({ failed: 'no collector' }),
    wrap: (database) => database,
    createPipeline: createFakePipeline,
    setValue(key, value) {
      values.set(key, value);
      for (const listener of valueListeners) listener(key, value);
    },
    start() {
      let alive = true;
      let onConnect: (port: Port) => void = () => {};
      let onAlarm: (name: string) => void = () => {};
      let onStartup: () => void = () => {};
      const clients = new Set<Client>();
      const mortal: Clock = {
        now: clock.now,
        after: (ms, callback) => clock.after(ms, () => alive && callback()),
      };
      const platform: Platform = {
        extension: { id: 'abc', origin: EXTENSION },
        values: {
          get: async (key) => values.get(key),
          set: async (key, value) => world.setValue(key, value),
          onChange: (listener) => valueListeners.push(listener),
        },
        alarms: {
          every: async (name) => void alarms.add(name),
          clear: (name) => alarms.delete(name),
          onAlarm: (listener) => {
            onAlarm = listener;
          },
        },
        sites: sites.platform(() => alive),
        showPaused: (paused) => {
          if (alive) world.paused = paused;
        },
        badge: (text) => {
          if (alive) world.badge = text;
        },
        notify: (id, title, text) => {
          if (alive) world.notifications.push(`${id} ${title}: ${text}`);
        },
        openOptions: async (origin) => void sites.calls.push(`options ${origin}`),
        clock: mortal,
        indexedDB: factory,
        // What a killed worker asked for may arrive; the answer does not.
        post: async (url, headers, body) => {
          const answer = await world.post(url, headers, body);
          return alive ? answer : new Promise(() => {});
        },
        onConnect: (listener) => {
          onConnect = listener;
        },
        onStartup: (listener) => {
          onStartup = listener;
        },
      };
      const database = mortalDatabase(world.wrap(createDatabase(factory)), () => alive);
      const background = createBackground(platform, {
        database,
        createPipeline: world.createPipeline,
        decode: decodeToBackground,
      });

      const connect = (name: string, sender: Sender): Client => {
        const { client, port } = portPair(name, sender, () => alive);
        clients.add(client);
        onConnect(port);
        return client;
      };
      return {
        background,
        connect,
        connectRelay: (tabId = 1, origin = 'http://localhost:1', frameId = 0) =>
          connect(RELAY_PORT, {
            id: 'abc',
            url: origin === 'null' ? 'about:blank' : `${origin}/page`,
            origin,
            tabId,
            frameId,
          }),
        connectPanel: () => connect(PANEL_PORT, { id: 'abc', url: `${EXTENSION}/panel/panel.html` }),
        fireAlarm: (name = 'patrol') => onAlarm(name),
        fireStartup: () => onStartup(),
        kill() {
          alive = false;
          for (const client of clients) client.closed = true;
        },
      };
    },
  };
  return world;
}

function portPair(name: string, sender: Sender, alive: () => boolean): { client: Client; port: Port } {
  const received: unknown[] = [];
  const toClient: ((message: unknown) => void)[] = [];
  const toPort: ((message: unknown) => void)[] = [];
  const onDisconnect: (() => void)[] = [];
  const client: Client = {
    received,
    closed: false,
    post(message) {
      if (client.closed) throw new Error('port is closed');
      for (const listener of toPort) listener(overTheWire(message));
    },
    disconnect() {
      if (client.closed) return;
      client.closed = true;
      for (const listener of onDisconnect) listener();
    },
    onMessage: (listener) => toClient.push(listener),
  };
  const port: Port = {
    name,
    sender,
    postMessage(message) {
      if (!alive()) return; // What a killed worker would have said, nobody hears.
      if (client.closed) throw new Error('port is closed');
      const copy = overTheWire(message);
      received.push(copy);
      for (const listener of toClient) listener(copy);
    },
    disconnect() {
      client.closed = true;
    },
    onMessage: (listener) => toPort.push((message) => alive() && listener(message)),
    onDisconnect: (listener) => onDisconnect.push(() => alive() && listener()),
  };
  return { client, port };
}

/** Chromium's ports carry JSON. */
function overTheWire(message: unknown): unknown {
  return JSON.parse(JSON.stringify(message));
}

/** After its death a worker starts no transaction; one under way ends as it will. */
function mortalDatabase(database: Database, alive: () => boolean): Database {
  const never = new Promise<never>(() => {});
  const guard = <T>(work: () => Promise<T>): Promise<T> =>
    alive() ? work().then((value) => (alive() ? value : never)) : never;
  return {
    load: () => guard(() => database.load()),
    document: (epoch) => guard(() => database.document(epoch)),
    runs: (ids) => guard(() => database.runs(ids)),
    write: (change) => guard(() => database.write(change)),
    outbox: () => guard(() => database.outbox()),
    writeOutbox: (rows, remove) => guard(() => database.writeOutbox(rows, remove)),
    recreated: database.recreated,
    damaged: database.damaged,
  };
}
