/** What happens to a page in Firefox while a run goes on in it: as pages.ts in Chromium. */
import type { Frame } from 'puppeteer';
import { innerFrames, processOfPage } from '../support/firefox-rights.ts';
import { runsOfRecords } from '../support/offline.ts';
import { runsOfSession, untilRuns } from '../support/panel.ts';
import { startPlaying, untilPlayed } from '../support/stage.ts';
import { CAPTURE, differing, type LoneFault, midst, timed, untilFrames } from './fault.ts';
import { allSame, begun, during, end, inFirefox, slow } from './firefox-scene.ts';

/** Away and back while the run goes on. Firefox, too, keeps no page with an open socket in its back/forward cache. */
const awayAndBack = inFirefox(
  'the page is left and comes back',
  'the run is kept as cut, that of the page that came back as it was sent',
  async (stage, random) => {
    const { page, panel, demo, extension } = stage;
    await startPlaying(page, demo, CAPTURE);
    await untilFrames(page, midst(random, 30));
    await untilRuns(panel, ['running']);
    await page.goto(`${demo.url}/?other`);
    await page.goBack();
    await untilPlayed(page);
    const ms = await timed(() => untilRuns(panel, ['success', 'cut']));
    const logs = (await extension.logs()).filter(({ records }) => records.length > 0);
    const wanted = logs.flatMap((log) => runsOfRecords(log.records, log.epoch, demo.url));
    const [first, ...others] = runsOfSession(await stage.exported());
    return { runs: 2, recoveredMs: [ms], wrong: [...begun(first), ...differing(others, wanted)] };
  },
);

const query = `?${new URLSearchParams({ capture: CAPTURE, speed: '1', loops: '1' })}`;

const depthOf = (frame: Frame): number => {
  const parent = frame.parentFrame();
  return parent ? depthOf(parent) + 1 : 0;
};

const frames = inFirefox(
  'a frame in a frame in the page, each with a run',
  'all runs are as they were sent',
  async (stage) => {
    const { firefox, page, panel, demo } = stage;
    await startPlaying(page, demo, CAPTURE);
    // No frame may have the address of one around it.
    const nested = async (depth: number) => {
      const [frame] = page.frames().filter((each) => depthOf(each) === depth - 1);
      await frame?.evaluate((src: string) => {
        const inner = document.createElement('iframe');
        inner.src = src;
        document.body.append(inner);
      }, `${demo.url}/${query}&depth=${depth}`);
      await page.waitForFrame((each) => depthOf(each) === depth && each.url().endsWith(`depth=${depth}`));
    };
    await nested(1);
    await nested(2);
    await Promise.all(page.frames().map((frame) => untilPlayed(frame as never)));
    const ms = await timed(() => untilRuns(panel, ['success', 'success', 'success']));
    return { runs: 3, recoveredMs: [ms], wrong: await allSame(stage, 3, await innerFrames(firefox)) };
  },
);

export const OF_FIREFOX_PAGES: readonly LoneFault[] = [
  end('the page is loaded anew', ({ page, demo }) => page.goto(demo.url)),
  end('the page goes to another', async ({ page, demo }) => {
    await page.goto('about:blank');
    await page.goto(demo.url);
  }),
  awayAndBack,
  // Another tab's: the panel stays with the first.
  end('the tab is closed', ({ page }) => page.close(), { open: ({ firefox }) => firefox.browser.newPage() }),
  slow(
    end(
      "the page's process is killed",
      async ({ firefox, page }) => {
        await page.bringToFront();
        process.kill(await processOfPage(firefox), 'SIGKILL');
      },
      { timeoutMs: 150_000 },
    ),
  ),
  during('the page changes its address by itself (pushState)', ({ page }) =>
    page.evaluate(() => history.pushState(null, '', '/somewhere/else')),
  ),
  frames,
];
