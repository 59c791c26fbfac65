/** What happens to Firefox's background while a run goes on: as background.ts in Chromium. */
import {
  breakDatabase,
  endBackground,
  processesOf,
  repairDatabase,
  shiftBackgroundClock,
} from '../support/firefox-rights.ts';
import type { FirefoxStage } from '../support/firefox-stage.ts';
import { untilRuns } from '../support/panel.ts';
import { startPlaying, untilPlayed } from '../support/stage.ts';
import { CAPTURE, type LoneFault, midst, timed, untilFrames } from './fault.ts';
import { allSame, during, inFirefox, same, slow } from './firefox-scene.ts';

const fourTimes = inFirefox(
  'the background is ended, four times in a run',
  'the run is as it was sent',
  async (stage, random) => {
    const { firefox, page, panel, demo } = stage;
    await startPlaying(page, demo, CAPTURE);
    const points = Array.from({ length: 4 }, () => midst(random)).sort((a, b) => a - b);
    const recoveredMs: number[] = [];
    for (const point of points) {
      await untilFrames(page, point);
      recoveredMs.push(await timed(() => endBackground(firefox)));
    }
    await untilPlayed(page);
    await untilRuns(panel, ['success']);
    return { times: points.length, recoveredMs, ...(await same(stage)) };
  },
);

/** Plays in more tabs or windows besides, and ends the background in the midst of all. */
const together = (name: string, count: number, type: 'tab' | 'window'): LoneFault =>
  inFirefox(name, 'all runs are as they were sent', async (stage, random) => {
    const { firefox, page, panel, demo } = stage;
    const others = await Promise.all(Array.from({ length: count - 1 }, () => firefox.browser.newPage({ type })));
    const all = [page, ...others];
    await Promise.all(all.map((each) => startPlaying(each, demo, CAPTURE)));
    await untilFrames(page, midst(random));
    const ms = await timed(() => endBackground(firefox));
    await Promise.all(all.map(untilPlayed));
    await untilRuns(
      panel,
      all.map(() => 'success' as const),
    );
    return { runs: count, recoveredMs: [ms], wrong: await allSame(stage, count) };
  });

/** Everything of the browser stands still, as in a machine that sleeps. */
async function sleep({ firefox }: FirefoxStage): Promise<void> {
  const processes = await processesOf(firefox);
  for (const pid of processes) process.kill(pid, 'SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  for (const pid of processes) process.kill(pid, 'SIGCONT');
}

/** Transactions fail until the panel says so; then they do not any more, as the disk is well or another background has it. */
const failingDisk =
  (error: string, condition: string, over = repairDatabase) =>
  async ({ firefox, panel }: FirefoxStage): Promise<void> => {
    await breakDatabase(firefox, error);
    const told = (there: boolean): Promise<unknown> =>
      panel.waitForFunction(
        (which: string, wanted: boolean) => (document.querySelector(`[data-condition="${which}"]`) !== null) === wanted,
        { timeout: 30_000 },
        condition,
        there,
      );
    await told(true);
    await over(firefox);
    await told(false);
  };

export const OF_FIREFOX_BACKGROUND: readonly LoneFault[] = [
  fourTimes,
  slow(together('ten tabs run at once, and the background is ended', 10, 'tab')),
  together('two windows run at once, and the background is ended', 2, 'window'),
  during('the clock jumps by an hour, on or back', ({ firefox }, random) =>
    shiftBackgroundClock(firefox, (random() < 0.5 ? -1 : 1) * 3_600_000),
  ),
  during('the browser stands still for 3 s, as in sleep', sleep),
  during('IndexedDB fails, until the panel says so', failingDisk('UnknownError', 'storage-failed')),
  during(
    'IndexedDB fails, and the background is ended when the panel says so',
    failingDisk('UnknownError', 'storage-failed', endBackground),
  ),
  during('the disk is full, until the panel says so', failingDisk('QuotaExceededError', 'storage-full')),
];
