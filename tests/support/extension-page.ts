/** What an options page of ours can ask the background, from a real page of the extension. */
import type { Browser, Page } from 'puppeteer';
import type { PanelRequest } from '../../src/messages/panel.ts';
import type { Run } from '../../src/model/run.ts';
import { serviceWorker } from './stage.ts';

export interface ExtensionPage {
  readonly page: Page;
  /** Resolves with the value of the reply, rejects with its error. */
  request<T>(request: PanelRequest): Promise<T>;
  /** All runs of the site that the tab of this address shows, in full, newest first. */
  runs(url: string): Promise<readonly Run[]>;
}

export async function openExtensionPage(browser: Browser): Promise<ExtensionPage> {
  const worker = await serviceWorker(browser);
  const page = await browser.newPage();
  // Any file of the extension has its origin and its APIs.
  await page.goto(new URL('/manifest.json', worker.url()).href);
  const request = async <T>(what: PanelRequest): Promise<T> => {
    const reply = await page.evaluate(
      (asked: PanelRequest) =>
        new Promise<{ ok: boolean; value?: unknown; error?: string }>((resolve) => {
          const port = chrome.runtime.connect({ name: 'panel' });
          port.onMessage.addListener((message) => {
            if (message.kind !== 'reply') return;
            resolve(message);
            port.disconnect();
          });
          port.postMessage({ kind: 'request', id: 1, request: asked });
        }),
      what,
    );
    if (!reply.ok) throw new Error(reply.error);
    return reply.value as T;
  };
  const idsOf = (url: string): Promise<readonly string[]> =>
    page.evaluate(async (address: string) => {
      const [tab] = await chrome.tabs.query({ url: `${address}*` });
      return new Promise<string[]>((resolve) => {
        const port = chrome.runtime.connect({ name: 'panel' });
        port.onMessage.addListener((message) => {
          if (message.kind !== 'snapshot') return;
          resolve(message.heads.map((head: { id: string }) => head.id));
          port.disconnect();
        });
        port.postMessage({ kind: 'hello', tabId: tab?.id ?? -1 });
      });
    }, url);
  return { page, request, runs: async (url) => request({ what: 'runs', ids: await idsOf(url) }) };
}
