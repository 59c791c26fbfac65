/** The real panel in the real DevTools, opened again and again with real runs: neither it nor the background keeps anything of the last one. */
import type { CDPSession, Frame } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWatchedTab, untilRuns, type Watched } from '../support/panel.ts';
import { openStage, type Stage, serviceWorker, startPlaying } from '../support/stage.ts';

const WARM = 30;
const ROUNDS = 200;
const MOST_BYTES = 1 << 20;

let stage: Stage;
let tab: Watched;

beforeAll(async () => {
  stage = await openStage();
  tab = await openWatchedTab(stage);
  await startPlaying(tab.page, stage.demo, 't7-regression-12-runs', { speed: 20 });
  await untilRuns(
    tab.frame,
    Array.from({ length: 12 }, () => 'success'),
  );
});
afterAll(() => stage?.close());

/** Loads the panel's document anew, as closing and opening DevTools does, until it shows the newest run. */
async function again(): Promise<void> {
  await tab.frame.evaluate(() => {
    Object.assign(globalThis, { left: true });
    location.reload();
  });
  await tab.frame.waitForFunction(
    () =>
      !('left' in globalThis) &&
      document.querySelector('[data-view="timeline"] canvas') !== null &&
      (document.querySelector<HTMLElement>('[data-view="runs"]')?.dataset.statuses ?? '') !== '' &&
      document.querySelector('[data-view="parallelization"] .uplot') !== null,
    { polling: 20, timeout: 30_000 },
  );
}

async function rounds(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await again();
}

async function used(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  return (await cdp.send('Runtime.getHeapUsage')).usedSize;
}

describe('the panel in DevTools', () => {
  it('opened 200 times leaves no more than 1 MB in its process, nor in the background', async () => {
    const panel = (): CDPSession => (tab.frame as Frame & { readonly client: CDPSession }).client;
    const worker = (await serviceWorker(stage.browser)).client;
    await rounds(WARM);
    const before = [await used(panel()), await used(worker)];
    const attached = async (): Promise<number> => {
      const { documents, nodes, jsEventListeners } = await panel().send('Memory.getDOMCounters');
      return documents + nodes + jsEventListeners;
    };
    const attachedBefore = await attached();
    await rounds(ROUNDS);
    const after = [await used(panel()), await used(worker)];
    const grown = after.map((bytes, i) => bytes - (before[i] ?? 0));
    expect(Math.max(...grown)).toBeLessThan(MOST_BYTES);
    // One document kept a round would be 200, with all its elements.
    expect((await attached()) - attachedBefore).toBeLessThan(ROUNDS / 2);
  });
});
