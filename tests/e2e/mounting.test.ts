/** What happens to the panel around its use: mounted again and again, made narrow and wide, given another theme. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, openHarness } from '../support/panel-harness/harness.ts';

declare const mount: () => void;
declare const unmount: () => void;

/** Rounds before counting: by then all code is compiled and all caches are filled (of 30 rounds this alone is half a megabyte). */
const WARM = 120;
const ROUNDS = 200;
const MOST_BYTES = 1 << 20;

let harness: Harness;

beforeAll(async () => {
  harness = await openHarness();
});
afterAll(() => harness?.close());

describe('the panel', () => {
  it('mounted and unmounted 200 times holds no more than 1 MB more', async () => {
    const page = await harness.open('t7-regression:light:1280x800');
    const cdp = await page.createCDPSession();
    const rounds = (count: number): Promise<void> =>
      page.evaluate(async (n: number) => {
        const painted = () => new Promise<void>((done) => requestAnimationFrame(() => setTimeout(done)));
        for (let i = 0; i < n; i++) {
          unmount();
          mount();
          // Effects run and canvases are painted, as they would be.
          await painted();
        }
        unmount();
        await painted();
      }, count);
    const used = async (): Promise<number> => {
      await cdp.send('HeapProfiler.collectGarbage');
      return (await cdp.send('Runtime.getHeapUsage')).usedSize;
    };
    await rounds(WARM);
    const before = await used();
    await rounds(ROUNDS);
    const grown = (await used()) - before;
    expect(grown).toBeLessThan(MOST_BYTES);
    // Nothing of it listens or draws on.
    await page.evaluate(() => mount());
    await page.waitForSelector('[data-view="timeline"] canvas');
    await page.close();
  });

  it('made narrow gives the selection a tab, and back its pane; nothing sticks out at 400 px', async () => {
    const page = await harness.open('t7-regression:light:1280x800::key=x');
    await page.waitForSelector('.drawer > [data-view="selection"]');
    await page.setViewport({ width: 400, height: 800 });
    await page.waitForSelector('.drawer.narrow');
    await page.waitForSelector('[data-action="show-selection"]');
    await page.click('[data-action="show-selection"]');
    await page.waitForSelector('.details-body[data-tab="selection"] [data-view="selection"]');
    const widest = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(widest).toBeLessThanOrEqual(400);
    await page.setViewport({ width: 1280, height: 800 });
    await page.waitForSelector('.drawer:not(.narrow) > [data-view="selection"]');
    expect(await page.$eval('[data-view="selection"] .sel-name', (e) => e.textContent)).toBe('Parse 7');
    await page.close();
  });

  it('moves nothing by itself where less motion is wanted', async () => {
    const page = await harness.open('t7-regression:light:1280x800');
    const moving = () =>
      page.evaluate(() => document.getAnimations().filter((each) => each.playState === 'running').length);
    expect(await moving()).toBeGreaterThan(0);
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    await page.waitForFunction(() => document.getAnimations().every((each) => each.playState !== 'running'));
    await page.close();
  });

  it('shows what is chosen in forced colours too', async () => {
    const page = await harness.open('t7-regression:light:1280x800');
    const cdp = await page.createCDPSession();
    await cdp.send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }] });
    const look = (selector: string) =>
      page.$eval(selector, (element) => {
        const { backgroundColor, color, outline, borderColor } = getComputedStyle(element);
        return [backgroundColor, color, outline, borderColor].join(' | ');
      });
    expect(await look('[data-action="view-waterfall"]')).not.toBe(await look('[data-action="view-lanes"]'));
    expect(await look('[data-action="show-chart"]')).not.toBe(await look('[data-action="show-table"]'));
    await page.close();
  });
});
