/** The real panel in the real toolbox of Firefox: what it shows and saves is what the page sent, as in Chromium. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lengthWords } from '../../panel/state/words.ts';
import { analyse } from '../../src/analysis/index.ts';
import type { Run } from '../../src/model/run.ts';
import { type FirefoxStage, openFirefoxStage } from '../support/firefox-stage.ts';
import { runsOfRecords } from '../support/offline.ts';
import { runsOfSession, untilRecords, untilRuns } from '../support/panel.ts';
import { startPlaying, untilPlayed } from '../support/stage.ts';

let stage: FirefoxStage;
/** Of the first run: what the page's records say, and the session that the panel saved. */
let wanted: readonly Run[];
let session: string;

beforeAll(async () => {
  stage = await openFirefoxStage();
});
afterAll(() => stage?.close());

const textOf = (selector: string): Promise<string> =>
  stage.panel.evaluate((css: string) => document.querySelector(css)?.textContent ?? '', selector);

describe('the panel in the toolbox of Firefox', () => {
  it('shows a run as the page sent it', async () => {
    const { panel, page, demo, extension } = stage;
    await startPlaying(page, demo, 't1-dag');
    await untilPlayed(page);
    await untilRuns(panel, ['success']);
    const [log] = (await extension.logs()).filter(({ records }) => records.length > 0);
    if (!log) throw new Error('the relay keeps no log');
    await untilRecords(panel, log.records.length);
    wanted = runsOfRecords(log.records, log.epoch, demo.url);
    const [run] = wanted;
    if (!run) throw new Error('the records hold no run');
    expect(await textOf('[data-field="nodes"]')).toBe('22 nodes');
    expect(await textOf('[data-field="duration"]')).toBe(lengthWords(analyse(run)));
  });

  it('saves the session by its own button', async () => {
    session = await stage.exported();
    expect(runsOfSession(session)).toEqual(wanted);
  });

  it('tells a run that a reload cuts off, and goes on', async () => {
    const { panel, page, demo } = stage;
    await startPlaying(page, demo, 't1-dag');
    await untilRuns(panel, ['running', 'success']);
    await panel.waitForFunction(() => document.querySelector('.app')?.getAttribute('data-live') === 'true');
    await page.reload();
    await untilRuns(panel, ['running', 'cut', 'success']);
    await untilRuns(panel, ['success', 'cut', 'success']);
  });

  it.each([
    ['table', 'tr[data-node-id]'],
    ['whatif', '[data-view="what-ifs"]'],
    ['compare', '[data-view="compare"]'],
    ['history', '[data-view="over-runs"]'],
    ['log', '[data-view="log"]'],
    ['chart', 'canvas'],
  ])('shows its tab %s', async (tab, content) => {
    await stage.panel.click(`[data-action="show-${tab}"]`);
    await stage.panel.waitForFunction(
      (css: string) => document.querySelector(`.details-body ${css}`) !== null,
      undefined,
      content,
    );
  });

  it.each(['chosen', 'dropped'])('reads a session file that is %s', async (how) => {
    const folder = await mkdtemp(join(tmpdir(), 'longpole-session-'));
    const path = join(folder, 'session.json');
    await writeFile(path, session);
    const { panel } = stage;
    await panel.click('[data-action="clear"]');
    await panel.click('[data-action="clear-confirm"]');
    await untilRuns(panel, []);
    await (how === 'chosen' ? panel.chooseFile('input[type="file"]', path) : panel.dropFile('.app', path));
    await untilRuns(panel, ['success']);
    expect(runsOfSession(await stage.exported())).toEqual(wanted);
    await rm(folder, { recursive: true });
  });

  it.each(['dark', 'light'] as const)('follows the theme of the toolbox: %s', async (theme) => {
    await stage.panel.theme(theme);
    await stage.panel.waitForFunction(
      (name: string) => document.documentElement.dataset.theme === name,
      undefined,
      theme,
    );
  });

  it('has its keys, where the toolbox does not take them', async () => {
    const { panel } = stage;
    await panel.press('Control+k');
    await panel.waitForFunction(() => document.activeElement?.closest('[data-view="palette"]') !== null);
    await panel.press('Escape');
    await panel.waitForFunction(() => document.querySelector('dialog') === null);
    await panel.press('2');
    await panel.waitForFunction(() => document.querySelector('.details-body[data-tab="chart"]') !== null);
  });

  it.each(['bottom', 'right', 'window'] as const)('docked anew (%s) it shows the same run', async (where) => {
    const { panel } = stage;
    await panel.dock(where);
    await untilRuns(panel, ['success']);
    await panel.waitForFunction(() => document.querySelector('[data-view="timeline"] canvas') !== null);
    expect(await textOf('[data-field="nodes"]')).toBe('22 nodes');
  });

  it('wrote no warning and no error', async () => {
    expect(await stage.panel.logged()).toEqual([]);
  });
});
