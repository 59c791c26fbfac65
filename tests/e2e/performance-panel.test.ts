/** Nodes in Chrome's own Performance panel: in a trace that the browser records while a run goes on, read by the engine of that panel. */
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportedRuns, openWatchedTab, untilRuns, type Watched } from '../support/panel.ts';
import { openOptionsPage } from '../support/sites.ts';
import { openStage, type Stage, startPlaying } from '../support/stage.ts';
import { type Track, tracksOf } from '../support/trace-engine.ts';

const CATEGORIES = [
  '-*',
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'blink.user_timing',
  '__metadata',
];

let stage: Stage;
let tab: Watched;

beforeAll(async () => {
  stage = await openStage();
  tab = await openWatchedTab(stage);
});
afterAll(() => stage?.close());

/** Our tracks in what the browser records while the page plays its next run. */
async function recorded(runs: number): Promise<readonly Track[]> {
  const path = join(tmpdir(), `longpole-trace-${process.pid}-${runs}.json`);
  await tab.page.tracing.start({ path, categories: CATEGORIES });
  await startPlaying(tab.page, stage.demo, '02-parallel', { speed: 1 });
  await untilRuns(
    tab.frame,
    Array.from({ length: runs }, () => 'success'),
  );
  await tab.page.tracing.stop();
  const text = await readFile(path, 'utf8');
  await rm(path);
  return (await tracksOf(text)).filter(({ name }) => name === 'Longpole');
}

describe('the Performance panel', () => {
  it('shows nothing of ours unless it is asked for', async () => {
    expect(await recorded(1)).toEqual([]);
  });

  it('shows every node at its place among what the page did, as long as the profile has it', async () => {
    const options = await openOptionsPage(stage.browser);
    await options.locator('[data-setting="performancePanel"]').click();
    await options.close();
    const tracks = await recorded(2);
    const entries = tracks.flatMap(({ entriesByTrack }) => Object.values(entriesByTrack).flat());
    const runs = await exportedRuns(stage.browser, tab.frame);
    const run = runs.at(-1);
    if (!run) throw new Error('no run');
    const worked = run.nodes.filter(({ startUs, endUs }) => startUs !== undefined && endUs !== undefined);
    const whole = entries.find(({ name }) => name === 'run');
    if (!whole) throw new Error('the run is not there');
    const told = entries.filter((each) => each !== whole).map((e) => [e.name, e.ts - whole.ts, e.dur] as const);
    expect(told).toHaveLength(worked.length);
    // Milliseconds as floating point on the way: to a microsecond or two.
    for (const { title, startUs = 0, endUs = 0 } of worked)
      expect(
        told.some(
          ([name, at, dur]) =>
            name === title && Math.abs(at - (startUs - run.startUs)) < 5 && Math.abs(dur - (endUs - startUs)) < 5,
        ),
        `${title} at ${startUs - run.startUs} for ${endUs - startUs} in ${JSON.stringify(told)}`,
      ).toBe(true);
  });

  it('leaves nothing behind that the page could find', async () => {
    expect(
      await tab.page.evaluate(() => performance.getEntries().filter((e) => ['mark', 'measure'].includes(e.entryType))),
    ).toEqual([]);
  });
});
