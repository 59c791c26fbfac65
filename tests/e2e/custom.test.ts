/** An in-house editor, in a real browser: by a mapping of its user, and by what its page says of itself. */
import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tryMapping } from '../../src/editors/custom/try.ts';
import type { Mapping } from '../../src/model/mapping.ts';
import type { Run } from '../../src/model/run.ts';
import type { PageSamples } from '../../src/model/shape.ts';
import { type ExtensionPage, openExtensionPage } from '../support/extension-page.ts';
import { type HouseEditor, startHouseEditor } from '../support/house-editor.ts';
import { mappingOf } from '../support/mapped.ts';
import { openBrowser } from '../support/stage.ts';

declare function play(): Promise<void>;
declare function stream(): Promise<void>;

let house: HouseEditor;
let browser: Browser;
let ours: ExtensionPage;
let closeBrowser: () => Promise<void>;

beforeAll(async () => {
  house = await startHouseEditor();
  const launched = await openBrowser();
  browser = launched.browser;
  closeBrowser = launched.close;
  ours = await openExtensionPage(browser);
});
afterAll(async () => {
  await closeBrowser();
  await house.close();
});

function rules(by: (type: string) => object): readonly object[] {
  const time = { path: 'ts', unit: 'ms' };
  const run = 'data.run';
  return [
    { when: by('run_started'), event: 'run-start', run, name: 'data.name', time },
    { when: by('node_started'), event: 'node-start', run, node: 'data.id', title: 'data.label', time },
    { when: by('node_finished'), event: 'node-end', run, node: 'data.id', bytes: 'data.output', time },
    { when: by('run_finished'), event: 'run-end', run, time },
  ];
}
const SOCKET = mappingOf({
  name: 'House',
  match: { transport: ['websocket'], url: '127.0.0.1:*/flow' },
  messages: rules((type) => ({ type })),
});
const STREAM = mappingOf({
  name: 'House stream',
  match: { transport: ['http'], url: '/stream', methods: ['POST'] },
  format: 'sse',
  messages: rules((type) => ({ '@event': type })),
});

async function use(...mappings: readonly Mapping[]): Promise<void> {
  await ours.request({ what: 'set', settings: { mappings } });
  // Answered over the same ports, behind the configuration: whoever has answered has it.
  await ours.request({ what: 'samples' });
}

async function openHouse(): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(house.url);
  return page;
}

/** Waits until there are so many runs and all are over; newest first. */
async function untilOver(count: number): Promise<readonly Run[]> {
  let runs: readonly Run[] = [];
  const ask = async () => {
    runs = await ours.runs(house.url);
    return runs.length === count && runs.every((run) => run.endUs !== undefined);
  };
  await expect.poll(ask, { timeout: 10_000, message: `${count} runs are over` }).toBe(true);
  return runs;
}

/** Nodes as the server's own notes have them. */
const spansOf = (run: Run | undefined) =>
  run?.nodes.map((n) => [n.id, (n.startUs ?? 0) / 1000, (n.endUs ?? 0) / 1000] as const);

let page: Page;

describe('an editor that a mapping describes', () => {
  it('is tried out on the messages of the open page, whose values stay there', async () => {
    page = await openHouse();
    const ask = () => ours.request<readonly PageSamples[]>({ what: 'samples', mapping: SOCKET });
    await expect.poll(async () => (await ask()).length).toBe(1);
    await page.evaluate(() => play());
    const [answer] = await ask();
    expect(answer?.origin).toBe(new URL(house.url).origin);
    const tried = tryMapping(SOCKET, answer?.samples ?? []);
    const matched = tried.map(({ rules }) => rules.filter((r) => r.matches === 'yes').map((r) => r.rule));
    // What the page sends is no rule's; then a start, three nodes with two messages each, an end.
    expect(matched).toEqual([[], [0], [1], [2], [1], [2], [1], [2], [3]]);
    const fields = tried.flatMap(({ rules }) => rules.filter((r) => r.matches === 'yes').flatMap((r) => r.fields));
    expect(fields.filter((field) => field.reads !== 'yes')).toEqual([]);
    expect(JSON.stringify(answer)).not.toMatch(/secret|run-1|House flow/);
    expect(await ours.runs(house.url)).toEqual([]);
  });

  it('is recorded from then on without a reload, with the times of its server', async () => {
    await use(SOCKET);
    await page.evaluate(() => play());
    const [run] = await untilOver(1);
    expect(run).toMatchObject({
      editor: 'custom',
      editorName: 'House',
      serverId: 'run-2',
      status: 'success',
      clock: 'server',
    });
    expect(run?.workflow.name).toBe('House flow');
    expect(spansOf(run)).toEqual(house.done[1]);
    expect(run?.nodes.map((n) => [n.title, n.bytes])).toEqual(['LOAD', 'THINK', 'SAVE'].map((title) => [title, 15]));
    expect(JSON.stringify(run)).not.toContain('secret');
  });

  it('is recorded after a reload, and as a streaming answer', async () => {
    await use(SOCKET, STREAM);
    await page.reload();
    await page.evaluate(() => play());
    await untilOver(2);
    await page.evaluate(() => stream());
    const runs = await untilOver(3);
    expect(runs.map((run) => run.editorName)).toEqual(['House stream', 'House', 'House']);
    expect(spansOf(runs[1])).toEqual(house.done[2]);
    expect(spansOf(runs[0])).toEqual(house.done[3]);
  });

  it('is not, once its mapping is gone; and a bad mapping is refused in words', async () => {
    await use();
    await page.reload();
    await page.evaluate(() => play());
    expect(house.done).toHaveLength(5);
    expect(await ours.runs(house.url)).toHaveLength(3);
    const bad = { ...SOCKET, messages: [{ event: 'node-start', node: 7 }] } as unknown as Mapping;
    await expect(use(bad)).rejects.toThrow('messages[0].node: a path like data.id is expected, found 7');
  });
});

describe('a page that says itself what it did', () => {
  it('is recorded with the times that it measured, to the last word before it goes away', async () => {
    await ours.request({ what: 'clear' });
    const said = await page.evaluate(async () => {
      const { performance: p } = window;
      const busy = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
      const longpole = (more: object) => ({ detail: { longpole: { v: 1, run: 'own-1', ...more } } });
      p.measure('something else', { start: 0, end: 1, detail: { prompt: 'secret' } });
      const begun = p.now();
      p.mark('own-1', { startTime: begun, ...longpole({ editor: 'Own', name: 'Local flow' }) });
      const spans: [string, number, number][] = [];
      for (const [node, ms] of [
        ['first', 20],
        ['second', 40],
      ] as const) {
        const start = p.now();
        await busy(ms);
        const end = p.now();
        p.measure(`node ${node}`, {
          start,
          end,
          ...longpole({ node, type: 'own.Step', tokens: { input: 3, output: 4 } }),
        });
        spans.push([node, start, end]);
      }
      const end = p.now();
      p.measure('run', {
        start: begun,
        end,
        ...longpole({ graph: { nodes: [{ id: 'first' }, { id: 'second' }], edges: [['first', 'second']] } }),
      });
      const origin = p.timeOrigin;
      location.reload();
      return {
        begun: origin + begun,
        end: origin + end,
        spans: spans.map(([n, a, b]) => [n, origin + a, origin + b] as const),
      };
    });
    const [run] = await untilOver(1);
    const us = (ms: number): number => Math.round(ms * 1000);
    expect(run).toMatchObject({
      editor: 'page',
      editorName: 'Own',
      serverId: 'own-1',
      status: 'success',
      clockOffsetUs: 0,
    });
    expect([run?.startUs, run?.endUs]).toEqual([us(said.begun), us(said.end)]);
    expect(run?.nodes.map((n) => [n.id, n.startUs, n.endUs])).toEqual(said.spans.map(([n, a, b]) => [n, us(a), us(b)]));
    expect(run?.nodes[0]).toMatchObject({ type: 'own.Step', tokens: { input: 3, output: 4 } });
    expect(run?.edges).toEqual([['first', 'second', 'data']]);
    expect(JSON.stringify(run)).not.toContain('secret');
  });
});
