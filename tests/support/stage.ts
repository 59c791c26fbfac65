/** A browser with the built extension, the demo's server, and what tests do with them. */
import type { Browser, Frame, Page, Target, WebWorker } from 'puppeteer';
import { type Demo, type DemoOptions, startDemo } from '../../demo/server.ts';
import { chromiumPath } from '../../scripts/browser.ts';
import { DIST } from '../../scripts/build.ts';
import { type Launched, launch } from '../../scripts/launch.ts';

export interface Stage {
  readonly browser: Browser;
  readonly demo: Demo;
  close(): Promise<void>;
}

export interface StageOptions {
  readonly demo?: DemoOptions;
  readonly userDataDir?: string;
}

/** Starts both; `close` ends both. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const demo = await startDemo(options.demo);
  const launched = await openBrowser(options.userDataDir);
  return {
    browser: launched.browser,
    demo,
    async close() {
      await launched.close();
      await demo.close();
    },
  };
}

/** A headless browser with the extension. */
export function openBrowser(userDataDir?: string): Promise<Launched> {
  const profile = userDataDir === undefined ? {} : { userDataDir };
  return launch({ executablePath: chromiumPath(), extension: DIST, ...profile });
}

export interface PlayOptions {
  readonly speed?: number;
  readonly loops?: number;
}

/** Makes the page play a capture; resolves when the page has loaded and begins. */
export async function startPlaying(page: Page, demo: Demo, capture: string, options: PlayOptions = {}): Promise<void> {
  const { speed = 1, loops = 1 } = options;
  const query = new URLSearchParams({ capture, speed: String(speed), loops: String(loops) });
  await page.goto(`${demo.url}/?${query}`);
}

/** Resolves when the page has played everything. */
export async function untilPlayed(page: Page): Promise<void> {
  await page.waitForFunction(() => ['done', 'failed'].includes(document.documentElement.dataset.state ?? ''), {
    timeout: 60_000,
    // A tab in the background draws no frames.
    polling: 100,
  });
  const state = await page.evaluate(() => document.documentElement.dataset.state);
  if (state !== 'done') throw new Error('the demo page could not play the capture');
}

/** Number of frames the page's own handlers got. */
export function framesSeen(page: Page): Promise<number> {
  return page.evaluate(() => Number(document.getElementById('in')?.textContent?.replaceAll(',', '')));
}

const isOurWorker = (target: Target) =>
  target.type() === 'service_worker' && target.url().startsWith('chrome-extension://');

/** The extension's service worker, started if it is not running. */
export async function serviceWorker(browser: Browser): Promise<WebWorker> {
  const target = await browser.waitForTarget(isOurWorker, { timeout: 10_000 });
  const worker = await target.worker();
  if (worker === null) throw new Error('the target of the service worker has no worker');
  return worker;
}

/** Kills the service worker, as the browser does when it wants the memory. Resolves when it is gone. */
export async function killWorker(browser: Browser): Promise<void> {
  const target = await browser.waitForTarget(isOurWorker, { timeout: 10_000 });
  const gone = new Promise<void>((resolve) => {
    const onGone = (other: Target) => {
      if (other !== target) return;
      browser.off('targetdestroyed', onGone);
      resolve();
    };
    browser.on('targetdestroyed', onGone);
  });
  const worker = await target.worker();
  await worker?.close();
  await gone;
}

/** What the panel's document says, for assertions on words. */
export function textOf(frame: Frame, selector: string): Promise<string> {
  return frame.evaluate((css: string) => document.querySelector(css)?.textContent ?? '', selector);
}
