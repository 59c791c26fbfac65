/** A browser in which names ending in .test are this machine, the toolbar's popup, and the user's answer to the browser's prompt. */
import type { Browser, Extension, Page } from 'puppeteer';
import { type Demo, startDemo } from '../../demo/server.ts';
import { chromiumPath } from '../../scripts/browser.ts';
import { DIST } from '../../scripts/build.ts';
import { launch } from '../../scripts/launch.ts';
import type { Stage } from './stage.ts';

export interface SiteStage extends Stage {
  /** The demo's address under a name that the manifest does not allow. */
  site(name: string): string;
}

export async function openSiteStage(): Promise<SiteStage> {
  const demo: Demo = await startDemo();
  const { port } = new URL(demo.url);
  const args = ['--host-resolver-rules=MAP *.test 127.0.0.1'];
  const launched = await launch({ executablePath: chromiumPath(), extension: DIST, args });
  return {
    browser: launched.browser,
    demo,
    site: (name) => `http://${name}.test:${port}`,
    async close() {
      await launched.close();
      await demo.close();
    },
  };
}

async function ours(browser: Browser): Promise<Extension> {
  const [extension] = (await browser.extensions()).values();
  if (!extension) throw new Error('the extension is not there');
  return extension;
}

/** Where developers can say what they allow; not in any published types. */
interface DeveloperPrivate {
  addHostPermission(extension: string, pattern: string): Promise<void>;
}

/**
 * The user's yes, in advance: nothing can click the browser's own prompt without a screen. What was allowed in the browser's
 * extension settings is granted without one when the extension asks for it; until it asks, it has nothing.
 */
export async function sayYesTo(browser: Browser, pattern: string): Promise<void> {
  const { id } = await ours(browser);
  const page = await browser.newPage();
  await page.goto('chrome://extensions');
  await page.evaluate(
    async (extension: string, site: string) => {
      const { developerPrivate } = chrome as unknown as { developerPrivate: DeveloperPrivate };
      await developerPrivate.addHostPermission(extension, site);
    },
    id,
    pattern,
  );
  await page.close();
}

/** Clicks the toolbar's button over a page; resolves with the popup when it knows what holds. */
export async function openPopup(browser: Browser, page: Page): Promise<Page> {
  await page.bringToFront();
  const extension = await ours(browser);
  const opened = browser.waitForTarget((target) => target.url().endsWith('/popup/popup.html'), { timeout: 20_000 });
  await page.triggerExtensionAction(extension);
  const popup = await (await opened).asPage();
  await popup.waitForSelector('[data-ready="true"]');
  return popup;
}

export async function openOptionsPage(browser: Browser, query = ''): Promise<Page> {
  const { id } = await ours(browser);
  const page = await browser.newPage();
  await page.goto(`chrome-extension://${id}/options/options.html${query}`);
  await page.waitForSelector('[data-ready="true"]');
  return page;
}
