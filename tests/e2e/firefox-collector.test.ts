/** Runs to a collector of OpenTelemetry traces, from Firefox, whose background sends them: as collector.test.ts in Chromium. */
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openOurPage } from '../support/firefox-extension.ts';
import { endBackground } from '../support/firefox-rights.ts';
import { type FirefoxStage, openFirefoxStage } from '../support/firefox-stage.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { untilRuns } from '../support/panel.ts';
import { startPlaying } from '../support/stage.ts';

const NAME = 'collector.test';

let stage: FirefoxStage;
let receiver: OtlpReceiver;
let options: Page;

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  stage = await openFirefoxStage({ names: [NAME] });
  options = await openOurPage(stage.firefox, 'options/options.html');
});
afterAll(async () => {
  await stage?.close();
  await receiver?.close();
});

async function play(runs: number): Promise<void> {
  await stage.page.bringToFront();
  await startPlaying(stage.page, stage.demo, '01-linear', { speed: 4 });
  await untilRuns(
    stage.panel,
    Array.from({ length: runs }, () => 'success'),
  );
  await options.bringToFront();
}

const untilSays = (field: string, words: string): Promise<unknown> =>
  options.waitForFunction(
    (name: string, text: string) => document.querySelector(`[data-field="${name}"]`)?.textContent?.includes(text),
    { timeout: 20_000, polling: 50 },
    field,
    words,
  );

const click = (selector: string): Promise<void> => options.locator(selector).click();

it('gets a test when the user allowed it, and no more before it is switched on', async () => {
  await play(1);
  await untilSays('outbox', 'Nothing is sent.');
  await options.locator('#collector-url').fill(`http://${NAME}:${new URL(receiver.url).port}`);
  await click('[data-action="collector-save"]');
  await options.locator('[data-field="collector-header-value"]').fill('Bearer s3cr3t');
  await click('[data-action="collector-header"]');
  await click('[data-action="collector-test"]');
  await untilSays('collector-answer', 'It took a request without runs (200).');
  expect(receiver.received).toHaveLength(1);
  expect(receiver.received[0]?.headers.authorization).toBe('Bearer s3cr3t');
  expect(receiver.received[0]?.headers.cookie).toBeUndefined();
});

it('gets the runs that end from then on, each once, also when the background is ended', async () => {
  await click('[data-collector="local"]');
  await click('[data-collector="on"]');
  await untilSays('outbox', '0 sent');
  await play(2);
  await untilSays('outbox', '1 sent');
  expect(receiver.received).toHaveLength(2);

  receiver.answerWith({ status: 503 });
  await play(3);
  await untilSays('outbox', '1 waiting, next try after');
  await endBackground(stage.firefox);
  // The next try is a minute away; who saves something anew wants to know now.
  await click('[data-collector="costs"]');
  await untilSays('outbox', '2 sent');
  expect(receiver.received).toHaveLength(3);
  expect(receiver.received[2]?.request.resourceSpans).toHaveLength(1);
});
