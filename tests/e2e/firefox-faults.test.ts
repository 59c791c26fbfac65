/** What happens to the extension in Firefox in the midst of runs: its background is ended, it is switched off and on. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFirefoxPanel } from '../../scripts/firefox-toolbox.ts';
import { endBackground, type FirefoxStage, openFirefoxStage, switchExtension } from '../support/firefox-stage.ts';
import { randomFrom } from '../support/mutate.ts';
import { runsOfRecords } from '../support/offline.ts';
import { runsOfSession, untilRecords, untilRuns } from '../support/panel.ts';
import { framesSeen, startPlaying, untilPlayed } from '../support/stage.ts';

const SEED = 20_261_125;
const FRAMES = 112;

let stage: FirefoxStage;

beforeAll(async () => {
  stage = await openFirefoxStage();
});
afterAll(() => stage?.close());

/** Waits until the page's own handlers saw so many frames. */
async function untilFrames(count: number): Promise<void> {
  await stage.page.waitForFunction(
    (wanted: number) => Number(document.getElementById('in')?.textContent?.replaceAll(',', '')) >= wanted,
    { timeout: 30_000, polling: 10 },
    count,
  );
}

describe('in the midst of a run, in Firefox', () => {
  it('the background is ended four times, and the run is as it was sent', async () => {
    const { firefox, page, panel, demo, extension } = stage;
    const random = randomFrom(SEED);
    await startPlaying(page, demo, 't1-dag');
    const points = Array.from({ length: 4 }, () => 5 + Math.floor(random() * (FRAMES - 15))).sort((a, b) => a - b);
    for (const point of points) {
      await untilFrames(point);
      await endBackground(firefox);
    }
    await untilPlayed(page);
    expect(await framesSeen(page)).toBe(FRAMES);
    await untilRuns(panel, ['success']);
    const [log] = (await extension.logs()).filter(({ records }) => records.length > 0);
    if (!log) throw new Error('the relay keeps no log');
    await untilRecords(panel, log.records.length);
    expect(runsOfSession(await stage.exported())).toEqual(runsOfRecords(log.records, log.epoch, demo.url));
  });

  it('the extension is switched off and on: the page goes on, and the next run is recorded without a reload', async () => {
    const { firefox, page, demo } = stage;
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    await startPlaying(page, demo, 't1-dag', { loops: 2 });
    await untilFrames(40);
    await switchExtension(firefox, false);
    await switchExtension(firefox, true);
    await untilPlayed(page);
    expect([await framesSeen(page), errors]).toEqual([2 * FRAMES, []]);
    // The first is told to be cut when it was gone for a minute (GRACE_MS).
    const panel = await openFirefoxPanel(firefox.browser, page);
    await untilRuns(panel, ['success', 'running', 'success']);
  });
});
