/** The table of a run of 5 000 nodes, wide and narrow: it makes only the rows in view, and the keyboard reaches all of them. */
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, openHarness } from '../support/panel-harness/harness.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await openHarness();
});
afterAll(() => harness?.close());

const made = (page: Page): Promise<number> =>
  page.$$eval('[data-table="nodes"] tr[data-node-id]', (rows) => rows.length);
/** The place in the table of the row with the focus, 1 for the first node; whether it can be seen. */
const focused = (page: Page): Promise<{ row: number; seen: boolean }> =>
  page.evaluate(() => {
    const row = document.activeElement?.closest('tr');
    const box = row?.getBoundingClientRect();
    const view = row?.closest('.table-scroll')?.getBoundingClientRect();
    return {
      row: Number(row?.getAttribute('aria-rowindex')) - 1,
      seen: box !== undefined && view !== undefined && box.top >= view.top - 1 && box.bottom <= view.bottom + 1,
    };
  });

describe('the table of 5 000 nodes', () => {
  it.each(['1280x800', '400x800'])('makes the rows in view, and keys move through all of them: %s', async (size) => {
    const page = await harness.open(`large5000:light:${size}::[data-action="show-table"]`);
    expect(await made(page)).toBeLessThan(150);
    await page.focus('[data-table="nodes"] tr[data-node-id] button');
    for (const [key, row] of [
      ['ArrowDown', 2],
      ['End', 5_000],
      ['ArrowUp', 4_999],
      ['PageUp', 4_984],
      ['Home', 1],
    ] as const) {
      await page.keyboard.press(key);
      await page.waitForFunction(
        (wanted: number) => Number(document.activeElement?.closest('tr')?.getAttribute('aria-rowindex')) === wanted + 1,
        {},
        row,
      );
      expect(await focused(page)).toEqual({ row, seen: true });
      expect(await made(page)).toBeLessThan(150);
    }
    // Scrolled away, the row with the focus stays: the next key goes on from it.
    await page.$eval('.table-scroll', (box) => box.scrollTo(0, 60_000));
    await page.waitForFunction(
      () => Number(document.querySelectorAll('tr[data-node-id]')[1]?.getAttribute('aria-rowindex')) > 1_000,
    );
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(() => document.activeElement?.closest('tr')?.getAttribute('aria-rowindex') === '3');
    await page.keyboard.press('Enter');
    await page.waitForSelector('tr[aria-rowindex="3"][aria-selected="true"]');
    await page.close();
  });

  it('leaves the keys of the panel in use on a slider', async () => {
    const page = await harness.open('t7-regression:light:1280x800::[data-action="show-whatif"]');
    await page.focus('.what-if input[type="range"]');
    await page.keyboard.press('3');
    await page.waitForSelector('.details-body[data-tab="table"]');
    await page.close();
  });
});
