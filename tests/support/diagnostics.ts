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
  return logsOf(replies);
}

/** Notes the frames that connect from now on, until the worker ends: nothing else tells them without more permissions. */
export async function noteFrames(browser: Browser): Promise<void> {
  const worker = await serviceWorker(browser);
  await worker.evaluate(() => {
    const frames: (readonly [tab: number, frame: number])[] = [];
    Object.assign(globalThis, { frames });
    chrome.runtime.onConnect.addListener(({ sender }) => {
      if (sender?.tab?.id !== undefined) frames.push([sender.tab.id, sender.frameId ?? 0]);
    });
  });
}

/** The logs of the frames noted that are still there: a message to a tab is answered by one frame only, so each is asked for itself. */
export async function frameLogs(browser: Browser): Promise<readonly DocumentLog[]> {
  const worker = await serviceWorker(browser);
  const replies: DiagnosticsReply[] = await worker.evaluate(async () => {
    const { frames } = globalThis as unknown as { readonly frames: readonly (readonly [number, number])[] };
    const different = [...new Map(frames.map((each) => [each.join(), each])).values()];
    const asked = different.map(([tab, frameId]) =>
      chrome.tabs.sendMessage(tab, { kind: 'longpole-diagnostics' }, { frameId }),
    );
    const answers = await Promise.allSettled(asked);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' && answer.value ? [answer.value] : []));
  });
  return logsOf(replies);
}

function logsOf(replies: readonly DiagnosticsReply[]): readonly DocumentLog[] {
  return replies.map(({ epoch, records }) => ({ epoch, records: records.map(({ record }) => record) }));
}
