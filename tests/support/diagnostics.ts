/** The relay's log of all records it handed on: kept when `diagnostics` is set in storage, asked for by a message. */
import type { Browser } from 'puppeteer';
import type { DiagnosticsReply } from '../../content-script/diagnostics.ts';
import type { TrafficRecord } from '../../src/model/record.ts';
import { serviceWorker } from './stage.ts';

export interface DocumentLog {
  readonly epoch: string;
  readonly records: readonly TrafficRecord[];
}

/** Switches the log on for documents loaded from now on. */
export function switchDiagnosticsOn(browser: Browser): Promise<void> {
  return switchDiagnostics(browser, true);
}

/** Switches the log on or off for documents loaded from now on. */
export async function switchDiagnostics(browser: Browser, on: boolean): Promise<void> {
  const worker = await serviceWorker(browser);
  await worker.evaluate(async (diagnostics: boolean) => {
    await chrome.storage.local.set({ diagnostics });
  }, on);
}

/** The logs of the documents that tabs show now. */
export async function diagnosticsLogs(browser: Browser): Promise<readonly DocumentLog[]> {
  const worker = await serviceWorker(browser);
  const replies: DiagnosticsReply[] = await worker.evaluate(async () => {
    const tabs = await chrome.tabs.query({});
    const asked = tabs.map((tab) => chrome.tabs.sendMessage(tab.id ?? -1, { kind: 'longpole-diagnostics' }));
    const answers = await Promise.allSettled(asked);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' && answer.value ? [answer.value] : []));
  });
  return replies.map(({ epoch, records }) => ({ epoch, records: records.map(({ record }) => record) }));
}
