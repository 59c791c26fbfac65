import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../demo/server.ts';
import type { Launched } from '../../scripts/launch.ts';
import { exportedRuns, openWatchedTab, untilRuns } from '../support/panel.ts';
import { openBrowser, startPlaying, untilPlayed } from '../support/stage.ts';

let demo: Demo;
let profile: string;
let browsers: Launched[];

beforeEach(async () => {
  demo = await startDemo();
  profile = await mkdtemp(join(tmpdir(), 'longpole-profile-'));
  browsers = [];
});
afterEach(async () => {
  await Promise.all(browsers.map((launched) => launched.close()));
  await demo.close();
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
});

async function openWatched() {
  const launched = await openBrowser(profile);
  browsers.push(launched);
  const { browser } = launched;
  return { launched, browser, tab: await openWatchedTab({ browser, demo, close: launched.close }) };
}

describe('recording needs no DevTools', () => {
  it('a run played before they were opened, and in a tab that is gone, is there', async () => {
    const launched = await openBrowser(profile);
    browsers.push(launched);
    const unwatched = await launched.browser.newPage();
    await startPlaying(unwatched, demo, '04-error');
    await untilPlayed(unwatched);
    await unwatched.close();
    const tab = await openWatchedTab({ browser: launched.browser, demo, close: launched.close });
    await untilRuns(tab.frame, ['error']);
  });
});

describe('profiles stay', () => {
  it('when the page is reloaded in the middle of a run: it is cut and kept', async () => {
    const { browser, tab } = await openWatched();
    await startPlaying(tab.page, demo, '02-parallel');
    await untilRuns(tab.frame, ['running']);
    await tab.page.goto(demo.url);
    await untilRuns(tab.frame, ['cut']);
    await startPlaying(tab.page, demo, '01-linear');
    await untilPlayed(tab.page);
    await untilRuns(tab.frame, ['success', 'cut']);
    const [cut] = await exportedRuns(browser, tab.frame);
    expect(cut?.workflow.name).toBe('lab parallel branches');
    expect(cut?.nodes.length).toBeGreaterThan(0);
  });

  it('when the browser is closed and started again', async () => {
    const before = await openWatched();
    await startPlaying(before.tab.page, demo, '02-parallel');
    await untilPlayed(before.tab.page);
    await untilRuns(before.tab.frame, ['success']);
    const runs = await exportedRuns(before.browser, before.tab.frame);
    await before.launched.close();
    browsers = [];

    const after = await openWatched();
    await untilRuns(after.tab.frame, ['success']);
    expect(await exportedRuns(after.browser, after.tab.frame)).toEqual(runs);
  });
});
