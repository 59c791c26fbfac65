/** The precise clock, switched on and off as a user does it. */
import type { Browser, Frame, Page } from 'puppeteer';
import { openPopup, sayYesTo } from './sites.ts';
import { serviceWorker } from './stage.ts';

/** Sites for which its script is registered. */
export async function preciseSites(browser: Browser): Promise<readonly string[]> {
  const worker = await serviceWorker(browser);
  return worker.evaluate(async () => {
    const scripts = await chrome.scripting.getRegisteredContentScripts({ ids: ['precise'] });
    return scripts.flatMap(({ matches = [] }) => matches);
  });
}

/** Clicks the switch in the toolbar's popup over a page; resolves when the browser has done what follows. */
export async function clickPrecise(browser: Browser, page: Page, to: 'on' | 'off'): Promise<void> {
  const popup = await openPopup(browser, page);
  await popup.locator('details.precise summary').click();
  await popup.locator(`[data-action="precise-${to}"]`).click();
  const { origin } = new URL(page.url());
  while ((await preciseSites(browser)).includes(`${origin}/*`) !== (to === 'on'))
    await new Promise((resolve) => setTimeout(resolve, 20));
  if (!popup.isClosed()) await popup.close();
}

/** Switches it on for a site, for pages loaded from now on. */
export async function switchPreciseOn(browser: Browser, origin: string): Promise<void> {
  // The extension is there once its worker is.
  await serviceWorker(browser);
  await sayYesTo(browser, `${origin}/*`);
  const page = await browser.newPage();
  await page.goto(origin);
  await clickPrecise(browser, page, 'on');
  await page.close();
}

/** Resolves when new sockets of the page are the worker's: they are made of a MessagePort. */
export async function untilPrecise(page: Page | Frame): Promise<void> {
  await page.waitForFunction(
    () => {
      const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/echo`);
      try {
        MessagePort.prototype.start.call(socket as unknown as MessagePort);
        return true;
      } catch {
        return false;
      } finally {
        socket.close();
      }
    },
    { polling: 50, timeout: 20_000 },
  );
}
