import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Frame, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeSession } from '../../src/formats/session.ts';
import { runsOfCapture } from '../support/offline.ts';
import { openWatchedTab, press, untilRuns, untilWords, type Watched } from '../support/panel.ts';
import { openStage, type Stage, serviceWorker, startPlaying, textOf, untilPlayed } from '../support/stage.ts';

let folder: string;
let stage: Stage;
let tab: Watched;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longpole-decide-'));
  stage = await openStage();
  tab = await openWatchedTab(stage);
});
afterAll(async () => {
  await stage.close();
  await rm(folder, { recursive: true, force: true });
});

/** Gives a file to an input of a page of ours, as the file dialog would. */
async function choose(page: Frame | Page, selector: string, name: string, text: string): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, text);
  const input = (await page.waitForSelector(selector)) as { uploadFile?(path: string): Promise<void> } | null;
  await input?.uploadFile?.(path);
}

/** The badge on the extension's button. */
async function badge(browser: Browser): Promise<string> {
  const worker = await serviceWorker(browser);
  return worker.evaluate(() => chrome.action.getBadgeText({}));
}

async function untilBadge(browser: Browser, text: string): Promise<void> {
  const worker = await serviceWorker(browser);
  await worker.evaluate(
    (wanted: string) =>
      new Promise<void>((resolve) => {
        const look = (): void => {
          chrome.action.getBadgeText({}).then((now) => (now === wanted ? resolve() : setTimeout(look, 20)));
        };
        look();
      }),
    text,
  );
}

describe('twelve runs, one node 40 % slower from the eighth on, beside the critical path', () => {
  it('the panel says that the node is slower and the run is not, and compares, projects and sums up', async () => {
    const origin = new URL(stage.demo.url).origin;
    const runs = runsOfCapture('t7-regression-12-runs').map((run) => ({ ...run, origin }));
    await choose(tab.frame, 'input[type="file"]', 'series.json', encodeSession(runs, {}));
    await untilRuns(
      tab.frame,
      runs.map(() => 'success'),
    );
    // The newest is what an author looks at.
    await tab.frame.locator('.picker-button').click();
    await tab.frame.locator('.run-option').click();
    await untilWords(tab.frame, '[data-view="verdict"]', 'As usual');
    expect(await textOf(tab.frame, '[data-view="verdict"]')).toMatch(/Rank 1 is 4\d % slower, hidden by other work/);
    expect(await textOf(tab.frame, '[data-kind="slower-node"]')).toContain('off the critical path');

    await press(tab.frame, 'show-compare');
    await untilWords(tab.frame, '[data-table="compare"]', 'slower for sure');
    const first = await textOf(tab.frame, '[data-table="compare"] tbody tr');
    expect(first).toMatch(/^Rank 1.*slower for sure$/);

    await press(tab.frame, 'show-whatif');
    await untilWords(tab.frame, '[data-field="projected"]', 'projected');
    const before = await textOf(tab.frame, '[data-field="projected"]');
    await tab.frame.focus('[data-field="speed-up"]');
    await tab.devtools.keyboard.press('Home');
    await untilWords(tab.frame, '[data-field="projected"]', '0 ms less');
    expect(await textOf(tab.frame, '[data-field="projected"]')).not.toBe(before);
    await tab.frame.waitForSelector('[data-view="node-curve"] canvas');

    await press(tab.frame, 'show-history');
    await untilWords(tab.frame, '[data-view="over-runs"]', '11 comparable runs');
  });

  it('a finding that was dismissed stays away in a panel opened later', async () => {
    await tab.frame.locator('[data-kind="slower-node"] [data-action="dismiss"]').click();
    await untilWords(tab.frame, '[data-action="show-dismissed"]', '1 dismissed finding');
    const later = await openWatchedTab(stage);
    await untilWords(later.frame, '[data-action="show-dismissed"]', '1 dismissed finding');
    expect(await later.frame.$('[data-kind="slower-node"]')).toBeNull();
    await later.page.close();
  });
});

describe('budgets', () => {
  it('taken from a file on the options page, are watched: one alert for a series of runs, until it is seen', async () => {
    const options = await stage.browser.newPage();
    await options.goto(new URL('/options/options.html', (await serviceWorker(stage.browser)).url()).href);
    const wrong = JSON.stringify({ version: 1, budgets: [{ workflow: 'lab*', maxMs: -1 }] });
    await choose(options, '[data-file="budgets"]', 'wrong.json', wrong);
    await options.waitForFunction(() => document.body.textContent?.includes('budgets[0].maxMs'));
    const budgets = JSON.stringify({ version: 1, budgets: [{ workflow: 'lab*', maxMs: 50 }] });
    await choose(options, '[data-file="budgets"]', 'budgets.json', budgets);
    await options.waitForFunction(
      () => document.querySelector<HTMLInputElement>('[data-sheet="budgets"] input')?.value === 'lab*',
    );
    expect(await badge(stage.browser)).toBe('');
    await options.close();

    // Two runs over it: told once.
    for (const words of ['allowed 50.0 ms', '2 runs in a row']) {
      await startPlaying(tab.page, stage.demo, '01-linear');
      await untilPlayed(tab.page);
      await untilWords(tab.frame, '[data-view="alerts"]', words);
    }
    expect(await textOf(tab.frame, '[data-view="alerts"] ul')).toContain('lab linear');
    expect((await tab.frame.$$('[data-view="alerts"] li')).length).toBe(1);
    await untilBadge(stage.browser, '1');
    await press(tab.frame, 'seen');
    await untilBadge(stage.browser, '');
    await tab.frame.waitForSelector('[data-view="alerts"]', { hidden: true });
  });
});
