/** A recording through all of the extension but the browser: hook, relay, background with its database, panel, exports. */
import { vi } from 'vitest';
import { createDiagnostics } from '../../../content-script/diagnostics.ts';
import { createRelay } from '../../../content-script/relay.ts';
import type { CaptureRow } from '../../../src/formats/capture.ts';
import { REPORT_SLOT } from '../../../src/formats/html/html.ts';
import { createRedactor, leavingFields } from '../../../src/formats/redact.ts';
import type { Channel } from '../../../src/messages/channel.ts';
import { KEEP_ALL } from '../../../src/model/keep.ts';
import type { Mapping } from '../../../src/model/mapping.ts';
import type { Run } from '../../../src/model/run.ts';
import type { Micros } from '../../../src/model/time.ts';
import { EXPORT_FORMATS } from '../../../src/profiler/export.ts';
import { createPipeline } from '../../../src/profiler/pipeline.ts';
import { createPanel } from '../background/fake-panel.ts';
import { createClock, createWorld, type Life, until, type World } from '../background/fake-platform.ts';
import { createHook } from './hook.ts';

export interface Played {
  readonly runs: readonly Run[];
  /** All that left the page, was stored, shown, sent or written, as texts by their place. */
  readonly texts: ReadonlyMap<string, string>;
}

const ORIGIN = 'http://localhost:1';
/** Longer than anything waits for. */
const AFTER_MS = 300_000;
const SETTINGS = {
  performancePanel: true,
  notify: true,
  budgets: [{ workflow: '*', maxMs: 1 }],
  collector: { on: true, url: 'http://localhost:4318', sites: [`${ORIGIN}/*`], keep: KEEP_ALL, sinceMs: 0 },
};

export async function play(rows: readonly CaptureRow[], mappings: readonly Mapping[] = []): Promise<Played> {
  const said: unknown[] = [];
  const spies = (['debug', 'log', 'info', 'warn', 'error'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((...args: unknown[]) => void said.push([name, ...args.map(String)])),
  );
  const times = rows.map(({ t }) => t / 1000);
  const world = createWorld(createClock(Math.floor(Math.min(...times)) - 10));
  const posted: unknown[] = [];
  world.createPipeline = createPipeline;
  world.post = async (...request) => {
    posted.push(request);
    return { status: 200, text: '{}' };
  };
  world.values.set('settings', { ...SETTINGS, mappings });
  world.values.set('diagnostics', true);
  const life = world.start();
  const panel = createPanel(life, 1);
  await until(() => panel.snapshots === 1, 'snapshot');
  const page = openPage(life, world);
  await until(() => page.configured(), 'configuration');

  const [mapping] = mappings;
  const ask = { what: 'samples', ...(mapping && { mapping }) } as const;
  await panel.request(ask);
  for (const row of rows) {
    world.clock.advance(Math.max(0, row.t / 1000 - world.clock.now()));
    page.hook.take(row);
  }
  await panel.request(ask);
  await life.background.idle();
  const midway = await storesOf(world.factory, 'midway');
  page.leave();
  await life.background.idle();
  // Runs of a page that left without a word of their end are given up after a while, and all are sent soon after.
  world.clock.advance(AFTER_MS);
  life.fireAlarm();
  await life.background.idle();
  await until(() => posted.length >= panel.heads().length, 'sent to the collector', world.clock);
  await life.background.idle();

  const ids = panel.heads().map(({ id }) => id);
  const runs = await panel.request<Run[]>({ what: 'runs', ids });
  const texts = new Map<string, string>([
    ['messages to the background', JSON.stringify(page.sent)],
    ['messages to the relay', JSON.stringify(page.heard)],
    ['messages to the panel', JSON.stringify(panel.client.received)],
    ['the diagnostics log', JSON.stringify(page.diagnostics())],
    ['the Performance panel', JSON.stringify(page.spans)],
    ['settings', JSON.stringify([...world.values])],
    ['notifications', JSON.stringify([world.notifications, world.badge])],
    ['the collector', JSON.stringify(posted)],
    ['the console', JSON.stringify(said)],
    ...midway,
    ...(await storesOf(world.factory)),
    ...exportsOf(runs),
  ]);
  life.kill();
  for (const spy of spies) spy.mockRestore();
  return { runs, texts };
}

function openPage(life: Life, world: World) {
  const now = () => (world.clock.now() * 1000) as Micros;
  const diagnostics = createDiagnostics('e');
  const sent: unknown[] = [];
  const heard: unknown[] = [];
  const spans: unknown[] = [];
  let configured = false;
  const relay = createRelay({
    epoch: 'e',
    diagnostics,
    channel({ opened, received }): Channel {
      const client = life.connectRelay(1, ORIGIN);
      client.onMessage((message) => {
        heard.push(message);
        received(message);
      });
      const send = (message: unknown) => {
        sent.push(message);
        client.post(message);
        return true;
      };
      return { state: () => 'open', send, reconnect: opened, close: () => client.disconnect() };
    },
    configureHook(recording, mappings) {
      configured = true;
      hook.configure(recording, mappings);
    },
    showSpans: (list) => void spans.push(list),
    sample: (mapping) => hook.sample(mapping),
  });
  // As text, as over the line between the two scripts.
  const hook = createHook(
    (records) => relay.take(JSON.parse(JSON.stringify(records)), { held: 0, unreadable: 0 }),
    now,
  );
  relay.connect();
  return {
    ...{ hook, sent, heard, spans },
    configured: () => configured,
    leave: () => relay.leave(),
    diagnostics: () => diagnostics.answer({ kind: 'longpole-diagnostics' }),
  };
}

/** Everything in all databases. */
async function storesOf(factory: IDBFactory, when = ''): Promise<readonly [string, string][]> {
  const settled = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const dump: [string, string][] = [];
  for (const { name = '' } of await factory.databases()) {
    const db = await settled(factory.open(name));
    for (const store of db.objectStoreNames) {
      const rows = db.transaction(store).objectStore(store);
      dump.push([
        `store ${name}.${store} ${when}`.trim(),
        JSON.stringify([await settled(rows.getAllKeys()), await settled(rows.getAll())]),
      ]);
    }
    db.close();
  }
  return dump;
}

function exportsOf(runs: readonly Run[]): readonly [string, string][] {
  const context = { meta: {}, template: REPORT_SLOT };
  const redact = createRedactor({ labels: false, types: false, urls: false, costs: false });
  return [
    ...EXPORT_FORMATS.map((format): [string, string] => [
      `export ${format.id}`,
      [...format.write(runs, context)].join(''),
    ]),
    ['export session, redacted', JSON.stringify(runs.map(redact))],
    ['what leaves', JSON.stringify(leavingFields(runs))],
  ];
}
