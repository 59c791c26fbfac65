/** What the extension says over the network: nothing, until the user names a collector; then that and nothing else. */
import type { CDPSession, Page, Protocol } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { exportedRuns, openWatchedTab, press, untilRuns, type Watched } from '../support/panel.ts';
import { openOptionsPage, openSiteStage, type SiteStage, sayYesTo } from '../support/sites.ts';
import { serviceWorker, startPlaying } from '../support/stage.ts';

let stage: SiteStage;
let receiver: OtlpReceiver;
let tab: Watched;
let options: Page;
/** Addresses outside of the extension that its worker, its panel or its options page asked for. */
const asked: string[] = [];

async function watch(session: CDPSession): Promise<void> {
  session.on('Network.requestWillBeSent', ({ request }: Protocol.Network.RequestWillBeSentEvent) => {
    if (!/^(?:chrome-extension|blob|data):/.test(request.url)) asked.push(request.url);
  });
  await session.send('Network.enable');
}

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  stage = await openSiteStage();
  await watch((await serviceWorker(stage.browser)).client);
  tab = await openWatchedTab(stage);
  await watch((tab.frame as typeof tab.frame & { readonly client: CDPSession }).client);
  options = await openOptionsPage(stage.browser);
  await watch(await options.createCDPSession());
});
afterAll(async () => {
  await stage?.close();
  await receiver?.close();
});

async function play(runs: number): Promise<void> {
  await startPlaying(tab.page, stage.demo, '02-parallel', { speed: 4 });
  await untilRuns(
    tab.frame,
    Array.from({ length: runs }, () => 'success'),
  );
}

describe('the extension', () => {
  it('asks the network for nothing while it records, shows, exports and is set up', async () => {
    await play(1);
    for (const action of ['show-table', 'show-whatif', 'show-compare', 'show-history', 'show-log'])
      await press(tab.frame, action);
    expect(await exportedRuns(stage.browser, tab.frame)).toHaveLength(1);
    await options.locator('[data-setting="alertSlower"]').click();
    expect(asked).toEqual([]);
  });

  it('asks the collector that the user named, and nobody else', async () => {
    const address = `http://collector.test:${new URL(receiver.url).port}`;
    await sayYesTo(stage.browser, `${address}/*`);
    await options.locator('#collector-url').fill(address);
    await options.locator('[data-action="collector-save"]').click();
    await options.locator('[data-collector="local"]').click();
    await options.locator('[data-collector="on"]').click();
    await options.waitForFunction(() =>
      document.querySelector('[data-field="outbox"]')?.textContent?.includes('0 sent'),
    );
    await play(2);
    await options.waitForFunction(() =>
      document.querySelector('[data-field="outbox"]')?.textContent?.includes('1 sent'),
    );
    expect(asked).toEqual([`${address}/v1/traces`]);
  });

  it('lets no page of its own ask anybody, not even the collector', async () => {
    const ask = (url: string): Promise<string> =>
      fetch(url, { method: 'POST', body: 'x' }).then(
        () => 'answered',
        () => 'refused',
      );
    const before = receiver.received.length;
    expect(await options.evaluate(ask, receiver.url)).toBe('refused');
    expect(await tab.frame.evaluate(ask, receiver.url)).toBe('refused');
    expect(receiver.received).toHaveLength(before);
  });
});
