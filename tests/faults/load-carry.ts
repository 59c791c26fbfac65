/** The browser that a load runs in. */
import type { CDPSession, Frame } from 'puppeteer';
import { openPanel } from '../../scripts/devtools.ts';
import { exportSession } from '../../scripts/export.ts';
import { openFirefoxStage } from '../support/firefox-stage.ts';
import { runsOfSession } from '../support/panel.ts';
import { type RawServer, startRawServer } from '../support/raw-server.ts';
import { killWorker, openBrowser, serviceWorker } from '../support/stage.ts';
import { type Load, type LoadOutcome, type LoadScene, MEGA, PATIENCE_MS } from './load-scene.ts';

/** Collections until nothing more is let go: what is held weakly, and code that is no longer used, takes more than one. */
const COLLECTIONS = 5;

async function heapOf(cdp: CDPSession): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < COLLECTIONS; i++) {
    await cdp.send('HeapProfiler.collectGarbage');
    least = Math.min(least, (await cdp.send('Runtime.getHeapUsage')).usedSize / MEGA);
  }
  return least;
}

async function inChromium(server: RawServer): Promise<Omit<LoadScene, 'seconds'>> {
  const { browser, close } = await openBrowser();
  const page = await browser.newPage();
  await page.goto(server.url);
  const { frame: panel } = await openPanel(page);
  return {
    server,
    page,
    panel,
    close,
    exported: async () => runsOfSession(await exportSession(browser, panel, undefined, PATIENCE_MS)),
    async heaps() {
      const cdp = await page.createCDPSession();
      try {
        return {
          page: await heapOf(cdp),
          worker: await heapOf((await serviceWorker(browser)).client),
          panel: await heapOf((panel as Frame & { readonly client: CDPSession }).client),
        };
      } finally {
        await cdp.detach();
      }
    },
    async keep(runs) {
      const worker = await serviceWorker(browser);
      await worker.evaluate(async (kept: number) => {
        const { settings = {} } = await chrome.storage.local.get('settings');
        await chrome.storage.local.set({ settings: { ...(settings as object), runsPerWorkflow: kept } });
      }, runs);
      // It reads them when it starts.
      await killWorker(browser);
    },
  };
}

/** Firefox tells what its processes hold, and background and panel share one. */
async function inFirefox(server: RawServer): Promise<Omit<LoadScene, 'seconds'>> {
  const { page, panel, exported, close } = await openFirefoxStage({ url: server.url });
  return {
    server,
    page,
    panel,
    close,
    exported: async () => runsOfSession(await exported()),
    async heaps() {
      const [ofPage, extension] = await panel.memory();
      return { 'process of the page': ofPage / MEGA, 'process of the extension': extension / MEGA };
    },
    keep: () => Promise.reject(new Error('nobody has needed it in Firefox')),
  };
}

/** Does it once, in a browser of its own. What went wrong on the way is an outcome too. */
export async function carry(load: Load, seconds: number): Promise<LoadOutcome> {
  const server = await startRawServer();
  let scene: Omit<LoadScene, 'seconds'> | undefined;
  try {
    scene = await (load.browser === 'firefox' ? inFirefox : inChromium)(server);
    return await load.run({ ...scene, seconds });
  } catch (error) {
    return { found: '', wrong: [error instanceof Error ? error.message : String(error)] };
  } finally {
    await scene?.close();
    await server.close();
  }
}
