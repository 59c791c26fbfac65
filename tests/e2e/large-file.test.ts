/** A run that no message between panel and background can hold, in the real panel: it is shown, drawn and exported, and said not to be kept. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElementHandle } from 'puppeteer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatCount } from '../../src/drawing/format.ts';
import { encodeSession } from '../../src/formats/session.ts';
import { PANEL_LIMITS } from '../../src/model/limits.ts';
import { largeRun, loops } from '../support/large-runs.ts';
import { openWatchedTab, untilWords } from '../support/panel.ts';
import { openStage, type Stage } from '../support/stage.ts';

const NODES = 400_000;
/** Each works a hundred times. */
const count = formatCount(NODES / 100);
const folder = mkdtempSync(join(tmpdir(), 'longpole-large-'));
let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage?.close();
  rmSync(folder, { recursive: true, force: true });
});

it(`a run of ${NODES} executions is shown from its file, analysed, and not kept`, async () => {
  const text = encodeSession([largeRun(loops(NODES))]);
  expect(text.length).toBeGreaterThan(PANEL_LIMITS.messageChars);
  const path = join(folder, 'large.json');
  writeFileSync(path, text);
  const { frame } = await openWatchedTab(stage);
  const input = (await frame.waitForSelector('input[type=file]')) as ElementHandle<HTMLInputElement>;
  await input.uploadFile(path);
  await untilWords(frame, '[data-view="notice"]', 'it is shown until this panel closes');
  expect(await frame.$eval('[data-view="notice"]', (e) => e.textContent)).toContain('Imported 0 runs from large.json');
  await frame.waitForSelector('[data-view="timeline"] canvas');
  await untilWords(frame, '[data-view="summary"]', `${count} of ${count} ran`);
  await untilWords(frame, '[data-view="summary"]', 'Not kept');
  expect(await frame.$eval('[data-action="pin"]', (e) => (e as HTMLButtonElement).disabled)).toBe(true);
  // A new panel has only what the background has.
  await frame.evaluate(() => location.reload());
  await frame.waitForSelector('[data-view="empty"]');
});
