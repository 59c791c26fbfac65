/** What the charts paint, against what the panel says in words beside them. */
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, openHarness } from '../support/panel-harness/harness.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await openHarness();
});
afterAll(() => harness?.close());

/** Lengths of the runs of one colour along the middle of the bar under a heading, and the swatches' colours in the list below it. */
function barUnder(
  page: Page,
  heading: string,
): Promise<{ painted: Record<string, number>; listed: [string, string][] }> {
  return page.evaluate((words: string) => {
    const headings = [...document.querySelectorAll('[data-view="parallelization"] h3')];
    const title = headings.find((h) => h.textContent?.startsWith(words));
    const chart = title?.nextElementSibling;
    const canvas = chart?.querySelector('canvas');
    if (!canvas) throw new Error(`no chart under "${words}"`);
    const { data } = canvas.getContext('2d')?.getImageData(0, 7, canvas.width, 1) ?? { data: [] };
    const painted: Record<string, number> = {};
    for (let i = 0; i + 3 < data.length; i += 4) {
      if (data[i + 3] !== 255) continue;
      const colour = `rgb(${data[i]}, ${data[i + 1]}, ${data[i + 2]})`;
      painted[colour] = (painted[colour] ?? 0) + 1;
    }
    const listed = [...(chart?.nextElementSibling?.querySelectorAll('li') ?? [])].map((li): [string, string] => [
      getComputedStyle(li.querySelector('.swatch') as Element).backgroundColor,
      li.querySelector('.dim')?.textContent ?? '',
    ]);
    return { painted, listed };
  }, heading);
}

describe('the bars of lost time', () => {
  it.each(['What kept it from being shorter', 'Where the'])(
    'are as long as the list below them says: %s',
    async (title) => {
      const page = await harness.open('t7-regression:light:1400x800');
      const { painted, listed } = await barUnder(page, title);
      expect(listed.length).toBeGreaterThan(1);
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const inks = new Set(listed.map(([colour]) => colour));
      const whole = Object.entries(painted)
        .filter(([colour]) => inks.has(colour) && colour !== ground)
        .reduce((sum, [, n]) => sum + n, 0);
      expect(whole).toBeGreaterThan(200);
      for (const [colour, share] of listed.filter(([, words]) => !words.includes('<'))) {
        const percent = Number.parseFloat(share);
        // A part loses a pixel to each neighbour.
        expect(Math.abs((100 * (painted[colour] ?? 0)) / whole - percent)).toBeLessThan(1.5);
      }
      await page.close();
    },
  );
});
