/** Every tab of the drawer, in the real panel and with real runs: what it is for is in it, by keys too, wide and narrow. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyse } from '../../src/analysis/analyse.ts';
import { formatDuration } from '../../src/drawing/format.ts';
import { encodeSession } from '../../src/formats/session.ts';
import type { Run } from '../../src/model/run.ts';
import { runsOfCapture } from '../support/offline.ts';
import { openWatchedTab, press, untilRuns, untilWords, type Watched } from '../support/panel.ts';
import { openStage, type Stage, textOf } from '../support/stage.ts';

const BODY = '.details-body';
let folder: string;
let stage: Stage;
let tab: Watched;
let last: Run;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longpole-tabs-'));
  stage = await openStage();
  tab = await openWatchedTab(stage);
  const runs = runsOfCapture('t7-regression-12-runs');
  last = runs.reduce((a, b) => (a.startUs > b.startUs ? a : b));
  const path = join(folder, 'series.json');
  await writeFile(path, encodeSession(runs, {}));
  const input = await tab.frame.waitForSelector('input[type="file"]');
  await (input as { uploadFile?(path: string): Promise<void> } | null)?.uploadFile?.(path);
  await untilRuns(
    tab.frame,
    runs.map(() => 'success'),
  );
  await press(tab.frame, 'show-table');
});
afterAll(async () => {
  await stage?.close();
  await rm(folder, { recursive: true, force: true });
});

const shown = (): Promise<string> => tab.frame.$eval(BODY, (body) => (body as HTMLElement).dataset.tab ?? '');
const focused = (): Promise<string> => tab.frame.evaluate(() => document.activeElement?.id ?? '');
const bodyOf = (kind: string): Promise<string> => textOf(tab.frame, `${BODY}[data-tab="${kind}"]`);

/** What only this tab tells of the last run, by the analysis itself. */
async function expectContent(kind: string): Promise<void> {
  const { bottlenecks, net } = analyse(last);
  const [worst] = bottlenecks;
  if (!worst) throw new Error('no node');
  const text = (): Promise<string> => bodyOf(kind);
  if (kind === 'table') {
    const rows = await tab.frame.$$eval(`${BODY} tbody tr`, (all) => all.map((row) => row.textContent ?? ''));
    expect(rows).toHaveLength(new Set(last.nodes.map((n) => n.id)).size);
    expect(rows[0]).toContain(worst.title);
    expect(rows[0]).toContain(formatDuration(worst.workUs));
  } else if (kind === 'chart') {
    expect(await text()).toContain('10 comparable runs');
    const canvas = await tab.frame.$eval(`${BODY} canvas`, (c) => (c as HTMLCanvasElement).height);
    expect(canvas).toBeGreaterThan(50);
  } else if (kind === 'whatif') {
    await untilWords(tab.frame, `${BODY}[data-tab="whatif"]`, `If ${worst.title} were faster`);
    expect(await textOf(tab.frame, '[data-field="projected"]')).toMatch(/\d/);
  } else if (kind === 'compare') {
    await untilWords(tab.frame, '[data-table="compare"]', worst.title);
  } else if (kind === 'history') {
    await untilWords(tab.frame, `${BODY}[data-tab="history"]`, '11 comparable runs');
  } else if (kind === 'log') {
    const ran = net.run.nodes.filter((n) => n.startUs !== undefined).length;
    const began = (await text()).match(/ began/g) ?? [];
    expect(began.length).toBeGreaterThanOrEqual(ran);
    expect(await text()).toContain('The run ended');
  } else if (kind === 'selection') {
    await untilWords(tab.frame, `${BODY}[data-tab="selection"]`, worst.title);
  }
}

describe('the tabs of the drawer', () => {
  it('each shows what it is for', async () => {
    for (const kind of ['chart', 'table', 'whatif', 'compare', 'history', 'log']) {
      await press(tab.frame, `show-${kind}`);
      expect(await shown()).toBe(kind);
      await expectContent(kind);
    }
  });

  it('one stop of the keyboard; the arrow keys go round', async () => {
    await press(tab.frame, 'show-log');
    const stops = await tab.frame.$$eval('[role="tab"][tabindex="0"]', (all) => all.map((one) => one.id));
    expect(stops).toEqual(['tab-log']);
    for (const [key, kind] of [
      ['ArrowRight', 'chart'],
      ['ArrowRight', 'table'],
      ['ArrowLeft', 'chart'],
      ['ArrowLeft', 'log'],
    ] as const) {
      await tab.devtools.keyboard.press(key);
      await tab.frame.waitForSelector(`${BODY}[data-tab="${kind}"]`);
      expect(await focused()).toBe(`tab-${kind}`);
      expect(await tab.frame.$eval(`#tab-${kind}`, (one) => one.getAttribute('aria-selected'))).toBe('true');
    }
  });

  it('narrow, the selection is the first of them; wide again, all is where it was', async () => {
    await tab.devtools.keyboard.press('x');
    await press(tab.frame, 'show-history');
    await tab.devtools.setViewport({ width: 420, height: 900 });
    await tab.frame.waitForSelector('.drawer.narrow');
    expect(await shown()).toBe('history');
    await expectContent('history');
    await press(tab.frame, 'show-selection');
    await expectContent('selection');
    // Nothing is cut at the side. What is only shown while it is used may lie there.
    const cut = await tab.frame.$$eval('button', (all) =>
      all
        .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth)
        .map((one) => one.textContent),
    );
    expect(cut).toEqual([]);
    await press(tab.frame, 'show-table');
    await tab.devtools.setViewport(null);
    await tab.frame.waitForSelector('.drawer:not(.narrow)');
    expect(await shown()).toBe('table');
    await expectContent('table');
    await untilWords(tab.frame, '[data-view="selection"]', analyse(last).bottlenecks[0]?.title ?? '');
  });
});
