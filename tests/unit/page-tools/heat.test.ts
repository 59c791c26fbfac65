// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hotNodes } from '../../../panel/page/heat.ts';
import { HEAT_STEPS, legendOf, stepOf } from '../../../panel/page/heat-scale.ts';
import { heatValues } from '../../../panel/page/heat-values.ts';
import { createPageTools } from '../../../panel/page/tools.ts';
import { analyse, costOf } from '../../../src/analysis/index.ts';
import { fail, type Result } from '../../../src/model/result.ts';
import { aNode, aRun, at } from '../drawing/a-run.ts';
import { manualClock } from '../panel/manual-clock.ts';
import { reactFlowRoot, runInPage } from './page-world.ts';

const run = aRun([aNode('a', { start: 0, end: 10 }), aNode('b', { start: 10, end: 100 }), aNode('c')]);
const values = new Map([
  ['a', 0.1],
  ['b', 0.9],
]);
const sheets = () =>
  document.adoptedStyleSheets.map((sheet) => [...sheet.cssRules].map((rule) => rule.cssText).join(' '));

/** Tools on the page of the test; `deaf` pages do not answer, and get nothing. */
function open(around: { runInPage?: (code: string) => Promise<Result<unknown>> } = {}) {
  const clock = manualClock();
  const page = { deaf: false, changed: () => {}, asked: 0 };
  const tools = createPageTools({
    clock,
    runInPage: (code) => {
      page.asked++;
      return page.deaf ? Promise.resolve(fail('no answer')) : runInPage(code);
    },
    onPageOrigin: (listener) => {
      page.changed = listener;
    },
    ...around,
  });
  return { tools, clock, page };
}

/** Time goes on for the panel and for the page. */
async function pass(clock: ReturnType<typeof manualClock>, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 500) {
    clock.pass(500);
    await vi.advanceTimersByTimeAsync(500);
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  document.body.append(reactFlowRoot({ a: [0, 0], b: [500, 0] }, ['a']).root);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  dispatchEvent(new Event('pagehide'));
  document.body.replaceChildren();
});

describe('colours on the canvas', () => {
  it('come, change and go, and leave nothing', async () => {
    const before = [document.documentElement.outerHTML, Reflect.ownKeys(document).length];
    const { tools } = open();
    const shown = await tools.showHeat(run, values, 'time');
    expect(shown).toMatchObject({ ok: true, value: { runId: 'r1', lens: 'time', shown: 2, of: 2 } });
    expect(tools.heat.value).toEqual(shown.ok && shown.value);
    expect(sheets()).toEqual([expect.stringMatching(/data-id="a".*254 227 145.*data-id="b".*153 52 4/)]);
    expect(document.documentElement.outerHTML).toBe(before[0]);

    await tools.showHeat(run, new Map([['a', 3]]), 'cost');
    expect(sheets()).toEqual([expect.stringMatching(/data-id="a".*153 52 4/)]);
    await tools.clearHeat();
    expect(sheets()).toEqual([]);
    expect([document.documentElement.outerHTML, Reflect.ownKeys(document).length]).toEqual(before);
    expect(tools.heat.value).toBeUndefined();
  });

  it('stay while the panel is there, and go when it is not', async () => {
    const { tools, clock } = open();
    await tools.showHeat(run, values, 'time');
    await pass(clock, 60_000);
    expect(sheets()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sheets()).toEqual([]);
  });

  it('come back in a page that could not answer for long', async () => {
    const { tools, clock, page } = open();
    await tools.showHeat(run, values, 'time');
    page.deaf = true;
    await pass(clock, 20_000);
    expect([sheets().length, tools.heat.value?.lens]).toEqual([0, 'time']);
    page.deaf = false;
    await pass(clock, 5_000);
    expect(sheets()).toHaveLength(1);
  });

  it('do not follow to another page', async () => {
    const { tools, clock, page } = open();
    await tools.showHeat(run, values, 'time');
    // It is left, and one of the same look comes.
    dispatchEvent(new Event('pagehide'));
    expect(sheets()).toEqual([]);
    vi.stubGlobal('performance', { ...performance, timeOrigin: performance.timeOrigin + 1 });
    page.changed();
    await vi.advanceTimersByTimeAsync(0);
    expect([sheets().length, tools.heat.value]).toEqual([0, undefined]);
    const { asked } = page;
    await pass(clock, 60_000);
    expect(page.asked).toBe(asked);
  });

  it('are what was asked for last', async () => {
    const { tools } = open();
    const [first, second] = [tools.showHeat(run, values, 'time'), tools.showHeat(run, values, 'wait')];
    expect([(await first).ok, (await second).ok, tools.heat.value?.lens]).toEqual([false, true, 'wait']);
    const third = tools.showHeat(run, values, 'cost');
    await tools.clearHeat();
    expect([(await third).ok, tools.heat.value, sheets().length]).toEqual([false, undefined, 0]);
  });

  it('say why there are none', async () => {
    const { tools, page } = open();
    expect(await tools.showHeat(run, new Map([['z', 1]]), 'time')).toMatchObject({
      error: expect.stringContaining('None of the nodes'),
    });
    document.body.replaceChildren();
    expect(await tools.showHeat(run, values, 'time')).toMatchObject({ error: expect.stringContaining('No canvas') });
    page.deaf = true;
    expect(await tools.showHeat(run, values, 'time')).toMatchObject({ error: 'no answer' });
    expect([tools.heat.value, sheets().length]).toEqual([undefined, 0]);
  });

  it('are asked of nobody who never had any', async () => {
    const { tools, page } = open();
    page.changed();
    await tools.clearHeat();
    expect(page.asked).toBe(0);
  });
});

describe('the scale', () => {
  it('has five steps of a fifth each, and none for nothing', () => {
    expect([0, -1, Number.NaN, 0.001, 20, 20.1, 99, 100, 120].map((v) => stepOf(v, 100))).toEqual([
      ...[undefined, undefined, undefined],
      ...[0, 0, 1, 4, 4, 4],
    ]);
    expect(stepOf(1, 0)).toBeUndefined();
    expect(legendOf(50).map(({ from, to }) => [from, to])).toEqual([
      [0, 10],
      [10, 20],
      [20, 30],
      [30, 40],
      [40, 50],
    ]);
    expect(HEAT_STEPS.map(({ ring }) => ring)).toEqual([...HEAT_STEPS.map(({ ring }) => ring)].sort());
  });

  it('counts what lies in a node for it', () => {
    const inside = (id: string, parent: string, rest = {}) =>
      aNode(id, { parent: { id: parent, instance: 0 }, ...rest });
    const nested = aRun([
      aNode('5'),
      inside('5:3', '5'),
      inside('5:4', '5'),
      inside('5:4', '5', { instance: 1 }),
      aNode('6'),
    ]);
    const steps = hotNodes(
      nested,
      new Map([
        ['5:3', 10],
        ['5:4', 2],
        ['6', 3],
      ]),
    );
    expect(steps).toEqual([
      ['5:3', 'test.5:3', 4],
      ['5:4', 'test.5:4', 0],
      ['6', 'test.6', 1],
      ['5', '', 4],
    ]);
  });

  it('reads the values that a lens shows', () => {
    const waits = [{ kind: 'queue' as const, startUs: at(0), endUs: at(7) }];
    const told = aRun([
      aNode('a', { start: 7, end: 20, waits, bytes: 5, cost: { amount: 2, unit: 'USD' } }),
      aNode('a', { instance: 1, start: 20, end: 80, bytes: 6, cost: { amount: 1, unit: 'USD' } }),
      aNode('b', { start: 80, end: 100, ready: 70, cost: { amount: 9, unit: 'credits' } }),
    ]);
    const cost = costOf(told, { version: 1, currency: 'USD', rates: [], models: [] });
    const read = (lens: Parameters<typeof heatValues>[0]) => Object.fromEntries(heatValues(lens, analyse(told), cost));
    expect(read('time')).toEqual({ a: 0.73, b: 0.2 });
    expect(read('wait')).toEqual({ a: 7000, b: 10_000 });
    expect(read('size')).toEqual({ a: 11, b: 0 });
    // Dollars and credits are not compared.
    expect(read('cost')).toEqual({ a: 3, b: 0 });
  });
});
