/** Out of the real panel in the real DevTools: a file in each format, and a report on the clipboard. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportSession } from '../../scripts/export.ts';
import { analyse, engineOf } from '../../src/analysis/index.ts';
import { markdownOf } from '../../src/formats/markdown/report.ts';
import { readAny } from '../../src/formats/read-any.ts';
import type { Run } from '../../src/model/run.ts';
import { EXPORT_FORMATS, factsOf } from '../../src/profiler/export.ts';
import { exportedRuns, openWatchedTab, press, untilRuns, untilWords, type Watched } from '../support/panel.ts';
import { openStage, type Stage, startPlaying } from '../support/stage.ts';

let folder: string;
let stage: Stage;
let tab: Watched;
let runs: readonly Run[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longpole-formats-'));
  stage = await openStage();
  tab = await openWatchedTab(stage);
  await startPlaying(tab.page, stage.demo, '02-parallel', { speed: 1 });
  await untilRuns(tab.frame, ['success']);
  runs = await exportedRuns(stage.browser, tab.frame);
});
afterAll(async () => {
  await stage?.close();
  await rm(folder, { recursive: true, force: true });
});

/** What the panel saves in a format. */
function saved(format: string): Promise<string> {
  return exportSession(stage.browser, tab.frame, async () => {
    await press(tab.frame, 'export');
    await tab.frame.select('[data-field="export-format"]', format);
  });
}

describe('the panel in DevTools', () => {
  it.each(EXPORT_FORMATS.map((format) => [format.id]))('saves the run as %s', async (id) => {
    const text = await saved(id);
    const read = readAny(text);
    if (['session', 'trace', 'otlp'].includes(id)) {
      expect(read.ok && read.value.runs.map((run) => run.nodes.length)).toEqual(runs.map((run) => run.nodes.length));
    } else {
      expect(text.length).toBeGreaterThan(200);
      const [run] = runs;
      const named =
        id === 'csv-runs' ? run?.workflow.name : run?.nodes.find((node) => node.startUs !== undefined)?.title;
      expect(text).toContain(named);
    }
  });

  it('saves a report that opens anywhere', async () => {
    const path = join(folder, 'report.html');
    await writeFile(path, await saved('html'));
    const page = await stage.browser.newPage();
    await page.goto(pathToFileURL(path).href);
    await page.waitForSelector('table[data-table="nodes"]');
    expect(await page.$$eval('table[data-table="runs"] tbody tr', (all) => all.length)).toBe(runs.length);
    await page.close();
  });

  it('copies the Markdown report', async () => {
    await press(tab.frame, 'export');
    await tab.frame.select('[data-field="export-format"]', 'markdown');
    await press(tab.frame, 'export-copy');
    await untilWords(tab.frame, '[data-view="notice"]', 'Copied to the clipboard');
    // Pasted elsewhere, as a user would.
    const page = await stage.browser.newPage();
    await page.setContent('<textarea></textarea>');
    await page.focus('textarea');
    await page.keyboard.press('KeyV', { commands: ['Paste'] });
    const pasted = await page.$eval('textarea', (box) => box.value);
    const [run] = runs;
    expect(run && pasted).toBe(run && markdownOf(run, factsOf(analyse(run, { engine: engineOf(run) }), runs)));
    await page.close();
  });
});
