/** Runs to a collector of OpenTelemetry traces: switched on in the options page of the real extension, received by a real receiver. */
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { openWatchedTab, untilRuns, type Watched } from '../support/panel.ts';
import { openOptionsPage, openSiteStage, type SiteStage, sayYesTo } from '../support/sites.ts';
import { killWorker, serviceWorker, startPlaying } from '../support/stage.ts';

let stage: SiteStage;
let receiver: OtlpReceiver;
let tab: Watched;
let options: Page;
/** The receiver under a name that the manifest does not allow. */
let address: string;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  stage = await openSiteStage();
  address = `http://collector.test:${new URL(receiver.url).port}`;
  tab = await openWatchedTab(stage);
  options = await openOptionsPage(stage.browser);
});
afterAll(async () => {
  await stage?.close();
  await receiver?.close();
});

async function play(runs: number): Promise<void> {
  await startPlaying(tab.page, stage.demo, '01-linear', { speed: 4 });
  await untilRuns(
    tab.frame,
    Array.from({ length: runs }, () => 'success'),
  );
}

const untilSays = (field: string, words: string): Promise<unknown> =>
  options.waitForFunction(
    (name: string, text: string) => document.querySelector(`[data-field="${name}"]`)?.textContent?.includes(text),
    { timeout: 20_000, polling: 50 },
    field,
    words,
  );

const click = (selector: string): Promise<void> => options.locator(selector).click();

interface Spans {
  readonly scopeSpans: readonly {
    readonly spans: readonly { readonly name: string; readonly parentSpanId?: string }[];
  }[];
}
const spansOf = (request: number) =>
  ((receiver.received[request]?.request.resourceSpans ?? []) as unknown as readonly Spans[]).flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans),
  );

describe('a collector', () => {
  it('gets nothing while nobody has switched it on', async () => {
    await play(1);
    expect(await options.$eval('[data-field="outbox"]', (p) => p.textContent)).toBe('Nothing is sent.');
    expect(receiver.received).toEqual([]);
  });

  it('cannot be reached before the browser allows it, and that is told', async () => {
    await options.locator('#collector-url').fill(address);
    // Nobody can answer the browser's prompt here: the address is saved, and nothing is granted.
    await click('[data-action="collector-save"]');
    await options.waitForFunction(
      () => !document.querySelector<HTMLButtonElement>('[data-action="collector-test"]')?.disabled,
    );
    await click('[data-action="collector-test"]');
    await untilSays('collector-answer', 'it cannot be reached');
    expect(receiver.received).toEqual([]);
  });

  it('takes a test once it is allowed, and is no site to be recorded for that', async () => {
    await sayYesTo(stage.browser, `${address}/*`);
    await options.close();
    options = await openOptionsPage(stage.browser);
    await click('[data-action="collector-save"]');
    await options.locator('[data-field="collector-header-value"]').fill('Bearer s3cr3t');
    await click('[data-action="collector-header"]');
    await click('[data-action="collector-test"]');
    await untilSays('collector-answer', 'It took a request without runs (200).');
    expect(receiver.received).toHaveLength(1);
    expect(receiver.received[0]?.headers.authorization).toBe('Bearer s3cr3t');
    expect(receiver.received[0]?.headers.cookie).toBeUndefined();
    const worker = await serviceWorker(stage.browser);
    expect(await worker.evaluate(() => chrome.scripting.getRegisteredContentScripts())).toEqual([]);
    expect(await options.$$eval('[data-pattern]', (sites) => sites.length)).toBe(0);
    expect(await options.evaluate(() => document.body.innerHTML.includes('s3cr3t'))).toBe(false);
  });

  it('gets the runs that end from then on, each once, also when the worker is killed', async () => {
    await click('[data-collector="local"]');
    await click('[data-collector="on"]');
    await untilSays('outbox', '0 sent');
    await play(2);
    await untilSays('outbox', '1 sent');
    expect(receiver.received).toHaveLength(2);
    const spans = spansOf(1);
    expect(spans.filter(({ parentSpanId }) => !parentSpanId)).toHaveLength(1);
    expect(spans.length).toBeGreaterThan(3);

    receiver.answerWith({ status: 503 });
    await play(3);
    await untilSays('outbox', '1 waiting, next try after');
    await untilSays('outbox-error', 'it answered 503');
    await killWorker(stage.browser);
    // The next try is a minute away for the alarm; who saves the address again wants to know now.
    await options.close();
    options = await openOptionsPage(stage.browser);
    await untilSays('outbox', '1 waiting');
    await click('[data-collector="costs"]');
    await untilSays('outbox', '2 sent');
    expect(receiver.received).toHaveLength(3);
    expect(
      spansOf(2)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(spans.map(({ name }) => name).sort());
  });
});
