/** The precise clock in what a browser does to a page, and a page to its sockets: leave, come back, block, break, open many. */
import type { Browser, Page, WebWorker } from 'puppeteer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chromiumPath } from '../../scripts/browser.ts';
import { DIST } from '../../scripts/build.ts';
import { type Launched, launch } from '../../scripts/launch.ts';
import { PAGE_LIMITS } from '../../src/model/limits.ts';
import { clickPrecise, preciseSites, switchPreciseOn, untilPrecise } from '../support/precise.ts';
import { BULK, type PreciseServer, startPreciseServer } from '../support/precise-server.ts';

let server: PreciseServer;
let launched: Launched;
let browser: Browser;
let page: Page;
let workers: WebWorker[];

beforeAll(async () => {
  server = await startPreciseServer();
  const args = ['--ignore-certificate-errors'];
  launched = await launch({ executablePath: chromiumPath(), extension: DIST, args });
  browser = launched.browser;
  await switchPreciseOn(browser, server.url);
});
afterAll(async () => {
  await launched.close();
  await server.close();
});

beforeEach(async () => {
  workers = [];
  page = await browser.newPage();
  page.on('workercreated', (worker) => workers.push(worker));
  await page.goto(`${server.url}/blank`);
  await untilPrecise(page);
});
afterEach(async () => {
  if (!page.isClosed()) await page.close();
});

interface Seen {
  readonly log: readonly unknown[];
  readonly frames: number;
}

/** In the page: opens `window.socket` and writes down what comes. Resolves when it is open. */
function openSocket(path: string): Promise<void> {
  const socket = new WebSocket(location.origin.replace('http', 'ws') + path);
  const seen = { log: [] as unknown[], frames: 0 };
  socket.onmessage = () => seen.frames++;
  socket.onerror = () => seen.log.push('error');
  socket.onclose = ({ code, wasClean }) => seen.log.push(`close ${code} ${wasClean}`);
  Object.assign(window, { socket, seen });
  return new Promise((resolve) => {
    socket.onopen = () => resolve();
  });
}

const seen = (of = page): Promise<Seen> => of.evaluate(() => (window as unknown as { seen: Seen }).seen);
const send = (text: string): Promise<void> =>
  page.evaluate((what: string) => (window as unknown as { socket: WebSocket }).socket.send(what), text);
const isNative = (of = page): Promise<boolean> =>
  of.evaluate(() => {
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/echo`);
    try {
      MessagePort.prototype.start.call(socket as unknown as MessagePort);
      return false;
    } catch {
      return true;
    } finally {
      socket.close();
    }
  });
const until = (what: () => unknown) => expect.poll(what, { timeout: 30_000 });

describe('a page with the precise clock', () => {
  it('blocked while 300 MB come: no more than the cap is taken in, nothing is lost, and the order holds', async () => {
    const { code, numbers, sent } = await page.evaluate(async () => {
      const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/bulk`);
      socket.binaryType = 'arraybuffer';
      const numbers: number[] = [];
      await new Promise((resolve) => {
        socket.onopen = resolve;
      });
      socket.onmessage = ({ data }) => numbers.push(new Uint32Array(data, 0, 1)[0] ?? -1);
      const closed = new Promise<number>((resolve) => {
        socket.onclose = ({ code }) => resolve(code);
      });
      socket.send('go');
      await new Promise((resolve) => setTimeout(resolve, 20));
      const end = performance.now() + 3_000;
      while (performance.now() < end);
      // Asked without letting any frame in between.
      const request = new XMLHttpRequest();
      request.open('GET', '/sent', false);
      request.send();
      return { sent: Number(request.responseText), code: await closed, numbers };
    });
    // What the server got rid of meanwhile: the cap, and what sockets and processes hold between.
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(PAGE_LIMITS.unhandledBytes + (24 << 20));
    expect(code).toBe(4001);
    expect(numbers).toEqual(Array.from({ length: BULK.frames }, (_, i) => i));
  });

  it('loses its worker: a lost connection, and the next socket is the browser’s own', async () => {
    await page.evaluate(openSocket, '/echo');
    expect(workers).toHaveLength(1);
    // The worker ends itself: no answer ever comes from it.
    workers[0]?.evaluate(() => self.close()).catch(() => {});
    await until(async () => (await seen()).log).toEqual(['error', 'close 1006 false']);
    expect(await isNative()).toBe(true);
  });

  it('is closed: the server is told', async () => {
    await page.evaluate(openSocket, '/echo?closed');
    await page.close();
    await until(() => server.closed.get('/echo?closed')).toBe(1001);
  });

  it('back from the back/forward cache has lost its sockets, as with the browser’s own, and goes on', async () => {
    await page.evaluate(openSocket, '/echo?away');
    await page.evaluate(() => addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted })));
    await page.goto(`${server.url}/blank?other`);
    await until(() => server.closed.get('/echo?away')).toBe(1001);
    await page.goBack();
    expect(await page.evaluate(() => (window as unknown as { persisted?: boolean }).persisted)).toBe(true);
    await until(async () => (await seen()).log).toEqual(['error', 'close 1006 false']);
    await untilPrecise(page);
  });

  it('is dropped by its server: what came before is there, and no error', async () => {
    await page.evaluate(openSocket, '/drop');
    await send('x');
    await until(async () => (await seen()).log).toEqual(['close 1006 false']);
    expect((await seen()).frames).toBe(3);
  });

  // A difference that is told where it is switched on: the browser's own socket fires `error` first.
  it('hears of a server that breaks the rules as of a lost connection', async () => {
    await page.evaluate(openSocket, '/broken');
    await send('x');
    await until(async () => (await seen()).log).toEqual(['close 1006 false']);
  });

  it('opens 50 sockets at once, and 200 one after the other', async () => {
    const answers = await page.evaluate(async () => {
      const url = `${location.origin.replace('http', 'ws')}/echo`;
      const one = (text: string) =>
        new Promise<string>((resolve, reject) => {
          const socket = new WebSocket(url);
          socket.onopen = () => socket.send(text);
          socket.onerror = () => reject(new Error(`${text} failed`));
          socket.onmessage = ({ data }) => {
            socket.close();
            socket.onclose = () => resolve(data);
          };
        });
      const all = await Promise.all(Array.from({ length: 50 }, (_, i) => one(`at once ${i}`)));
      for (let i = 0; i < 200; i++) all.push(await one(`storm ${i}`));
      return all;
    });
    expect(answers).toEqual([
      ...Array.from({ length: 50 }, (_, i) => `at once ${i}`),
      ...Array.from({ length: 200 }, (_, i) => `storm ${i}`),
    ]);
  });

  it('sends Blobs, bytes and texts in their order', async () => {
    const got = await page.evaluate(async () => {
      const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/echo`);
      await new Promise((resolve) => {
        socket.onopen = resolve;
      });
      socket.send(new Blob(['x'.repeat(1 << 20)]));
      socket.send('after');
      socket.send(new Uint8Array([1, 2, 3]).subarray(1));
      const gone = new ArrayBuffer(4);
      structuredClone(gone, { transfer: [gone] });
      socket.send(gone);
      const sizes: unknown[] = [];
      await new Promise<void>((resolve) => {
        socket.onmessage = ({ data }) => {
          sizes.push(typeof data === 'string' ? data : data.size);
          if (sizes.length === 4) resolve();
        };
      });
      return sizes;
    });
    expect(got).toEqual([1 << 20, 'after', 2, 0]);
  });

  // Also told: who took the browser's accessor before us sees what we sent in place of what the server sent.
  it('hides nothing from scripts that were there before, as those of another extension', async () => {
    await page.evaluateOnNewDocument(() => {
      const native = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data')?.get;
      Object.assign(window, { before: (event: MessageEvent) => native?.call(event) });
    });
    await page.reload();
    await untilPrecise(page);
    const [ours, before] = await page.evaluate(async () => {
      const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/echo`);
      socket.onopen = () => socket.send('x');
      const event = await new Promise<MessageEvent>((resolve) => {
        socket.onmessage = resolve;
      });
      const { before: read } = window as unknown as { before(of: MessageEvent): unknown };
      return [event.data, read(event)];
    });
    expect(ours).toBe('x');
    expect(before).toEqual([expect.any(Number), expect.any(Number), 'x']);
  });

  it('has frames of its site with it too', async () => {
    await page.evaluate(async () => {
      const frame = document.createElement('iframe');
      frame.src = '/blank?frame';
      document.body.append(frame);
      await new Promise((resolve) => {
        frame.onload = resolve;
      });
    });
    const frame = page.frames().find((each) => each.url().endsWith('?frame'));
    if (!frame) throw new Error('no frame');
    await untilPrecise(frame);
    // Differences that are told where it is switched on: another frame's methods do not know its sockets, and a frame without an
    // address has the browser's own.
    const told = await page.evaluate(() => {
      const inner = document.querySelector('iframe')?.contentWindow as (Window & typeof globalThis) | null;
      if (!inner) return 'no frame';
      const socket = new inner.WebSocket(`${location.origin.replace('http', 'ws')}/echo`);
      try {
        WebSocket.prototype.close.call(socket);
        return 'closed';
      } catch (error) {
        inner.WebSocket.prototype.close.call(socket);
        return String(error);
      }
    });
    expect(told).toBe('TypeError: Illegal invocation');
    await page.evaluate(() => document.body.append(document.createElement('iframe')));
    const bare = page.frames().find((each) => each !== page.mainFrame() && each.url() === 'about:blank');
    if (!bare) throw new Error('no frame');
    const native = await bare.evaluate(
      (url: string) => {
        const socket = new WebSocket(url);
        try {
          MessagePort.prototype.start.call(socket as unknown as MessagePort);
          return false;
        } catch {
          return true;
        }
      },
      `${server.url.replace('http', 'ws')}/echo`,
    );
    expect(native).toBe(true);
  });

  it('with its switch off: the open socket goes on, the next is the browser’s own, and so are all of the next page', async () => {
    await page.evaluate(openSocket, '/echo?off');
    await clickPrecise(browser, page, 'off');
    await until(() => isNative()).toBe(true);
    await send('still there');
    await until(async () => (await seen()).frames).toBe(1);
    await page.reload();
    expect(await isNative()).toBe(true);
    expect(workers).toHaveLength(1);
    await switchPreciseOn(browser, server.url);
  });
});

describe('a site whose policy forbids it', () => {
  it('goes on with the browser’s own sockets, and is not asked a second time until the user asks', async () => {
    const errors: unknown[] = [];
    page.on('pageerror', (error) => errors.push(error));
    await page.goto(`${server.url}/forbids`);
    expect(await isNative()).toBe(true);
    await until(() => preciseSites(browser)).toEqual([]);
    await page.goto(`${server.url}/blank`);
    expect(await isNative()).toBe(true);
    expect(errors).toEqual([]);
    await switchPreciseOn(browser, server.url);
    await page.goto(`${server.url}/blank`);
    await untilPrecise(page);
  });
});

describe('over TLS, with compression', () => {
  it('works as without', async () => {
    const secure = await startPreciseServer({ secure: true, deflate: true });
    try {
      await switchPreciseOn(browser, secure.url);
      await page.goto(`${secure.url}/blank`);
      await untilPrecise(page);
      await page.evaluate(openSocket, '/echo');
      expect(await page.evaluate(() => (window as unknown as { socket: WebSocket }).socket.extensions)).toMatch(
        /^permessage-deflate/,
      );
      for (let i = 0; i < 20; i++) await send('x'.repeat(10_000 * i));
      await until(async () => (await seen()).frames).toBe(20);
    } finally {
      await secure.close();
    }
  });
});
