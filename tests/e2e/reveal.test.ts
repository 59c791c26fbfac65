/** What the panel does in the page, from the real panel, on the real libraries that editors are made with. */
import type { Frame, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KIT } from '../../panel/page/in-page/kit.ts';
import type { PageTools } from '../../panel/page/tools.ts';
import { openPanel, type Panel } from '../../scripts/devtools.ts';
import type { Launched } from '../../scripts/launch.ts';
import type { Run } from '../../src/model/run.ts';
import { BAD_ID } from '../support/canvas-page/nodes.ts';
import { type CanvasPages, startCanvasPages } from '../support/canvas-page/server.ts';
import { openPageTools } from '../support/page-tools.ts';
import { openBrowser } from '../support/stage.ts';
import { aNode, aRun } from '../unit/drawing/a-run.ts';

const SOON = { timeout: 10_000 };

let pages: CanvasPages;
let launched: Launched;
let page: Page;
let panel: Panel;
let tools: PageTools;
let pageChanged: () => void;

beforeAll(async () => {
  pages = await startCanvasPages();
  launched = await openBrowser();
  page = await launched.browser.newPage();
  await page.goto(pages.url);
  panel = await openPanel(page);
  tools = await openPageTools(panel.frame, (listener) => {
    pageChanged = listener;
  });
});
afterAll(async () => {
  await launched?.close();
  await pages?.close();
});

const node = (id: string, parent?: string) =>
  aNode(id, { start: 0, end: 10, type: 'LabSleep', ...(parent && { parent: { id: parent, instance: 0 } }) });
const flowRun = aRun([node('n0'), node('n39'), node(BAD_ID), node('inside', 'n39'), node('gone')]);

function reveal(run: Run, id: string): ReturnType<PageTools['reveal']> {
  const found = run.nodes.find((each) => each.id === id);
  if (!found) throw new Error(`no node ${id}`);
  return tools.reveal(found, run);
}

async function open(path: string, ready: string): Promise<Frame> {
  await page.goto(`${pages.url}${path}`);
  await page.bringToFront();
  const frame = path === '/framed' ? await page.waitForFrame((f) => f.url().endsWith('/react-flow')) : page.mainFrame();
  await frame.waitForSelector(ready, { visible: true });
  return frame;
}

/** How far the middle of a node is from that of the window; undefined: it is not drawn. */
const offOf = (frame: Frame, id: string): Promise<number | undefined> =>
  frame.evaluate((wanted: string) => {
    const element = [...document.querySelectorAll('[data-id]')].find((e) => e.getAttribute('data-id') === wanted);
    if (!element) return undefined;
    const { left, top, width, height } = element.getBoundingClientRect();
    return Math.hypot(left + width / 2 - innerWidth / 2, top + height / 2 - innerHeight / 2);
  }, id);

/** Keeps account of the marks from here on: they last for two seconds only, and a busy machine may look later. */
const watchMarks = (frame: Frame): Promise<unknown> =>
  frame.evaluate(`(() => {
    const { animate } = Element.prototype;
    window.marked = [];
    Element.prototype.animate = function (...given) {
      marked.push(this.getAttribute('data-id'));
      return animate.apply(this, given);
    };
  })()`);
const marksOf = (frame: Frame) => frame.evaluate('marked') as Promise<string[]>;

/** Everything of a page that could hold a trace, and where everything is. */
const stateOf = (frame: Frame) =>
  frame.evaluate(() => ({
    markup: document.documentElement.outerHTML,
    symbols: [document, window].flatMap((each) => Object.getOwnPropertySymbols(each).map(String)),
    names: Object.getOwnPropertyNames(window).length,
    sheets: document.adoptedStyleSheets.length,
    places: [...document.querySelectorAll('*')].map((each) => JSON.stringify(each.getBoundingClientRect())),
  }));
const veilOf = (frame: Frame, id: string) =>
  frame.evaluate((wanted: string) => {
    const element = [...document.querySelectorAll('[data-id]')].find((e) => e.getAttribute('data-id') === wanted);
    return element && getComputedStyle(element, '::after').boxShadow;
  }, id);

const values = new Map([
  ['n0', 1],
  [BAD_ID, 3],
  ['n39', 5],
  ['gone', 2],
]);

describe.each([
  ['React Flow', '/react-flow', '.react-flow__node'],
  ['React Flow that draws only what is in view', '/react-flow?culled', '.react-flow__node'],
  ['React Flow that cannot be panned by hand', '/react-flow?locked', '.react-flow__node'],
  ['React Flow in a frame', '/framed', '.react-flow__node'],
  ['Vue Flow', '/vue-flow', '.vue-flow__node'],
])('%s', (_, path, ready) => {
  it('shows a node that is out of view, whatever its id holds, and marks it', async () => {
    const frame = await open(path, ready);
    await watchMarks(frame);
    const before = await offOf(frame, BAD_ID);
    if (before !== undefined) expect(before).toBeGreaterThan(3000);
    const marked: string[] = [];
    for (const id of [BAD_ID, 'n39', 'n0']) {
      expect(await reveal(flowRun, id)).toMatchObject({ ok: true, value: { how: 'node' } });
      await expect.poll(() => offOf(frame, id), SOON).toBeCloseTo(0, 0);
      // The mark comes a frame after the node: gone from view by then, it would have none.
      marked.push(id);
      await expect.poll(() => marksOf(frame), SOON).toEqual(marked);
    }
    expect(await reveal(flowRun, 'inside')).toMatchObject({ ok: true, value: { how: 'holder' } });
    await expect.poll(() => offOf(frame, 'n39'), SOON).toBeCloseTo(0, 0);
    await expect.poll(() => marksOf(frame), SOON).toEqual([BAD_ID, 'n39', 'n0', 'n39']);
    const gone = await reveal(flowRun, 'gone');
    expect(gone).toMatchObject({ ok: false, error: expect.stringContaining('open its workflow') });
    // Nothing of it holds on when its time is over.
    expect(await frame.evaluate('document.getAnimations().map((mark) => mark.finish()).length')).toBeGreaterThan(0);
    expect(await frame.evaluate('document.getAnimations().length')).toBe(0);
  });

  it('is coloured, and left as it was', async () => {
    const frame = await open(path, ready);
    const before = await stateOf(frame);
    expect(await tools.showHeat(flowRun, values, 'time')).toMatchObject({ ok: true, value: { shown: 3, of: 4 } });
    expect(await veilOf(frame, 'n0')).toBe('rgb(254, 227, 145) 0px 0px 0px 2px inset');
    const coloured = await stateOf(frame);
    expect({ ...coloured, sheets: 0, symbols: before.symbols }).toEqual(before);
    await tools.clearHeat();
    expect(await stateOf(frame)).toEqual(before);
    expect(await veilOf(frame, 'n0')).toBe('none');
  });

  it('has its colours where it is drawn later too, until another page comes', async () => {
    const frame = await open(path, ready);
    await tools.showHeat(flowRun, values, 'time');
    await reveal(flowRun, 'n39');
    await expect.poll(() => veilOf(frame, 'n39'), SOON).toBe('rgb(153, 52, 4) 0px 0px 0px 7px inset');
    await page.reload();
    await page.waitForSelector(path === '/framed' ? 'iframe' : ready);
    pageChanged();
    await expect.poll(() => tools.heat.value, SOON).toBeUndefined();
  });
});

describe('by hand', () => {
  it.each([
    ['React Flow, left button', '/react-flow', '.react-flow__node'],
    ['Vue Flow, middle button', '/vue-flow', '.vue-flow__node'],
  ])('%s', async (_, path, ready) => {
    const frame = await open(path, ready);
    const moved = (): Promise<number[]> =>
      frame.evaluate((css: string) => {
        const { left, top } = document.querySelector(css)?.getBoundingClientRect() ?? new DOMRect();
        return [left, top];
      }, ready);
    const [x = 0, y = 0] = await moved();
    expect(await frame.evaluate(`(${KIT.drag})(document.querySelector('${ready}'), { x: -1234, y: 567 })`)).toBe(true);
    await expect.poll(moved, SOON).toEqual([x - 1234, y + 567]);
    expect(await frame.evaluate(`(${KIT.drag})(document.body, { x: 1, y: 1 })`)).toBe(false);
  });
});

describe('LiteGraph, as in ComfyUI', () => {
  const [first, far, box, inner] = ['1', '2', '5', '5:3'];
  const run = aRun([node(first), node(far), node(box), node(inner, box), node('5:3.0.0.1', inner), node('77')]);
  const hot = new Map([
    [first, 1],
    [far, 3],
    [inner, 5],
  ]);

  /** The graph as it is saved (but for where one looks at it, which is saved too), what hangs at its objects, and what is drawn. */
  const stateOfLite = (): Promise<{ saved: string; hung: string; drawn: string }> =>
    page.evaluate(`(() => {
      app.canvas.draw(true, true);
      const objects = [app.canvas, app.graph, ...app.graph.nodes, ...made.subgraph.nodes];
      const hung = objects.map((object) => Reflect.ownKeys(object).map(String));
      return {
        saved: JSON.stringify({ ...app.graph.serialize(), extra: {} }),
        hung: JSON.stringify([hung, String(app.canvas.onDrawForeground)]),
        drawn: app.canvas.canvas.toDataURL(),
      };
    })()`) as Promise<{ saved: string; hung: string; drawn: string }>;
  /** How far the middle of a node of the graph that is shown is from that of the window. */
  const liteOffOf = (id: number): Promise<unknown> =>
    page.evaluate(`(() => {
      const { ds, graph } = app.canvas;
      const { pos, size } = graph.getNodeById(${id});
      const off = (n, of) => (pos[n] + size[n] / 2 + ds.offset[n]) * ds.scale - of / 2;
      return Math.hypot(off(0, innerWidth), off(1, innerHeight));
    })()`);

  it('shows nodes, opens the subgraph that one is in, and leaves nothing behind', async () => {
    await open('/lite-graph', 'canvas');
    // The mark stays until we let it go.
    await page.evaluate('window.held = [], window.setTimeout = (call) => held.push(call)');
    const before = await stateOfLite();
    expect(await liteOffOf(2)).toBeGreaterThan(3000);
    expect(await reveal(run, far)).toMatchObject({ ok: true, value: { how: 'node' } });
    expect(await liteOffOf(2)).toBeLessThan(1);
    const marked = await stateOfLite();
    expect(marked.saved).toBe(before.saved);
    expect(marked.hung).not.toBe(before.hung);

    expect(await reveal(run, inner)).toMatchObject({ ok: true, value: { how: 'node' } });
    expect(await page.evaluate('app.canvas.graph === made.subgraph && app.canvas.subgraph === made.subgraph')).toBe(
      true,
    );
    expect(await liteOffOf(3)).toBeLessThan(1);
    expect(await reveal(run, '5:3.0.0.1')).toMatchObject({ ok: true, value: { how: 'holder' } });
    expect(await reveal(run, '77')).toMatchObject({ ok: false, error: expect.stringContaining('open its workflow') });
    const other = aRun([{ ...node(far), type: 'KSampler' }]);
    expect(await reveal(other, far)).toMatchObject({ ok: false, error: expect.stringContaining('open its workflow') });

    expect(await reveal(run, first)).toMatchObject({ ok: true, value: { how: 'node' } });
    expect(await page.evaluate('app.canvas.graph === app.graph && app.canvas.subgraph === undefined')).toBe(true);
    await page.evaluate('held.forEach((call) => call())');
    const { saved, hung } = await stateOfLite();
    expect([saved, hung]).toEqual([before.saved, before.hung]);
  });

  it('is coloured, and left as it was', async () => {
    await open('/lite-graph', 'canvas');
    const before = await stateOfLite();
    // What holds the hot one is drawn in its stead.
    expect(await tools.showHeat(run, hot, 'time')).toMatchObject({ ok: true, value: { shown: 4, of: 4 } });
    const coloured = await stateOfLite();
    expect(coloured.saved).toBe(before.saved);
    expect(coloured.drawn).not.toBe(before.drawn);
    // A node is marked and let go meanwhile.
    await reveal(run, first);
    await tools.showHeat(run, new Map([[first, 1]]), 'cost');
    await tools.clearHeat();
    await expect.poll(async () => (await stateOfLite()).hung, SOON).toBe(before.hung);
    await page.evaluate('Object.assign(app.canvas.ds.offset, [0, 0])');
    expect(await stateOfLite()).toEqual(before);
  });
});
