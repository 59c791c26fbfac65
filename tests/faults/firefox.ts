/** The same in Firefox, whose background is a page that ends when it is idle, with the panel in the real toolbox. */
import { isDeepStrictEqual } from 'node:util';
import { openFirefoxPanel } from '../../scripts/firefox-toolbox.ts';
import { endBackground, type FirefoxStage, openFirefoxStage, switchExtension } from '../support/firefox-stage.ts';
import { runsOfRecords } from '../support/offline.ts';
import { runsOfSession, untilRecords, untilRuns } from '../support/panel.ts';
import { framesSeen, startPlaying, untilPlayed } from '../support/stage.ts';
import { CAPTURE, FRAMES, type LoneFault, midst, type Outcome, timed, untilFrames } from './fault.ts';

type Done = Pick<Outcome, 'wrong'> & Partial<Outcome>;

function inFirefox(
  name: string,
  holds: string,
  run: (stage: FirefoxStage, random: () => number) => Promise<Done>,
): LoneFault {
  return {
    name: `Firefox: ${name}`,
    holds,
    async alone(random) {
      const stage = await openFirefoxStage();
      try {
        return { times: 1, runs: 1, lost: 0, recoveredMs: [], ...(await run(stage, random)) };
      } finally {
        await stage.close();
      }
    },
  };
}

/** The run that was exported is what the page sent. */
async function same(stage: FirefoxStage): Promise<readonly string[]> {
  const { panel, extension, demo } = stage;
  const [log] = (await extension.logs()).filter(({ records }) => records.length > 0);
  if (!log) return ['the relay keeps no log'];
  await untilRecords(panel, log.records.length);
  const exported = runsOfSession(await stage.exported());
  return isDeepStrictEqual(exported, runsOfRecords(log.records, log.epoch, demo.url)) ? [] : ['the run is another'];
}

/** Something in the midst of a run that goes on to its end. */
const during = (name: string, what: (stage: FirefoxStage) => Promise<unknown>): LoneFault =>
  inFirefox(name, 'the run is as it was sent', async (stage, random) => {
    await startPlaying(stage.page, stage.demo, CAPTURE);
    await untilFrames(stage.page, midst(random));
    const ms = await timed(() => what(stage));
    await untilPlayed(stage.page);
    await untilRuns(stage.panel, ['success']);
    return { recoveredMs: [ms], wrong: await same(stage) };
  });

/** The end of the page in the midst of a run. */
const end = (name: string, how: (stage: FirefoxStage) => Promise<unknown>): LoneFault =>
  inFirefox(name, 'the run is kept as cut', async (stage, random) => {
    await startPlaying(stage.page, stage.demo, CAPTURE);
    await untilFrames(stage.page, midst(random, 30));
    await untilRuns(stage.panel, ['running']);
    const ms = await timed(async () => {
      await how(stage);
      await untilRuns(stage.panel, ['cut']);
    });
    const [run] = runsOfSession(await stage.exported());
    const begun = run?.nodes.some(({ startUs }) => startUs !== undefined);
    return { recoveredMs: [ms], wrong: begun ? [] : ['nothing of what was seen is in it'] };
  });

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
    return { times: points.length, recoveredMs, wrong: await same(stage) };
  },
);

const offAndOn = inFirefox(
  'the extension is switched off and on',
  'the page is unharmed, its run kept as cut, its next one recorded',
  async ({ firefox, page, demo }, random) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    await startPlaying(page, demo, CAPTURE, { loops: 2, speed: 0.5 });
    await untilFrames(page, midst(random, 30));
    await switchExtension(firefox, false);
    await switchExtension(firefox, true);
    await untilPlayed(page);
    const frames = await framesSeen(page);
    const panel = await openFirefoxPanel(firefox.browser, page);
    const ms = await timed(() => untilRuns(panel, ['success', 'cut']));
    return {
      runs: 2,
      recoveredMs: [ms],
      wrong: [...errors, ...(frames === 2 * FRAMES ? [] : [`the page got ${frames} of ${2 * FRAMES} frames`])],
    };
  },
);

export const OF_FIREFOX: readonly LoneFault[] = [
  fourTimes,
  during('the page changes its address by itself (pushState)', ({ page }) =>
    page.evaluate(() => history.pushState(null, '', '/somewhere/else')),
  ),
  end('the page is loaded anew', ({ page, demo }) => page.goto(demo.url)),
  end('the page goes to another', async ({ page, demo }) => {
    await page.goto('about:blank');
    await page.goto(demo.url);
  }),
  offAndOn,
];
