/** What happens to the extension and its store while pages are open. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer';
import { startDemo } from '../../demo/server.ts';
import { chromiumPath } from '../../scripts/browser.ts';
import { DIST } from '../../scripts/build.ts';
import { type Launched, launch } from '../../scripts/launch.ts';
import { runsOfCapture } from '../support/offline.ts';
import { exportedRuns, openWatchedTab, untilRuns } from '../support/panel.ts';
import { framesSeen, openBrowser, type Stage, serviceWorker, startPlaying, untilPlayed } from '../support/stage.ts';
import { CAPTURE, type Fault, FRAMES, midst, type Outcome, timed, untilFrames } from './fault.ts';

declare const chrome: {
  readonly management: { setEnabled(id: string, enabled: boolean): Promise<void> };
  readonly developerPrivate: {
    reload(id: string, options: object): Promise<void>;
    updateProfileConfiguration(change: object): Promise<void>;
  };
};

/** The browser's own page of extensions, which may do to them what its buttons do. */
async function extensionsPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  await page.goto('chrome://extensions');
  // Otherwise an unpacked extension stays off once it was.
  await page.evaluate(() => chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true }));
  return page;
}

const idOf = async (browser: Browser): Promise<string> => new URL((await serviceWorker(browser)).url()).host;

interface Surroundings {
  /** The browser's page of extensions. */
  readonly extensions: Page;
  readonly id: string;
  readonly folder: string;
}

type Act = (around: Surroundings) => Promise<void>;

/** Does it while a page runs; then the page must be unharmed, the run be told as cut, and the next page be recorded. */
async function underAPage(act: Act, random: () => number): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'longpole-extension-'));
  const demo = await startDemo();
  let launched: Launched | undefined;
  try {
    await cp(DIST, folder, { recursive: true });
    launched = await launch({ executablePath: chromiumPath(), extension: folder });
    const { browser } = launched;
    const stage: Stage = { browser, demo, close: launched.close };
    const id = await idOf(browser);
    const extensions = await extensionsPage(browser);
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    // Slowly: what is done to the extension takes its time.
    await startPlaying(page, demo, CAPTURE, { speed: 0.2 });
    await untilFrames(page, midst(random, 30));
    const ms = await timed(() => act({ extensions, id, folder }));
    await untilPlayed(page);
    const frames = await framesSeen(page);
    const next = await browser.newPage();
    await startPlaying(next, demo, CAPTURE);
    await untilPlayed(next);
    const tab = await openWatchedTab(stage);
    const cutMs = await timed(() => untilRuns(tab.frame, ['success', 'cut']));
    const runs = await exportedRuns(browser, tab.frame);
    const [first, second] = runs;
    const [whole] = runsOfCapture(CAPTURE);
    return {
      times: 1,
      runs: 2,
      lost: 0,
      recoveredMs: [ms + cutMs],
      wrong: [
        ...errors,
        ...(frames === FRAMES ? [] : [`the page got ${frames} of ${FRAMES} frames`]),
        ...(first?.nodes.some(({ startUs }) => startUs !== undefined) ? [] : ['nothing of the run is in it']),
        ...(second?.nodes.length === whole?.nodes.length ? [] : ['the next run is not whole']),
      ],
    };
  } finally {
    await launched?.close();
    await demo.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function underPage(name: string, act: Act): Fault {
  return {
    name,
    holds: 'the page is unharmed, its run kept as cut, the next page recorded',
    alone: (random) => underAPage(act, random),
  };
}

const reload: Act = async ({ extensions, id }) => {
  await extensions.evaluate((which: string) => chrome.developerPrivate.reload(which, { failQuietly: true }), id);
};

const update: Act = async (around) => {
  const file = join(around.folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...manifest, version: '99.0.0' }));
  await reload(around);
};

const offAndOn: Act = async ({ extensions, id }) => {
  for (const enabled of [false, true])
    await extensions.evaluate((which: string, on: boolean) => chrome.management.setEnabled(which, on), id, enabled);
};

/** Spoils every file of the database while the browser is closed. */
async function spoil(profile: string): Promise<void> {
  const folder = join(profile, 'Default', 'IndexedDB');
  for (const name of await readdir(folder, { recursive: true }))
    if (/(?:MANIFEST-\d+|CURRENT|\.log|\.ldb)$/.test(name)) await writeFile(join(folder, name), 'spoiled');
}

/** Twelve runs, a spoiled database, and another run in a new browser on the same profile. */
const spoiled: Fault = {
  name: 'the files of the database are spoiled while the browser is closed',
  holds: 'how many runs are gone is told, and the next run is recorded',
  async alone() {
    const profile = await mkdtemp(join(tmpdir(), 'longpole-spoiled-'));
    const demo = await startDemo();
    let launched = await openBrowser(profile);
    try {
      const before = await openWatchedTab({ browser: launched.browser, demo, close: launched.close });
      await startPlaying(before.page, demo, 't7-regression-12-runs', { speed: 20 });
      await untilRuns(
        before.frame,
        Array.from({ length: 12 }, () => 'success'),
      );
      await launched.close();
      await spoil(profile);
      launched = await openBrowser(profile);
      const tab = await openWatchedTab({ browser: launched.browser, demo, close: launched.close });
      const told = await tab.frame.waitForSelector('[data-condition="vanished"]', { timeout: 30_000 });
      const words = (await told?.evaluate(({ textContent }) => textContent)) ?? '';
      await startPlaying(tab.page, demo, CAPTURE);
      const ms = await timed(() => untilRuns(tab.frame, ['success']));
      const wrong = words.includes('12 runs are gone') ? [] : [`told was: ${words}`];
      return { times: 1, runs: 13, lost: 0, recoveredMs: [ms], wrong };
    } finally {
      await launched.close();
      await demo.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

export const OF_EXTENSION: readonly Fault[] = [
  underPage('the extension is loaded anew', reload),
  underPage('the extension is updated', update),
  underPage('the extension is switched off and on', offAndOn),
  spoiled,
];
