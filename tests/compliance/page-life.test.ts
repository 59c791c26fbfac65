/** What only a real browser does to a page: leave, come back, frame, prerender. Seen from the background's side of the ports. */
import type { Browser, Page, WebWorker } from 'puppeteer';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromiumPath } from '../../scripts/browser.ts';
import { DIST } from '../../scripts/build.ts';
import { type Launched, launch } from '../../scripts/launch.ts';
import type { ToBackground } from '../../src/messages/relay.ts';
import type { TrafficRecord } from '../../src/model/record.ts';
import { serviceWorker } from '../support/stage.ts';
import { type CheckServer, startCheckServer } from './server.ts';

interface Heard {
  readonly frameId: number;
  readonly url: string;
  readonly message: ToBackground;
}

declare const heard: Heard[];

let server: CheckServer;
let launched: Launched;
let browser: Browser;
let worker: WebWorker;
let page: Page;

beforeAll(async () => {
  server = await startCheckServer();
  launched = await launch({ executablePath: chromiumPath(), extension: DIST });
  browser = launched.browser;
  worker = await serviceWorker(browser);
  // A second listener beside the background's own: the ports are the same.
  await worker.evaluate(() => {
    Object.assign(globalThis, { heard: [] });
    chrome.runtime.onConnect.addListener((port) => {
      const { frameId = -1, url = '' } = port.sender ?? {};
      port.onMessage.addListener((message) => heard.push({ frameId, url, message }));
    });
  });
});

afterAll(async () => {
  await launched.close();
  await server.close();
});

beforeEach(async () => {
  page = await browser.newPage();
  await worker.evaluate(() => {
    heard.length = 0;
  });
});

/** Resolves with everything heard once `enough`, a function of the worker, says so. */
async function untilHeard(enough: (all: readonly Heard[]) => boolean): Promise<readonly Heard[]> {
  let all: readonly Heard[] = [];
  const ask = async () => {
    all = await worker.evaluate(() => heard);
    return enough(all);
  };
  await expect.poll(ask, { timeout: 10_000, message: 'what the background hears' }).toBe(true);
  return all;
}

const recordsOf = (all: readonly Heard[]): readonly TrafficRecord[] =>
  all.flatMap(({ message }) => (message.kind === 'batch' ? message.records : []));

const statuses = (all: readonly Heard[]): readonly string[] =>
  recordsOf(all).flatMap((record) => (record.k === 'run' ? [record.status] : []));

const hasStatus = (status: string) => (all: readonly Heard[]) => statuses(all).includes(status);

/** In the page: opens a socket, has these run states echoed, then calls `then` in the handler of the last. */
function play(states: readonly string[], leaveTo?: string): Promise<void> {
  const socket = new WebSocket(`ws://${location.host}/echo`);
  return new Promise((resolve) => {
    let left = states.length;
    socket.onopen = () => {
      for (const status of states)
        socket.send(JSON.stringify({ type: 'job_update', status, job_id: 'j', workflow_id: 'w' }));
    };
    socket.onmessage = () => {
      if (--left > 0) return;
      if (leaveTo !== undefined) location.href = leaveTo;
      socket.close();
      resolve();
    };
  });
}

describe('the life of a page', () => {
  it('a page that leaves in the middle of a batch gets its last records out', async () => {
    await page.goto(`${server.url}/blank`);
    const navigated = page.waitForNavigation();
    // The answer to `evaluate` dies with the page.
    await page.evaluate(play, ['queued', 'running', 'completed'], '/blank?other').catch(() => {});
    await navigated;
    const all = await untilHeard(hasStatus('completed'));
    expect(statuses(all)).toEqual(['queued', 'running', 'completed']);
  });

  it('a page that is closed gets its last records out, then bye', async () => {
    await page.goto(`${server.url}/blank`);
    await page.evaluate(play, ['queued', 'running', 'completed']);
    await page.close();
    const all = await untilHeard((list) => list.some(({ message }) => message.kind === 'bye'));
    expect(statuses(all)).toEqual(['queued', 'running', 'completed']);
    expect(all.at(-1)?.message).toMatchObject({ kind: 'bye', next: recordsOf(all).length + 1 });
  });

  it('back from the back/forward cache it goes on with the same stream over a new port', async () => {
    await page.goto(`${server.url}/blank`);
    await page.evaluate(() => {
      window.addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted }));
    });
    await page.evaluate(play, ['running']);
    await untilHeard(hasStatus('running'));
    await page.goto(`${server.url}/blank?other`);
    await page.goBack();
    expect(await page.evaluate(() => (window as unknown as { persisted?: boolean }).persisted)).toBe(true);
    await page.evaluate(play, ['completed']);
    const all = await untilHeard(hasStatus('completed'));
    const ours = all.filter(({ url }) => !url.endsWith('other')).map(({ message }) => message);
    expect(new Set(ours.map(({ epoch }) => epoch)).size).toBe(1);
    expect(ours.filter(({ kind }) => kind === 'hello')).toHaveLength(2);
    expect(statuses(all)).toEqual(['running', 'completed']);
  });

  it('sees sockets in about:blank and srcdoc frames, once', async () => {
    await page.goto(`${server.url}/blank`);
    for (const srcdoc of [undefined, '<p>x']) {
      await page.evaluate(
        async (source: string | undefined, script: string) => {
          const frame = document.createElement('iframe');
          if (source !== undefined) frame.srcdoc = source;
          const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
          document.body.append(frame);
          await loaded;
          const inner = frame.contentWindow as unknown as { WebSocket: typeof WebSocket };
          const run = new Function('WebSocket', 'states', `${script}; return play(states)`);
          await run(inner.WebSocket, ['running', 'completed']);
        },
        srcdoc,
        play.toString(),
      );
    }
    const all = await untilHeard((list) => statuses(list).filter((s) => s === 'completed').length >= 2);
    expect(statuses(all)).toEqual(['running', 'completed', 'running', 'completed']);
    // Batches with runs: the page of the test before may still be telling that its socket closed.
    const frames = all.filter((one) => statuses([one]).length > 0).map(({ frameId }) => frameId);
    expect(frames).not.toContain(0);
    expect(new Set(frames).size).toBe(2);
  });

  it('a prerendered page says nothing until it is activated', async () => {
    await page.goto(`${server.url}/blank`);
    await page.evaluate(async () => {
      const rules = document.createElement('script');
      rules.type = 'speculationrules';
      rules.textContent = JSON.stringify({ prerender: [{ urls: ['/prerendered'], eagerness: 'immediate' }] });
      document.head.append(rules);
    });
    await server.visited('/prerendered/runs');
    const before = await untilHeard((all) => all.length > 0);
    expect(before.filter(({ url }) => url.endsWith('/prerendered'))).toEqual([]);
    await page.evaluate(() => {
      location.href = '/prerendered';
    });
    const all = await untilHeard((list) => list.some(({ url }) => url.endsWith('/prerendered')));
    expect(all.find(({ url }) => url.endsWith('/prerendered'))?.message.kind).toBe('hello');
    const activation = await page.evaluate(() => {
      const [entry] = performance.getEntriesByType('navigation');
      return (entry as unknown as { activationStart: number }).activationStart;
    });
    expect(activation).toBeGreaterThan(0);
  });
});
