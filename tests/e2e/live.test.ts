import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWatchedTab, press, untilRuns, type Watched } from '../support/panel.ts';
import { openStage, type Stage, startPlaying } from '../support/stage.ts';

let stage: Stage;
let tab: Watched;

beforeAll(async () => {
  stage = await openStage();
  tab = await openWatchedTab(stage);
});
afterAll(() => stage.close());

interface Picture {
  readonly status: string;
  /** Rows of the table by their status word. */
  readonly succeeded: number;
  readonly working: number;
  readonly rows: number;
}

/** Notes what the panel shows whenever it changes, from now on. */
async function watch(): Promise<void> {
  await tab.frame.evaluate(() => {
    const pictures: unknown[] = [];
    Object.assign(globalThis, { pictures });
    new MutationObserver(() => {
      const words = [...document.querySelectorAll('tr[data-node-id] .col-status')].map(
        (cell) => cell.textContent ?? '',
      );
      const count = (word: string) => words.filter((text) => text.includes(word)).length;
      pictures.push({
        status: document.querySelector<HTMLElement>('[data-view="runs"]')?.dataset.statuses ?? '',
        succeeded: count('succeeded'),
        working: count('running') + count('waiting'),
        rows: words.length,
      });
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
}

function pictures(): Promise<readonly Picture[]> {
  return tab.frame.evaluate(() => (globalThis as unknown as { pictures: Picture[] }).pictures);
}

describe('while a run goes on', () => {
  it('the panel shows it grow, before its end', async () => {
    // A finished run first, so that the table is there to be switched to.
    await startPlaying(tab.page, stage.demo, '01-linear', { speed: 10 });
    await untilRuns(tab.frame, ['success']);
    await press(tab.frame, 'show-table');
    await tab.frame.waitForSelector('tr[data-node-id]');
    await watch();
    await startPlaying(tab.page, stage.demo, '02-parallel');
    await untilRuns(tab.frame, ['success', 'success']);

    const live = (await pictures()).filter((p) => p.status.startsWith('running') && p.rows >= 8);
    const finished = [...new Set(live.map((p) => p.succeeded))];
    // Seven steps of 100 to 1000 ms end one after the other; the panel draws ten times a second.
    expect(finished.length).toBeGreaterThanOrEqual(4);
    expect(finished).toEqual([...finished].sort((a, b) => a - b));
    expect(live.some((p) => p.working > 0)).toBe(true);
    expect(Math.min(...finished)).toBeLessThanOrEqual(2);
  });
});
