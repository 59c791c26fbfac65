/** The main path without a mouse: the worst node, what if, baseline, comparison, export; every tab by its number. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeSession } from '../../src/formats/session.ts';
import { runsOfCapture } from '../support/offline.ts';
import { exportedRuns, openWatchedTab, untilRuns, untilWords, type Watched } from '../support/panel.ts';
import { openStage, type Stage, textOf } from '../support/stage.ts';

let folder: string;
let stage: Stage;
let tab: Watched;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longpole-keyboard-'));
  stage = await openStage();
  tab = await openWatchedTab(stage);
  const origin = new URL(stage.demo.url).origin;
  const runs = runsOfCapture('t7-regression-12-runs').map((run) => ({ ...run, origin }));
  const path = join(folder, 'series.json');
  await writeFile(path, encodeSession(runs, {}));
  const input = await tab.frame.waitForSelector('input[type="file"]');
  await (input as { uploadFile?(path: string): Promise<void> } | null)?.uploadFile?.(path);
  await untilRuns(
    tab.frame,
    runs.map(() => 'success'),
  );
  // Where a user is after a Tab into the panel: no script sets the focus from here on.
  await tab.frame.focus('[data-action="record"]');
});
afterAll(async () => {
  await stage?.close();
  await rm(folder, { recursive: true, force: true });
});

const key = (...names: readonly string[]): Promise<void> =>
  names.reduce((before, name) => before.then(() => tab.devtools.keyboard.press(name as 'a')), Promise.resolve());
const type = (text: string): Promise<void> => tab.devtools.keyboard.type(text);
const selected = (): Promise<string> => textOf(tab.frame, '[data-view="selection"] .sel-name');
const pinned = (): Promise<string | null> =>
  tab.frame.$eval('[data-action="pin"]', (button) => button.getAttribute('aria-pressed'));

/** Goes on with Tab until something has the focus; what Tab does not come to is out of a keyboard's reach. */
async function tabTo(selector: string): Promise<void> {
  const there = () => tab.frame.evaluate((css: string) => document.activeElement?.matches(css) ?? false, selector);
  for (let i = 0; i < 60 && !(await there()); i++) await key('Tab');
  expect(await there()).toBe(true);
}

async function command(letters: string, id: string): Promise<void> {
  await tab.devtools.keyboard.down('Control');
  await key('k');
  await tab.devtools.keyboard.up('Control');
  await tab.frame.waitForSelector('[data-view="palette"] input:focus');
  await type(letters);
  await tab.frame.waitForSelector(`[data-command="${id}"][aria-selected="true"]`);
  await key('Enter');
}

describe('by keys alone', () => {
  it('the newest run is opened from the list of runs', async () => {
    const newest = await tab.frame.$eval('.app', (app) => (app as HTMLElement).dataset.runId);
    await tabTo('.picker-button');
    await key('ArrowDown');
    await tab.frame.waitForSelector('[role="listbox"]:focus');
    await key('End', 'Enter');
    await tab.frame.waitForFunction(
      (id: string) => document.querySelector<HTMLElement>('.app')?.dataset.runId !== id,
      {},
      newest ?? '',
    );
    await key('ArrowDown');
    await tab.frame.waitForSelector('[role="listbox"]:focus');
    await key('Home', 'Enter');
    await untilWords(tab.frame, '[data-view="verdict"]', 'As usual');
  });

  it('X selects the node that would save most, and the arrow keys go on from there', async () => {
    await tabTo('[role="tree"]');
    await key('x');
    await untilWords(tab.frame, '[data-view="selection"]', 'Parse 7');
    await key('ArrowDown');
    await tab.frame.waitForFunction(
      () => document.querySelector('[data-view="selection"] .sel-name')?.textContent !== 'Parse 7',
    );
    await key('ArrowUp');
    await untilWords(tab.frame, '[data-view="selection"]', 'Parse 7');
    // The list has the focus, and names the row that it stands at.
    const active = await tab.frame.$eval('[role="tree"]', (tree) => tree.getAttribute('aria-activedescendant'));
    expect(await tab.frame.$eval(`#${active}`, (row) => row.getAttribute('aria-label'))).toMatch(/^Parse 7 Code, /);
  });

  it('each number shows its tab, Q the next', async () => {
    for (const [number, view, words] of [
      ['2', 'chart', 'Lines: least, median'],
      ['3', 'table', 'Would save'],
      ['4', 'whatif', 'If Parse 7 were faster'],
      ['5', 'compare', 'Baseline'],
      ['6', 'history', '11 comparable runs'],
      ['7', 'log', 'The run ended'],
    ] as const) {
      await key(number);
      await untilWords(tab.frame, `.details-body[data-tab="${view}"]`, words);
    }
    await key('q');
    // In the wide layout the selection has a pane of its own; its tab is that of the times.
    await tab.frame.waitForSelector('.details-body[data-tab="chart"]');
  });

  it('the what-if moves with the arrow keys', async () => {
    await key('4');
    await untilWords(tab.frame, '[data-field="projected"]', 'projected');
    const before = await textOf(tab.frame, '[data-field="projected"]');
    await tabTo('[role="tree"]');
    await tabTo('[data-field="speed-up"]');
    await key('Home', 'ArrowRight', 'ArrowRight');
    await tab.frame.waitForFunction(
      (text: string) => document.querySelector('[data-field="projected"]')?.textContent !== text,
      {},
      before,
    );
  });

  it('B pins the run, the next one is compared with it', async () => {
    await tabTo('[role="tree"]');
    expect(await pinned()).toBe('false');
    await command('run before', 'older-run');
    await untilWords(tab.frame, '.picker-button', 'Run #11');
    await key('b');
    await tab.frame.waitForSelector('[data-action="pin"][aria-pressed="true"]');
    await command('run after', 'newer-run');
    await untilWords(tab.frame, '.picker-button', 'Run #12');
    await key('5');
    await untilWords(tab.frame, '[data-view="compare"]', 'Pinned: #11');
    await untilWords(tab.frame, '[data-table="compare"]', 'Parse 7');
  });

  it('the session is exported, by a command, and is whole', async () => {
    const runs = await exportedRuns(stage.browser, tab.frame, () => command('export', 'export'));
    expect(runs).toHaveLength(12);
    expect(runs.filter((run) => run.pinned)).toHaveLength(1);
  });

  it('? shows the keys, Escape leaves, and then clears the selection', async () => {
    await tabTo('[role="tree"]');
    await key('x');
    expect(await selected()).toBe('Parse 7');
    await key('?');
    await tab.frame.waitForSelector('dialog');
    await key('Escape');
    await tab.frame.waitForFunction(() => document.querySelector('dialog') === null);
    await tabTo('[role="tree"]');
    await key('Escape');
    await untilWords(tab.frame, '[data-view="selection"]', 'Click a node');
  });
});
