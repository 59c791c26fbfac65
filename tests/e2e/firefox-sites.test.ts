/** A site that the manifest does not name, in Firefox: its DevTools pages can ask for nothing, so the panel leads to the options page. */
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FirefoxStage, openFirefoxStage } from '../support/firefox-stage.ts';
import { untilRuns, untilWords } from '../support/panel.ts';
import { startPlaying } from '../support/stage.ts';

let stage: FirefoxStage;

beforeAll(async () => {
  stage = await openFirefoxStage({ host: 'editor.test' });
});
afterAll(() => stage?.close());

/** The options page: the driver knows its tab, but not its address. */
async function optionsPage(): Promise<Page | undefined> {
  const pages = await stage.firefox.browser.pages();
  const paths = await Promise.all(pages.map((page) => page.evaluate(() => location.pathname).catch(() => '')));
  return pages[paths.indexOf('/options/options.html')];
}

it('is recorded when the user allowed it on the options page, to which the panel leads', async () => {
  const { panel, page, demo } = stage;
  // Where the page is from is told at its next navigation only.
  await untilWords(panel, '[data-view="empty"]', 'Reload to begin');
  await panel.click('[data-action="reload"]');
  await untilWords(panel, '[data-view="empty"]', 'This site is not allowed yet');
  await panel.click('[data-action="allow-site"]');
  await expect.poll(optionsPage, { timeout: 30_000 }).toBeDefined();
  const options = await optionsPage();
  await options?.bringToFront();
  await options?.locator('[data-action="add-site"]').click();
  // Open pages of the site are listened to from then on.
  await untilWords(panel, '[data-view="empty"]', 'No editor seen yet');
  await page.bringToFront();
  await startPlaying(page, demo, 't1-dag');
  await untilRuns(panel, ['success']);
});
