/** What happens to the panel around its use: mounted again and again, made narrow and wide, given another theme. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { median } from '../support/bench.ts';
import { type Harness, openHarness } from '../support/panel-harness/harness.ts';

declare const mount: () => void;
declare const unmount: () => void;

/** Rounds before counting: by then all code is compiled and all caches are filled (of 30 rounds this alone is half a megabyte). */
const WARM = 120;
const ROUNDS = 200;
/** Counted so often: the engine may keep 1.5 MB of compiled code more at some moment (seen in one of ten), a leak grows each time. */
const COUNTS = 3;
const MOST_BYTES = 1 << 20;
/** A row of the timeline. */
const ROW_PX = 20;

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
    const attached = async (): Promise<number> => {
      const { nodes, jsEventListeners } = await cdp.send('Memory.getDOMCounters');
      return nodes + jsEventListeners;
    };
    await rounds(WARM);
    const attachedBefore = await attached();
    const held = [await used()];
    for (let i = 0; i < COUNTS; i++) {
      await rounds(ROUNDS);
      held.push(await used());
    }
    const grown = held.slice(1).map((bytes, i) => bytes - (held[i] ?? 0));
    expect(median(grown), `grew by ${grown.join(', ')}`).toBeLessThan(MOST_BYTES);
    // Nothing of it listens on: a listener a round may be too small for the bar above.
    expect((await attached()) - attachedBefore).toBeLessThan(ROUNDS / 2);
    // And it can be mounted again.
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
    // Not the scroll width: the body hides what sticks out, so it would be cut off and the page no wider.
    const outside = await page.$$eval('body *', (all) =>
      all.filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5).map((e) => e.outerHTML.slice(0, 120)),
    );
    expect(outside).toEqual([]);
    await page.setViewport({ width: 1280, height: 800 });
    await page.waitForSelector('.drawer:not(.narrow) > [data-view="selection"]');
    expect(await page.$eval('[data-view="selection"] .sel-name', (e) => e.textContent)).toBe('Parse 7');
    await page.close();
  });

  // 221 px is what Firefox leaves at first, docked at the bottom.
  it.each([
    [1366, 221],
    [1000, 221],
    [800, 300],
    [800, 221],
  ])('at %i by %i px nothing lies over the foot, and bars are to be seen', async (width, height) => {
    const page = await harness.open(`t7-regression:light:${width}x${height}`);
    await page.waitForSelector('[data-view="timeline"] canvas');
    const seen = await page.evaluate(() => {
      const foot = document.querySelector('[data-view="status"]');
      const { top, height: tall, width: wide } = foot?.getBoundingClientRect() ?? new DOMRect();
      const places = Array.from({ length: 50 }, (_, i) => ((i + 0.5) / 50) * wide);
      const over = places.filter((x) => !foot?.contains(document.elementFromPoint(x, top + tall / 2)));
      const rows = document.querySelector('.tl-body')?.getBoundingClientRect();
      const panes = document.querySelector('.panes')?.getBoundingClientRect();
      return { over, rows: Math.min(rows?.bottom ?? 0, panes?.bottom ?? 0) - (rows?.top ?? 0) };
    });
    expect(seen.over).toEqual([]);
    expect(seen.rows).toBeGreaterThanOrEqual(ROW_PX);
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

  it.each(['light', 'dark'])(
    'shows what is chosen in forced colours too, in those of the system: %s',
    async (scheme) => {
      const page = await harness.open('t7-regression:light:1280x800');
      const cdp = await page.createCDPSession();
      const features = [
        { name: 'forced-colors', value: 'active' },
        { name: 'prefers-color-scheme', value: scheme },
      ];
      await cdp.send('Emulation.setEmulatedMedia', { features });
      const look = (selector: string) =>
        page.$eval(selector, (element) => {
          const { backgroundColor, color } = getComputedStyle(element);
          return { backgroundColor, color };
        });
      // These opt out of forced colours, so nobody but us makes their text readable on the system's highlight.
      const highlighted = await page.evaluate(() => {
        const probe = document.body.appendChild(document.createElement('i'));
        probe.style.cssText = 'forced-color-adjust: none; background: Highlight; color: HighlightText';
        const { backgroundColor, color } = getComputedStyle(probe);
        probe.remove();
        return { backgroundColor, color };
      });
      for (const [chosen, other] of [
        ['view-waterfall', 'view-lanes'],
        ['show-chart', 'show-table'],
      ]) {
        expect(await look(`[data-action="${chosen}"]`)).toEqual(highlighted);
        expect((await look(`[data-action="${other}"]`)).backgroundColor).not.toBe(highlighted.backgroundColor);
      }
      await page.close();
    },
  );
});
