import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Frame } from 'puppeteer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exportSession } from '../../scripts/export.ts';
import {
  exportedRuns,
  listedRuns,
  openWatchedTab,
  press,
  untilRuns,
  untilWords,
  type Watched,
} from '../support/panel.ts';
import { openStage, type Stage, startPlaying, untilPlayed } from '../support/stage.ts';

let folder: string;
let stage: Stage;
let tab: Watched;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longpole-files-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  stage = await openStage();
  tab = await openWatchedTab(stage);
});
afterEach(() => stage.close());

async function play(capture: string, watched: Watched = tab): Promise<void> {
  await startPlaying(watched.page, stage.demo, capture, { speed: 10 });
  await untilPlayed(watched.page);
}

/** Gives the file to the panel's Import, as the file dialog would. */
async function importFile(panel: Frame, name: string, text: string | Uint8Array): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, text);
  const input = await panel.waitForSelector('input[type="file"]');
  await input?.uploadFile(path);
}

describe('controls', () => {
  it('pause stops recording, resume goes on', async () => {
    await press(tab.frame, 'record');
    await tab.frame.waitForSelector('[data-action="record"][aria-pressed="false"]');
    await play('01-linear');
    await press(tab.frame, 'record');
    await tab.frame.waitForSelector('[data-action="record"][aria-pressed="true"]');
    await play('04-error');
    await untilRuns(tab.frame, ['error']);
    const runs = await exportedRuns(stage.browser, tab.frame);
    expect(runs.map((run) => run.workflow.name)).toEqual(['lab failing node']);
  });

  it('clear asks first', async () => {
    await play('01-linear');
    await untilRuns(tab.frame, ['success']);
    await press(tab.frame, 'clear');
    await tab.frame.waitForSelector('[data-action="clear-confirm"]');
    expect(await listedRuns(tab.frame)).toEqual(['success']);
    await press(tab.frame, 'clear-confirm');
    await tab.frame.waitForSelector('[data-view="empty"]');
    expect(await listedRuns(tab.frame)).toEqual([]);
  });

  it('an exported session comes back by import, the same', async () => {
    await play('03-streaming-foreach');
    await untilRuns(tab.frame, ['success']);
    const before = await exportedRuns(stage.browser, tab.frame);
    const file = await exportSession(stage.browser, tab.frame);
    await press(tab.frame, 'clear');
    await press(tab.frame, 'clear-confirm');
    await tab.frame.waitForSelector('[data-view="empty"]');

    await importFile(tab.frame, 'session.json', file);
    await untilRuns(tab.frame, ['success']);
    expect(await exportedRuns(stage.browser, tab.frame)).toEqual(before);

    // Packed, it is the same file: its runs are here already.
    await importFile(tab.frame, 'session.json.gz', gzipSync(file));
    await untilWords(tab.frame, '[data-view="notice"]', 'Imported 0 runs from session.json.gz, 1 run already here');
  });

  it.each([
    ['newer.json', '{"format":"longpole-session","version":99,"runs":[]}', 'newer'],
    ['junk.json', '\u0000\u0001 not a session', 'not JSON'],
    ['other.json', '{"format":"ws-capture/1"}', 'session'],
  ])('import of %s says clearly why not, and the panel goes on', async (name, text, word) => {
    await importFile(tab.frame, name, text);
    await untilWords(tab.frame, '[data-view="notice"] .error', word);
    await play('01-linear');
    await untilRuns(tab.frame, ['success']);
  });

  it('two tabs record side by side, each its own', async () => {
    const other = await openWatchedTab(stage);
    await Promise.all([play('02-parallel'), play('04-error', other)]);
    // Both are of one site, so both panels list both.
    for (const { frame } of [tab, other]) {
      await frame.waitForFunction(
        () =>
          document.querySelector<HTMLElement>('[data-view="runs"]')?.dataset.statuses?.split(' ').sort().join() ===
          'error,success',
        { polling: 50 },
      );
    }
    const runs = await exportedRuns(stage.browser, tab.frame);
    const nodes = Object.fromEntries(runs.map((run) => [run.workflow.name, run.nodes.length]));
    expect(nodes).toEqual({ 'lab parallel branches': 9, 'lab failing node': expect.any(Number) });
  });
});
