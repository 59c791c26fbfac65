/** From a node in mind to the node on the canvas, with the panel's own controls, keyboard only where there is a key. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPanel, type Panel } from '../../scripts/devtools.ts';
import type { Launched } from '../../scripts/launch.ts';
import { encodeSession } from '../../src/formats/session.ts';
import { buildRun } from '../support/build-run.ts';
import { type CanvasPages, startCanvasPages } from '../support/canvas-page/server.ts';
import { press, untilRuns, untilWords } from '../support/panel.ts';
import { openBrowser, textOf } from '../support/stage.ts';

let pages: CanvasPages;
let launched: Launched;
let page: Page;
let panel: Panel;
let folder: string;

const run = buildRun({
  nodes: [
    { id: 'n0', title: 'Load', type: 'io.Load', start: 0, end: 200 },
    { id: 'n1', title: 'Sharpen', type: 'image.Sharpen', start: 200, end: 260 },
    { id: 'n39', title: 'Upscale', type: 'image.Upscale', start: 260, end: 1_200 },
    { id: 'n40', title: 'Elsewhere', type: 'io.Save', start: 0, end: 10 },
  ],
  edges: ['n0>n1', 'n1>n39'],
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longpole-find-'));
  pages = await startCanvasPages();
  launched = await openBrowser();
  page = await launched.browser.newPage();
  await page.goto(`${pages.url}/react-flow`);
  await page.waitForSelector('.react-flow__node', { visible: true });
  panel = await openPanel(page);
  const path = join(folder, 'run.json');
  await writeFile(path, encodeSession([{ ...run, origin: new URL(pages.url).origin }], {}));
  const input = await panel.frame.waitForSelector('input[type="file"]');
  await (input as { uploadFile?(path: string): Promise<void> } | null)?.uploadFile?.(path);
  await untilRuns(panel.frame, ['success']);
});
afterAll(async () => {
  await launched?.close();
  await pages?.close();
  await rm(folder, { recursive: true, force: true });
});

const keys = () => panel.devtools.keyboard;
const rowNames = () =>
  panel.frame.$$eval('[data-table="nodes"] tbody tr', (rows) => rows.map((r) => r.getAttribute('data-node-id')));
const veilOf = (id: string) =>
  page.$eval(`[data-id="${id}"]`, (element) => getComputedStyle(element, '::after').boxShadow);

describe('the filter', () => {
  it('takes the focus with /, completes, and thins out timeline and table; Escape clears it', async () => {
    await press(panel.frame, 'show-table');
    await panel.frame.waitForSelector('[data-table="nodes"] tbody tr');
    expect(await rowNames()).toHaveLength(4);
    await panel.frame.focus('[data-action="show-table"]');
    await keys().press('/');
    await panel.frame.waitForSelector('[data-field="filter"]:focus');
    await keys().type('typ');
    await panel.frame.waitForSelector('.filter [role="option"]');
    await keys().press('Tab');
    await keys().type('image. duration:>100ms');
    await untilWords(panel.frame, '[data-field="filter-count"]', '1 of 4');
    expect(await rowNames()).toEqual(['n39']);
    await keys().press('Escape');
    await keys().press('Escape');
    await panel.frame.waitForFunction(() => document.querySelectorAll('[data-table="nodes"] tbody tr').length === 4);
  });

  it('says what is wrong, where it is', async () => {
    await panel.frame.focus('[data-field="filter"]');
    await keys().type('duration:1s ');
    await untilWords(panel.frame, '.filter-said', 'duration');
    expect(await panel.frame.$eval('[data-field="filter"]', (e) => e.getAttribute('aria-invalid'))).toBe('true');
    await press(panel.frame, 'filter-clear');
    await panel.frame.waitForFunction(
      () => document.querySelector<HTMLInputElement>('[data-field="filter"]')?.value === '',
    );
  });
});

describe('commands', () => {
  it('Ctrl+K, a few letters and Enter select the node that would save most', async () => {
    await panel.frame.focus('[data-action="show-table"]');
    await keys().down('Control');
    await keys().press('k');
    await keys().up('Control');
    await panel.frame.waitForSelector('[data-view="palette"] input:focus');
    await keys().type('save most');
    await panel.frame.waitForSelector('[data-command="worst"][aria-selected="true"]');
    await keys().press('Enter');
    await untilWords(panel.frame, '[data-view="selection"]', 'Upscale');
    expect(await panel.frame.$('[data-view="palette"]')).toBeNull();
  });
});

describe('the page', () => {
  it('shows the selected node in the middle of its canvas', async () => {
    await press(panel.frame, 'reveal');
    await untilWords(panel.frame, '.notice', 'Upscale is marked on the canvas.');
    await page.waitForFunction(() => {
      const box = document.querySelector('[data-id="n39"]')?.getBoundingClientRect();
      if (!box) return false;
      return Math.hypot(box.x + box.width / 2 - innerWidth / 2, box.y + box.height / 2 - innerHeight / 2) < 1;
    });
  });

  it('is coloured by what the bars show, follows the lens, and is left as it was', async () => {
    const bare = await veilOf('n39');
    await press(panel.frame, 'heat');
    await untilWords(panel.frame, '[data-view="heat"]', 'working time');
    await expect.poll(() => veilOf('n39')).toContain('rgb(153, 52, 4)');
    // What has no place on this canvas is counted.
    expect(await textOf(panel.frame, '[data-view="heat"]')).toContain('3 of 4 nodes');
    await press(panel.frame, 'stop-heat');
    await expect.poll(() => veilOf('n39')).toBe(bare);
    expect(await panel.frame.$('[data-view="heat"]')).toBeNull();
  });

  it('that is left takes its colours with it', async () => {
    await press(panel.frame, 'heat');
    await untilWords(panel.frame, '[data-view="heat"]', 'working time');
    await page.reload();
    await panel.frame.waitForFunction(() => document.querySelector('[data-view="heat"]') === null);
    expect(await panel.frame.$eval('[data-action="heat"]', (e) => e.getAttribute('aria-pressed'))).toBe('false');
  });
});
