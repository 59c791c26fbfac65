/** Sites beyond localhost, in the real browser: by the toolbar popup, by the options page and by the panel. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Frame, Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { diagnosticsLogs, switchDiagnosticsOn } from '../support/diagnostics.ts';
import { exportedRuns, openWatchedTab, press, untilRuns, untilWords } from '../support/panel.ts';
import { openOptionsPage, openPopup, openSiteStage, type SiteStage, sayYesTo } from '../support/sites.ts';
import { killWorker, serviceWorker, untilPlayed } from '../support/stage.ts';

let stage: SiteStage;
beforeAll(async () => {
  stage = await openSiteStage();
});
afterEach(async () => {
  const pages = await stage.browser.pages();
  await Promise.all(pages.filter((page) => page.url() !== 'about:blank').map((page) => page.close()));
});
afterAll(() => stage.close());

const NATIVE = 'function WebSocket() { [native code] }';
/** Our hook is in: a proxy of a function tells no name. */
const TAPPED = 'function () { [native code] }';
const socketText = (page: Page | Frame): Promise<string> => page.evaluate(() => String(WebSocket));

async function untilTapped(page: Page): Promise<void> {
  await page.waitForFunction((tapped: string) => String(WebSocket) === tapped, { polling: 50 }, TAPPED);
}

async function openTab(url: string): Promise<Page> {
  const page = await stage.browser.newPage();
  await page.goto(url);
  return page;
}

async function play(page: Page, site: string): Promise<void> {
  await page.goto(`${site}/?capture=01-linear&speed=1&loops=1`);
  await untilPlayed(page);
}

/** The user allows a site in the toolbar's popup. */
async function grant(page: Page, site: string): Promise<void> {
  await sayYesTo(stage.browser, `${site}/*`);
  const popup = await openPopup(stage.browser, page);
  await popup.locator('[data-action="grant"]').click();
  await popup.waitForSelector('[data-site="open"]');
  await popup.close();
}

async function withdraw(page: Page): Promise<void> {
  const popup = await openPopup(stage.browser, page);
  await popup.locator('[data-action="withdraw"]').click();
  await popup.waitForSelector('[data-site="closed"]');
  await popup.close();
}

/** A connection that the server refuses: two records, wherever it is seen. */
function tryToConnect(page: Page, path: string): Promise<void> {
  return page.evaluate(
    (where: string) =>
      new Promise<void>((resolve) => {
        new WebSocket(`ws://${location.host}${where}`).onclose = () => resolve();
      }),
    path,
  );
}

/** Sites for which our scripts are registered. */
async function registered(): Promise<readonly string[]> {
  const worker = await serviceWorker(stage.browser);
  return worker.evaluate(async () => {
    const scripts = await chrome.scripting.getRegisteredContentScripts();
    return scripts.flatMap(({ id, matches = [] }) => matches.map((match) => `${id} ${match}`)).sort();
  });
}

describe('a site that is not localhost', () => {
  it('is not touched before it is granted', async () => {
    const site = stage.site('untouched');
    const page = await openTab(site);
    expect(await socketText(page)).toBe(NATIVE);
    const popup = await openPopup(stage.browser, page);
    expect(await popup.$eval('.site', (element) => element.textContent)).toBe(site);
    expect(await popup.$('[data-site="closed"]')).not.toBeNull();
    expect(await registered()).toEqual([]);
  });

  it('is recorded once it is granted, and no more when that is withdrawn', async () => {
    const site = stage.site('popup');
    const { page, frame } = await openWatchedTab(stage, site);
    await untilWords(frame, '[data-view="empty"]', `may not look at ${site}`);
    await grant(page, site);
    // In the page that is open already our scripts start late: what it had opened before is not seen.
    await untilTapped(page);
    await frame.waitForSelector('[data-view="empty"] [data-action="reload"]');

    await play(page, site);
    await untilRuns(frame, ['success']);
    const runs = await exportedRuns(stage.browser, frame);
    expect(runs.map((run) => [run.origin, run.editor, run.partial])).toEqual([[site, 'nodetool', undefined]]);

    await withdraw(page);
    expect(await registered()).toEqual([]);
    await untilWords(frame, '[data-view="status"]', `may not look at ${site}`);
    await play(page, site);
    expect(await socketText(page)).toBe(NATIVE);
    await untilRuns(frame, ['success']);
  });

  it('is tapped before its first inline script', async () => {
    const server = createServer((_request, response) => {
      const script = 'globalThis.first = String(WebSocket)';
      response.setHeader('content-type', 'text/html').end(`<!doctype html><script>${script}</script>`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const site = `http://inline.test:${(server.address() as AddressInfo).port}`;
    const page = await openTab(site);
    const first = (): Promise<unknown> => page.evaluate(() => (globalThis as { first?: unknown }).first);
    expect(await first()).toBe(NATIVE);
    await grant(page, site);
    expect(await registered()).toEqual(['hook', 'relay'].map((id) => `${id} ${site}/*`));
    for (let load = 0; load < 5; load++) {
      await page.reload();
      expect(await first()).toBe(TAPPED);
    }
    await withdraw(page);
    server.close();
    server.closeAllConnections();
  });

  it('falls silent in pages that are open when it is withdrawn, and speaks again, once, when it is granted again', async () => {
    const site = stage.site('silent');
    const page = await openTab(site);
    await switchDiagnosticsOn(stage.browser);
    await grant(page, site);
    await page.reload();
    await tryToConnect(page, '/first');
    await withdraw(page);
    await tryToConnect(page, '/hidden');
    await grant(page, site);
    const places = async (): Promise<readonly string[]> =>
      (await diagnosticsLogs(stage.browser)).flatMap(({ records }) =>
        records.flatMap((record) => (record.k === 'link' && record.what === 'open' ? [record.where] : [])),
      );
    await tryToConnect(page, '/second');
    await expect.poll(places, { timeout: 20_000 }).toContain(`${new URL(site).host}/second`);
    expect(await places()).toEqual(['/first', '/second'].map((path) => `${new URL(site).host}${path}`));
    await withdraw(page);
  });

  it('is granted from the panel; frames of its own are seen, those of another site are named', async () => {
    const site = stage.site('frames');
    const other = stage.site('other');
    await sayYesTo(stage.browser, `${site}/*`);
    const { page, frame } = await openWatchedTab(stage, site);
    await press(frame, 'allow-site');
    await untilTapped(page);
    await page.reload();
    await page.evaluate(
      (sources: readonly string[]) => {
        for (const src of sources) document.body.append(Object.assign(document.createElement('iframe'), { src }));
      },
      [`${site}/?own`, 'about:blank', other],
    );
    const frames = await Promise.all(
      [`${site}/?own`, 'about:blank', `${other}/`].map((url) => page.waitForFrame((f) => f.url() === url)),
    );
    expect(await Promise.all(frames.map(socketText))).toEqual([TAPPED, TAPPED, NATIVE]);
    await untilWords(frame, '[data-view="empty"]', `frame of ${other}`);
    await withdraw(page);
  });

  it('is added and removed on the options page, for all tabs that show it', async () => {
    const site = stage.site('options');
    await sayYesTo(stage.browser, `${site}/*`);
    const tabs = [await openTab(site), await openTab(`${site}/?second`)];
    const options = await openOptionsPage(stage.browser, `?origin=${encodeURIComponent(site)}`);
    // Who was sent here has but to press Enter.
    await options.keyboard.press('Enter');
    const listed = `[data-pattern="${site}/*"]`;
    await options.waitForSelector(listed);
    await Promise.all(tabs.map(untilTapped));
    await options.locator(`${listed} [data-action="remove-site"]`).click();
    await options.waitForFunction((css: string) => document.querySelector(css) === null, {}, listed);
    expect(await registered()).toEqual([]);
  });

  it('is joined by another, and left alone again', async () => {
    const [one, two] = [stage.site('one'), stage.site('two')];
    const first = await openTab(one);
    await grant(first, one);
    const second = await openTab(two);
    await grant(second, two);
    const both = [one, two].map((site) => `${site}/*`);
    await expect.poll(registered).toEqual(['hook', 'relay'].flatMap((id) => both.map((match) => `${id} ${match}`)));
    await second.reload();
    expect(await socketText(second)).toBe(TAPPED);
    await withdraw(first);
    await expect.poll(registered).toEqual(['hook', 'relay'].map((id) => `${id} ${two}/*`));
    await second.reload();
    expect(await socketText(second)).toBe(TAPPED);
    await withdraw(second);
    await expect.poll(registered).toEqual([]);
  });

  it('is registered anew by a new worker when the browser has dropped that', async () => {
    const site = stage.site('restart');
    const page = await openTab(site);
    await grant(page, site);
    const both = ['hook', 'relay'].map((id) => `${id} ${site}/*`);
    expect(await registered()).toEqual(both);
    const worker = await serviceWorker(stage.browser);
    await worker.evaluate(() => chrome.scripting.unregisterContentScripts());
    await killWorker(stage.browser);
    const options = await openOptionsPage(stage.browser);
    await expect.poll(registered, { timeout: 20_000 }).toEqual(both);
    await page.reload();
    expect(await socketText(page)).toBe(TAPPED);
    await options.close();
    await withdraw(page);
  });
});
