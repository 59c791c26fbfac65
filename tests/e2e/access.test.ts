/** What axe-core, which looks for barriers as WCAG defines them, finds in every view of the real panel, light and dark. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeSession } from '../../src/formats/session.ts';
import { runsOfCapture } from '../support/offline.ts';
import { listedRuns, openWatchedTab, press, untilRuns, untilWords, type Watched } from '../support/panel.ts';
import { openStage, type Stage, serviceWorker } from '../support/stage.ts';

interface Axe {
  run(
    where: Document,
    options: object,
  ): Promise<{
    violations: { id: string; impact: string | null; nodes: { html: string; failureSummary: string }[] }[];
  }>;
}

let folder: string;
let stage: Stage;
let tab: Watched;
let axeSource: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longpole-access-'));
  axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  stage = await openStage();
  tab = await openWatchedTab(stage);
});
afterAll(async () => {
  await stage?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Barriers of impact serious or critical, each with the elements it stands at. */
async function barriers(page: Frame | Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations
      .filter((v) => v.impact === 'serious' || v.impact === 'critical')
      .flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 200)} ${n.failureSummary.slice(0, 300)}`));
  });
}

/** Twelve runs, imported unless they are there. */
async function withRuns(): Promise<void> {
  const runs = runsOfCapture('t7-regression-12-runs');
  if ((await listedRuns(tab.frame)).length === 0) {
    const path = join(folder, 'runs.json');
    await writeFile(path, encodeSession(runs, {}));
    const input = await tab.frame.waitForSelector('input[type="file"]');
    await (input as { uploadFile?(path: string): Promise<void> } | null)?.uploadFile?.(path);
  }
  await untilRuns(
    tab.frame,
    runs.map(() => 'success'),
  );
}

async function open(path: string): Promise<Page> {
  const page = await stage.browser.newPage();
  await page.goto(new URL(path, (await serviceWorker(stage.browser)).url()).href);
  return page;
}

/** The theme as the options page sets it, everywhere. */
async function choose(theme: 'light' | 'dark' | 'auto', becomes: string = theme): Promise<void> {
  const options = await open('/options/options.html');
  await options.waitForSelector('[data-setting="theme"]');
  await options.select('[data-setting="theme"]', theme);
  await tab.frame.waitForFunction((t: string) => document.documentElement.dataset.theme === t, {}, becomes);
  await options.close();
}

async function withKey(key: string, selector: string): Promise<readonly string[]> {
  await tab.frame.focus('[data-action="show-table"]');
  await tab.devtools.keyboard.press(key as 'a');
  await tab.frame.waitForSelector(selector);
  const found = await barriers(tab.frame);
  await tab.devtools.keyboard.press('Escape');
  return found;
}

describe('axe-core finds nothing serious', () => {
  it('that it cannot find: a button without a name is found', async () => {
    await tab.frame.evaluate(() => document.body.append(document.createElement('button')));
    expect((await barriers(tab.frame)).join()).toContain('button-name');
    await tab.frame.evaluate(() => document.body.lastElementChild?.remove());
  });

  it('in the empty panel', async () => {
    expect(await barriers(tab.frame)).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('with runs, %s: every tab, the help, the commands, the filter', async (theme) => {
    await withRuns();
    await choose(theme);
    for (const view of ['chart', 'table', 'whatif', 'compare', 'history', 'log']) {
      await press(tab.frame, `show-${view}`);
      await tab.frame.waitForSelector(`.details-body[data-tab="${view}"]`);
      expect([view, await barriers(tab.frame)]).toEqual([view, []]);
    }
    await tab.frame.focus('[data-action="show-table"]');
    await tab.devtools.keyboard.press('x');
    await untilWords(tab.frame, '[data-view="selection"]', 'Would save');
    expect(await barriers(tab.frame)).toEqual([]);
    expect(await withKey('?', 'dialog')).toEqual([]);
    await press(tab.frame, 'export');
    await press(tab.frame, 'export-preview');
    await tab.frame.waitForSelector('[data-view="export-preview"]');
    expect(await barriers(tab.frame)).toEqual([]);
    await tab.devtools.keyboard.press('Escape');
    await tab.devtools.keyboard.down('Control');
    await tab.devtools.keyboard.press('k');
    await tab.devtools.keyboard.up('Control');
    await tab.frame.waitForSelector('[data-view="palette"]');
    expect(await barriers(tab.frame)).toEqual([]);
    await tab.devtools.keyboard.press('Escape');
    await tab.frame.click('[data-field="filter"]');
    await tab.devtools.keyboard.type('st');
    await tab.frame.waitForSelector('.filter [role="option"]');
    expect(await barriers(tab.frame)).toEqual([]);
    await press(tab.frame, 'filter-clear');
  });

  it.each(['light', 'dark'] as const)(
    'as narrow as at the side of a page, %s: every tab, the selection among them',
    async (theme) => {
      await withRuns();
      await choose(theme);
      await tab.devtools.setViewport({ width: 420, height: 900 });
      await tab.frame.waitForSelector('.drawer.narrow');
      await tab.frame.focus('[role="tree"]');
      await tab.devtools.keyboard.press('x');
      for (const view of ['selection', 'chart', 'table', 'whatif', 'compare', 'history', 'log']) {
        await press(tab.frame, `show-${view}`);
        await tab.frame.waitForSelector(`.details-body[data-tab="${view}"]`);
        expect([view, await barriers(tab.frame)]).toEqual([view, []]);
      }
      await tab.devtools.setViewport(null);
      await tab.frame.waitForSelector('.drawer:not(.narrow)');
    },
  );

  it.each(['light', 'dark'] as const)('in the options and the popup, %s', async (theme) => {
    await choose(theme);
    for (const path of ['/options/options.html', '/popup/popup.html']) {
      const page = await open(path);
      await page.waitForSelector('h1');
      await page.waitForFunction((t: string) => document.documentElement.dataset.theme === t, {}, theme);
      expect([path, await barriers(page)]).toEqual([path, []]);
      await page.close();
    }
  });
});

describe('the theme', () => {
  it("is the chosen one at once, in colours too, and DevTools' again; the panel is not loaded anew", async () => {
    await tab.frame.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
    const ground = () => tab.frame.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await choose('light');
    const light = await ground();
    await choose('dark');
    const dark = await ground();
    expect(dark).not.toBe(light);
    const around = await tab.frame.evaluate(() => chrome.devtools.panels.themeName);
    await choose('auto', around === 'dark' ? 'dark' : 'light');
    expect(await ground()).toBe(around === 'dark' ? dark : light);
    expect(await tab.frame.evaluate(() => 'sameDocument' in globalThis)).toBe(true);
  });
});
