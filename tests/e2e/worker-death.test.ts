import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagnosticsLogs, switchDiagnosticsOn } from '../support/diagnostics.ts';
import { runsOfRecords } from '../support/offline.ts';
import { exportedRuns, openWatchedTab, untilRecords, untilRuns, type Watched } from '../support/panel.ts';
import { framesSeen, killWorker, openStage, type Stage, startPlaying, untilPlayed } from '../support/stage.ts';

let stage: Stage;
let tab: Watched;

beforeAll(async () => {
  stage = await openStage();
  tab = await openWatchedTab(stage);
  await switchDiagnosticsOn(stage.browser);
});
afterAll(() => stage.close());

/** Waits until the page's own handlers saw so many frames. */
async function untilFrames(count: number): Promise<void> {
  await tab.page.waitForFunction(
    (wanted: number) => Number(document.getElementById('in')?.textContent?.replaceAll(',', '')) >= wanted,
    { timeout: 30_000, polling: 20 },
    count,
  );
}

describe('the service worker is killed in the middle of a run', () => {
  it('twice, and nothing is missing and nothing double', async () => {
    await startPlaying(tab.page, stage.demo, 't1-dag');
    for (const frames of [30, 70]) {
      await untilFrames(frames);
      await untilRuns(tab.frame, ['running']);
      await killWorker(stage.browser);
    }
    await untilPlayed(tab.page);
    expect(await framesSeen(tab.page)).toBe(112);
    await untilRuns(tab.frame, ['success']);

    const [log] = await diagnosticsLogs(stage.browser);
    if (log === undefined) throw new Error('the relay keeps no log');
    await untilRecords(tab.frame, log.records.length);
    const exported = await exportedRuns(stage.browser, tab.frame);
    expect(exported).toHaveLength(1);
    expect(exported).toEqual(runsOfRecords(log.records, log.epoch, stage.demo.url));
  });
});
