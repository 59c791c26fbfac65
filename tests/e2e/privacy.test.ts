import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportSession } from '../../scripts/export.ts';
import { CANARY, withCanary } from '../support/canary.ts';
import { diagnosticsLogs, switchDiagnosticsOn } from '../support/diagnostics.ts';
import { openWatchedTab, untilRuns, type Watched } from '../support/panel.ts';
import { openStage, type Stage, serviceWorker, startPlaying, untilPlayed } from '../support/stage.ts';

/** Errors; prompts, tokens and model calls; parameters; JSON text; a worker; the Python server's messages. */
const CAPTURES = {
  '04-error': 'error',
  '17-llm-agent-streaming': 'success',
  '12-input-params': 'success',
  '11-text-mode': 'success',
  '21-in-browser-worker-run': 'success',
  'py-04-streaming': 'success',
} as const;

const WORD = CANARY.split(' ')[0] ?? CANARY;

let folder: string;
let stage: Stage;
let tab: Watched;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longpole-canary-'));
  const files = await Promise.all(
    Object.keys(CAPTURES).map(async (name) => {
      const { text, count } = withCanary(new URL(`../captures/nodetool/${name}.jsonl`, import.meta.url));
      expect(count, `places in ${name}`).toBeGreaterThan(20);
      const file = join(folder, `${name}-canary.jsonl`);
      await writeFile(file, text);
      return file;
    }),
  );
  stage = await openStage({ demo: { files } });
  tab = await openWatchedTab(stage);
  await switchDiagnosticsOn(stage.browser);
});
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true, force: true });
});

/** All that the extension has stored, as text. */
async function storesOf(browser: Browser): Promise<string> {
  const worker = await serviceWorker(browser);
  return worker.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const dump: unknown[] = [await chrome.storage.local.get(null), await chrome.storage.session.get(null)];
    for (const { name = '' } of await indexedDB.databases()) {
      const db = await settled(indexedDB.open(name));
      for (const store of db.objectStoreNames) {
        const rows = db.transaction(store).objectStore(store);
        dump.push([name, store, await settled(rows.getAllKeys()), await settled(rows.getAll())]);
      }
      db.close();
    }
    return JSON.stringify(dump);
  });
}

/** The place where a word stands in a text; '' when it does not. */
function around(text: string, word: string): string {
  const at = text.indexOf(word);
  return at < 0 ? '' : text.slice(Math.max(0, at - 100), at + 100);
}

describe('a canary in every payload position', () => {
  it.each(Object.entries(CAPTURES))('of %s is in no message to the extension', async (name, status) => {
    await startPlaying(tab.page, stage.demo, `${name}-canary`, { speed: 4 });
    await untilPlayed(tab.page);
    await tab.frame.waitForFunction(
      (wanted: string) =>
        document.querySelector<HTMLElement>('[data-view="runs"]')?.dataset.statuses?.startsWith(wanted),
      { polling: 50 },
      status,
    );
    const [log] = await diagnosticsLogs(stage.browser);
    const messages = JSON.stringify(log?.records ?? []);
    // The run was read: this is its traffic.
    expect(messages).toContain('"k":"request"');
    expect(messages).toContain('"k":"node"');
    expect(around(messages, WORD)).toBe('');
    // Of the socket's address only host and path: queries carry keys.
    expect(around(messages, 'take=')).toBe('');
  });

  it('is in no store and no export', async () => {
    await untilRuns(tab.frame, Object.values(CAPTURES).toReversed());
    const stores = await storesOf(stage.browser);
    expect(stores).toContain('"nodetool"');
    expect(around(stores, WORD)).toBe('');
    const file = await exportSession(stage.browser, tab.frame);
    expect(JSON.parse(file).runs).toHaveLength(Object.keys(CAPTURES).length);
    expect(around(file, WORD)).toBe('');
  });
});
