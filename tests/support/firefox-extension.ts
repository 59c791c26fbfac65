/** What a test asks of the extension in Firefox, whose background no driver can reach: through a page of the extension. */

import { setTimeout } from 'node:timers/promises';
import type { Page } from 'puppeteer';
import type { DiagnosticsReply } from '../../content-script/diagnostics.ts';
import type { LaunchedFirefox } from '../../scripts/launch-firefox.ts';
import type { DocumentLog } from './diagnostics.ts';

export interface FirefoxExtension {
  /** Switches the relays' log on for documents loaded from now on. */
  switchDiagnosticsOn(): Promise<void>;
  /** The logs of the documents that tabs show now, and of the frames with these numbers in them. */
  logs(frames?: readonly number[]): Promise<readonly DocumentLog[]>;
}

/** The part of the extension API that is used, by its name in Firefox. */
declare const browser: {
  readonly storage: { readonly local: { set(values: object): Promise<void> } };
  readonly tabs: {
    query(filter: object): Promise<readonly { readonly id: number }[]>;
    sendMessage(tab: number, message: object, to: { frameId: number }): Promise<DiagnosticsReply | undefined>;
  };
};

/** Opens a file of the extension in a tab. */
export async function openOurPage({ browser: firefox, extensionUrl }: LaunchedFirefox, file: string): Promise<Page> {
  const page = await firefox.newPage();
  // The driver never hears that such a page has loaded.
  page.goto(`${extensionUrl}/${file}`).catch(() => {});
  const loaded = () => location.protocol === 'moz-extension:' && document.readyState === 'complete';
  for (const end = Date.now() + 20_000; Date.now() < end; await setTimeout(50)) {
    // Firefox has an error for those who ask between two documents.
    if (await page.evaluate(loaded).catch(() => false)) return page;
  }
  throw new Error(`${file} of the extension did not load within 20 s`);
}

/** Asks from a page of the extension that nobody looks at. */
export async function firefoxExtension(firefox: LaunchedFirefox): Promise<FirefoxExtension> {
  const page = await openOurPage(firefox, 'manifest.json');
  return {
    async switchDiagnosticsOn() {
      await page.evaluate(() => browser.storage.local.set({ diagnostics: true }));
    },
    logs: (frames = []) =>
      page.evaluate(async (inner) => {
        const tabs = await browser.tabs.query({});
        // Of a frame that is another tab's nobody answers.
        const asked = tabs.flatMap(({ id }) =>
          [0, ...inner].map((frameId) => browser.tabs.sendMessage(id, { kind: 'longpole-diagnostics' }, { frameId })),
        );
        const answers = await Promise.allSettled(asked);
        const replies = answers.flatMap((answer) =>
          answer.status === 'fulfilled' && answer.value ? [answer.value] : [],
        );
        return replies.map(({ epoch, records }) => ({ epoch, records: records.map(({ record }) => record) }));
      }, frames),
  };
}
