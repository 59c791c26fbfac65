/** What the panel does in the inspected page, in Firefox, which loses the page at some navigations (src/platform/inspected.ts). */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { encodeSession } from '../../src/formats/session.ts';
import { type CanvasPages, startCanvasPages } from '../support/canvas-page/server.ts';
import { type FirefoxStage, openFirefoxStage } from '../support/firefox-stage.ts';
import { untilRuns, untilWords } from '../support/panel.ts';
import { aNode, aRun } from '../unit/drawing/a-run.ts';

/** Of 8 it lost the page at 2 to 6. */
const NAVIGATIONS = 8;

let folder: string;
let pages: CanvasPages;
let stage: FirefoxStage;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longpole-session-'));
  pages = await startCanvasPages();
  stage = await openFirefoxStage();
});
afterAll(async () => {
  await stage?.close();
  await pages?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Goes from canvas to canvas. */
async function navigate(n: number): Promise<void> {
  const path = n % 2 === 0 ? '/react-flow' : '/vue-flow';
  await stage.page.goto(`${pages.url}${path}`);
  await stage.page.waitForSelector('[data-id="n1"]');
}

describe('in Firefox, after each of some navigations', () => {
  it('a node is shown in the page', async () => {
    const { panel } = stage;
    const path = join(folder, 'session.json');
    const nodes = [aNode('n0', { start: 0, end: 90 }), aNode('n1', { start: 90, end: 100 })];
    await writeFile(path, encodeSession([aRun(nodes, { origin: pages.url })], {}));
    await navigate(0);
    await panel.chooseFile('input[type="file"]', path);
    await untilRuns(panel, ['success']);
    await panel.press('.');
    for (let n = 1; n <= NAVIGATIONS; n++) {
      await navigate(n);
      await panel.click('[data-action="reveal"]');
      await untilWords(panel, '[data-view="notice"]', 'is marked on the canvas');
      await panel.click('[data-view="notice"] button');
    }
  });

  it('the page is reloaded', async () => {
    const { panel, page } = stage;
    for (let n = 1; n <= NAVIGATIONS; n++) {
      await navigate(n);
      await page.evaluate('window.before = true');
      await panel.click('[data-action="reload"]');
      await page.waitForFunction('window.before === undefined', { polling: 50, timeout: 10_000 });
    }
  });
});
