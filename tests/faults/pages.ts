/** What happens to a page while a run goes on in it. */
import { diagnosticsLogs, frameLogs, noteFrames } from '../support/diagnostics.ts';
import { runsOfRecords } from '../support/offline.ts';
import { exportedRuns, untilRuns } from '../support/panel.ts';
import { startPlaying, untilPlayed } from '../support/stage.ts';
import {
  allSame,
  CAPTURE,
  differing,
  during,
  end,
  type Fault,
  midst,
  type Scene,
  timed,
  untilFrames,
} from './fault.ts';

const query = `?${new URLSearchParams({ capture: CAPTURE, speed: '1', loops: '1' })}`;

/** The page is another tab's, which is closed: the panel stays with the first. */
const closed: Fault = {
  name: 'the tab is closed',
  holds: 'the run is kept as cut',
  async run(scene) {
    const { stage, tab, random } = scene;
    const page = await stage.browser.newPage();
    const other = { ...scene, tab: { ...tab, page } };
    return await end('', () => page.close()).run({ ...other, stage, random });
  },
};

/**
 * Away and back while the run goes on. Chromium keeps no page with an open socket in its back/forward cache: the page plays anew.
 * (A page whose socket is closed comes back as it was: tests/compliance/page-life.test.ts.)
 */
const awayAndBack: Fault = {
  name: 'the page is left and comes back',
  holds: 'the run is kept as cut, that of the page that came back as it was sent',
  async run(scene) {
    const { stage, tab, random } = scene;
    await startPlaying(tab.page, stage.demo, CAPTURE);
    await untilFrames(tab.page, midst(random, 30));
    await untilRuns(tab.frame, ['running']);
    await tab.page.goto(`${stage.demo.url}/?other`);
    await tab.page.goBack();
    await untilPlayed(tab.page);
    const ms = await timed(() => untilRuns(tab.frame, ['success', 'cut']));
    const [log] = await diagnosticsLogs(stage.browser);
    const wanted = log ? runsOfRecords(log.records, log.epoch, stage.demo.url) : [];
    const [first, ...others] = await exportedRuns(stage.browser, tab.frame);
    const begun = first?.nodes.some(({ startUs }) => startUs !== undefined);
    return {
      times: 1,
      runs: 2,
      lost: 0,
      recoveredMs: [ms],
      wrong: [...(begun ? [] : ['nothing of the first run is in it']), ...differing(others, wanted)],
    };
  },
};

const frames: Fault = {
  name: 'a frame in a frame in the page, each with a run',
  holds: 'all runs are as they were sent',
  async run(scene) {
    const { stage, tab } = scene;
    await noteFrames(stage.browser);
    await startPlaying(tab.page, stage.demo, CAPTURE);
    // No frame may have the address of one around it.
    const nested = async (depth: number) => {
      const [frame] = tab.page.frames().filter((each) => depthOf(each) === depth - 1);
      await frame?.evaluate((src: string) => {
        const inner = document.createElement('iframe');
        inner.src = src;
        document.body.append(inner);
      }, `${stage.demo.url}/${query}&depth=${depth}`);
      await tab.page.waitForFrame((each) => depthOf(each) === depth && each.url().endsWith(`depth=${depth}`));
    };
    await nested(1);
    await nested(2);
    await Promise.all(tab.page.frames().map((frame) => untilPlayed(frame as never)));
    const ms = await timed(() => untilRuns(tab.frame, ['success', 'success', 'success']));
    const wrong = await allSame(scene, await frameLogs(stage.browser), 3);
    return { times: 1, runs: 3, lost: 0, recoveredMs: [ms], wrong };
  },
};

function depthOf(frame: ReturnType<Scene['tab']['page']['mainFrame']>): number {
  const parent = frame.parentFrame();
  return parent ? depthOf(parent) + 1 : 0;
}

export const OF_PAGES: readonly Fault[] = [
  end('the page is loaded anew', ({ stage, tab }) => tab.page.goto(stage.demo.url)),
  end('the page goes to another', async ({ stage, tab }) => {
    await tab.page.goto('about:blank');
    await tab.page.goto(stage.demo.url);
  }),
  awayAndBack,
  closed,
  end(
    "the page's process crashes",
    async ({ stage, tab }) => {
      const session = await tab.page.createCDPSession();
      const crashed = new Promise((resolve) => tab.page.once('error', resolve));
      // Never answered: who would.
      void session.send('Page.crash').catch(() => {});
      await crashed;
      await tab.page.goto(stage.demo.url);
    },
    true,
  ),
  during('the page changes its address by itself (pushState)', ({ tab }) =>
    tab.page.evaluate(() => history.pushState(null, '', '/somewhere/else')),
  ),
  frames,
];
