/**
 * A store that is full: 10 000 runs of 20 nodes, as many as it keeps. One more is persisted, all are listed, one is loaded, and the panel
 * opens on them, with the background awake and with one that the browser has ended. Exit code 1 when a bar is missed.
 */
import type { CDPSession, Frame, Page } from 'puppeteer';
import { chromiumPath } from '../../scripts/browser.ts';
import { buildExtension, DIST } from '../../scripts/build.ts';
import { openPanel } from '../../scripts/devtools.ts';
import { launch } from '../../scripts/launch.ts';
import type { PanelRequest } from '../../src/messages/panel.ts';
import type { Run } from '../../src/model/run.ts';
import { micros } from '../../src/model/time.ts';
import { median, roundsOf, tell } from '../support/bench.ts';
import { type ExtensionPage, openExtensionPage } from '../support/extension-page.ts';
import { largeRun } from '../support/large-runs.ts';
import { startRawServer } from '../support/raw-server.ts';
import { killWorker } from '../support/stage.ts';

const RUNS = 10_000;
const NODES = 20;
/** Runs in one message. */
const PORTION = 500;
const WORKFLOWS = 100;
const ROUNDS = roundsOf(15);
/** Milliseconds until the panel lists the runs. */
const PANEL_MS = 300;

/** A run of one of the workflows; a later one is newer. Not older than a day, or it would be too old to be kept. */
function runOf(origin: string, index: number): Run {
  const run = largeRun({ instances: NODES, nodes: NODES, inputs: 1 }, 1 + (index % WORKFLOWS));
  const shift = (Date.now() - 86_400_000 + index * 1000) * 1000 - run.startUs;
  const moved = (us: number | undefined) => micros((us ?? 0) + shift);
  return {
    ...run,
    id: `run-${index}`,
    serverId: `run-${index}`,
    origin,
    workflow: { id: `w${index % WORKFLOWS}`, name: `Workflow ${index % WORKFLOWS}` },
    startUs: moved(run.startUs),
    endUs: moved(run.endUs),
    nodes: run.nodes.map((node) => ({ ...node, startUs: moved(node.startUs), endUs: moved(node.endUs) })),
  };
}

async function fill(extension: ExtensionPage, origin: string): Promise<void> {
  const indices = Array.from({ length: RUNS }, (_, i) => i);
  for (let from = 0; from < RUNS; from += PORTION)
    await extension.request({ what: 'import', runs: indices.slice(from, from + PORTION).map((i) => runOf(origin, i)) });
  await extension.page.evaluate(openDatabase);
  await stored(extension.page, `run-${RUNS - 1}`);
  const heads = await extension.page.evaluate(countHeads);
  if (heads !== RUNS) throw new Error(`the database has ${heads} of ${RUNS} runs`);
}

/** The extension's database, for as long as the page lives. */
async function openDatabase(): Promise<void> {
  const opening = indexedDB.open('longpole');
  await new Promise((resolve, reject) => {
    opening.onsuccess = resolve;
    opening.onerror = reject;
  });
  Object.assign(globalThis, { db: opening.result });
}

function countHeads(): Promise<number> {
  const { db } = globalThis as unknown as { readonly db: IDBDatabase };
  const asked = db.transaction('heads').objectStore('heads').count();
  return new Promise((resolve) => {
    asked.onsuccess = () => resolve(asked.result);
  });
}

/** Resolves when the database has the run: asked again and again, each answer a transaction of its own. Rejects after a minute. */
function stored(page: Page, id: string): Promise<void> {
  return page.evaluate(async (wanted: string) => {
    const { db } = globalThis as unknown as { readonly db: IDBDatabase };
    const until = performance.now() + 60_000;
    for (let there = false; !there; ) {
      if (performance.now() > until) throw new Error(`${wanted} was not stored`);
      const asked = db.transaction('runs').objectStore('runs').getKey(wanted);
      there = await new Promise((resolve) => {
        asked.onsuccess = () => resolve(asked.result !== undefined);
      });
    }
  }, id);
}

/** Milliseconds from a request to its reply; of an import until the database has the run. All in the page, so that puppeteer's way is not in it. */
function timeRequest(page: Page, request: PanelRequest, until?: string): Promise<number> {
  return page.evaluate(
    async (asked: PanelRequest, wanted: string | undefined) => {
      const port = chrome.runtime.connect({ name: 'panel' });
      const from = performance.now();
      const reply = new Promise<{ ok: boolean; value?: unknown }>((resolve) =>
        port.onMessage.addListener((message) => message.kind === 'reply' && resolve(message)),
      );
      port.postMessage({ kind: 'request', id: 1, request: asked });
      const { ok, value } = await reply;
      const { db } = globalThis as unknown as { readonly db: IDBDatabase };
      while (wanted !== undefined) {
        const key = db.transaction('runs').objectStore('runs').getKey(wanted);
        const found = await new Promise((resolve) => {
          key.onsuccess = () => resolve(key.result);
        });
        if (found !== undefined) break;
        if (performance.now() > from + 60_000) throw new Error(`${wanted} was not stored`);
      }
      const ms = performance.now() - from;
      port.disconnect();
      if (!ok || (Array.isArray(value) && value.length !== 1)) throw new Error('not what was asked for');
      return ms;
    },
    request,
    until,
  );
}

/** Milliseconds from a hello to the snapshot with all heads. */
function timeList(page: Page, address: string, runs: number): Promise<number> {
  return page.evaluate(
    async (url: string, count: number) => {
      const [tab] = await chrome.tabs.query({ url: `${url}/*` });
      const port = chrome.runtime.connect({ name: 'panel' });
      const from = performance.now();
      const snapshot = new Promise<{ heads: readonly unknown[] }>((resolve) =>
        port.onMessage.addListener((message) => message.kind === 'snapshot' && resolve(message)),
      );
      port.postMessage({ kind: 'hello', tabId: tab?.id ?? -1 });
      const { heads } = await snapshot;
      const ms = performance.now() - from;
      port.disconnect();
      if (heads.length < count) throw new Error(`${heads.length} runs were listed`);
      return ms;
    },
    address,
    runs,
  );
}

/** Has each new document of the panel note when it first lists so many runs, milliseconds since it was navigated to. */
async function noteList(panel: Frame): Promise<void> {
  const source = `(() => {
    const look = () => {
      const statuses = document.querySelector('[data-view="runs"]')?.dataset.statuses ?? '';
      if (statuses.split(' ').length >= ${RUNS}) requestAnimationFrame(() => { globalThis.listedMs = performance.now(); });
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  })()`;
  await (panel as Frame & { readonly client: CDPSession }).client.send('Page.addScriptToEvaluateOnNewDocument', {
    source,
  });
}

/** Loads the panel's document anew. */
async function timePanel(panel: Frame): Promise<number> {
  await panel.evaluate(() => {
    Object.assign(globalThis, { left: true });
    location.reload();
  });
  const told = await panel.waitForFunction(
    () => {
      const { left, listedMs } = globalThis as unknown as { readonly left?: boolean; readonly listedMs?: number };
      return left ? undefined : listedMs;
    },
    { timeout: 60_000, polling: 50 },
  );
  return (await told.jsonValue()) as number;
}

await buildExtension('chromium');
const server = await startRawServer();
const { browser, close } = await launch({ executablePath: chromiumPath(), extension: DIST });
try {
  const page = await browser.newPage();
  await page.goto(server.url);
  const extension = await openExtensionPage(browser);
  const origin = new URL(server.url).origin;
  await fill(extension, origin);
  const ms: Record<'persist' | 'list' | 'load' | 'awake' | 'ended', number[]> = {
    persist: [],
    list: [],
    load: [],
    awake: [],
    ended: [],
  };
  for (let i = 0; i < ROUNDS; i++) {
    const run = runOf(origin, RUNS + i);
    ms.persist.push(await timeRequest(extension.page, { what: 'import', runs: [run] }, run.id));
    ms.list.push(await timeList(extension.page, server.url, RUNS));
    // Far from those that are at hand, another each time.
    ms.load.push(await timeRequest(extension.page, { what: 'runs', ids: [`run-${1000 + 17 * i}`] }));
  }
  await page.bringToFront();
  const { frame: panel } = await openPanel(page);
  await noteList(panel);
  for (let i = 0; i < ROUNDS; i++) ms.awake.push(await timePanel(panel));
  for (let i = 0; i < ROUNDS; i++) {
    await killWorker(browser);
    ms.ended.push(await timePanel(panel));
  }
  const told = { unit: 'ms', n: ROUNDS };
  tell({ bench: 'one more run, until the database has it', ours: median(ms.persist), ...told, pass: true });
  tell({ bench: 'the list of 10 000 runs, from hello to snapshot', ours: median(ms.list), ...told, pass: true });
  tell({ bench: 'one run of 10 000, loaded', ours: median(ms.load), ...told, pass: true });
  for (const [bench, list] of [
    ['panel opens on 10 000 runs', ms.awake],
    ['panel opens on 10 000 runs, background had been ended', ms.ended],
  ] as const) {
    const ours = median(list);
    tell({ bench, ours, ...told, bar: PANEL_MS, pass: ours <= PANEL_MS });
  }
} finally {
  await close();
  await server.close();
}
