/** Three viewers of the same spans, as a user meets them: a file goes into each one's own file picker, then the wheel zooms and pans. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join } from 'node:path';
import type { CDPSession, ElementHandle, Frame, Page } from 'puppeteer';
import { chromiumPath } from '../../scripts/browser.ts';
import { DIST } from '../../scripts/build.ts';
import { openPanel } from '../../scripts/devtools.ts';
import { launch } from '../../scripts/launch.ts';
import { serviceWorker } from './stage.ts';

export type ViewerName = 'ours' | 'speedscope' | 'flame-chart-js';

export interface ViewerServer {
  readonly url: string;
  close(): Promise<void>;
}

/** The viewer itself said that it does not open the file; the message is its own. */
export class Refused extends Error {}

/** A file in a viewer. */
export interface Opened {
  /** From the choice of the file to the first frame after the first complete picture, milliseconds. */
  readonly ms: number;
  /** Until the whole file is in. */
  readonly wholeMs: number;
  /** Milliseconds between frames while it is zoomed in, moved and zoomed out again. */
  frames(): Promise<readonly number[]>;
  /** What its page holds after a collection, megabytes. */
  heap(): Promise<number>;
  /** The same of the extension's background; 0 for the others, which have none. */
  backgroundHeap(): Promise<number>;
  /** Where the figures of the bench come from. */
  readonly where: Frame | Page;
  close(): Promise<void>;
}

/** A viewer that says neither that it is done nor what is wrong. */
const PATIENCE_MS = 120_000;
const require_ = createRequire(import.meta.url);
const packageOf = (name: string): string => dirname(require_.resolve(`${name}/package.json`));
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** One chart for each thread of a trace, below each other: spans of one thread do not overlap. */
const FLAME_PAGE = `<!doctype html><meta charset="utf-8"><title>waiting</title>
<input type="file"><canvas id="chart" width="1380" height="800"></canvas>
<script src="/flame-chart.js"></script>
<script>
  const { FlameChartContainer, FlameChartPlugin, TimeGridPlugin } = flameChartJs;
  document.querySelector('input').addEventListener('change', async (event) => {
    const events = JSON.parse(await event.target.files[0].text()).traceEvents;
    const threads = new Map();
    for (const { ph, tid, name, ts, dur } of events) {
      if (ph !== 'X') continue;
      if (!threads.has(tid)) threads.set(tid, []);
      threads.get(tid).push({ name, start: ts / 1000, duration: dur / 1000, type: 'node' });
    }
    const plugins = [...threads].map(([tid, data]) => new FlameChartPlugin({ name: 'thread' + tid, data }));
    const canvas = document.getElementById('chart');
    const chart = new FlameChartContainer({ canvas, plugins: [new TimeGridPlugin(), ...plugins] });
    chart.render();
    document.title = 'opened';
  });
</script>`;

/** Serves speedscope as it is published, and a page around flame-chart-js. */
export async function startViewers(): Promise<ViewerServer> {
  const release = join(packageOf('speedscope'), 'dist/release');
  const chart = join(dirname(require_.resolve('flame-chart-js')), 'index.min.js');
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/flame') return void response.setHeader('content-type', 'text/html').end(FLAME_PAGE);
    const file = path === '/flame-chart.js' ? chart : join(release, path === '/' ? 'index.html' : path.slice(1));
    const content = await readFile(file).catch(() => undefined);
    response.writeHead(content ? 200 : 404, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** When a viewer shows its first complete picture, asked for each frame. Ours: bars on the canvas of the timeline. */
const DONE: Readonly<Record<ViewerName, () => boolean>> = {
  ours: () => {
    const canvas = document.querySelector<HTMLCanvasElement>('.tl-track canvas');
    if (!canvas || canvas.width < 50) return false;
    const { data } = canvas.getContext('2d')?.getImageData(0, 8, canvas.width, 8) ?? {};
    // Grid lines stand on fewer columns than bars.
    return (data?.filter((value, i) => i % 4 === 3 && value === 255).length ?? 0) > 8 * 30;
  },
  speedscope: () => document.title.includes(' - speedscope'),
  'flame-chart-js': () => document.title === 'opened',
};

/** When the whole file is in. Ours goes on to store what it shows already; the others have nowhere to store it. */
const WHOLE: Readonly<Record<ViewerName, () => boolean>> = {
  ours: () => document.querySelector('[data-view="notice"]')?.textContent?.startsWith('Imported') ?? false,
  speedscope: () => true,
  'flame-chart-js': () => true,
};

/** What went wrong in the words of the viewer; '' while nothing did. Others throw or alert, see `timeOpening`. */
const REFUSED = (): string => document.querySelector('.notice.error')?.textContent ?? '';

/** Milliseconds from the choice of the file. */
interface Timed {
  ms?: number;
  wholeMs?: number;
}

interface Timing extends Timed {
  from?: number;
  failed?: string;
}

async function timeOpening(where: Frame | Page, viewer: ViewerName, file: string): Promise<Required<Timed>> {
  await where.evaluate(`(() => {
    const timing = {};
    const done = ${DONE[viewer].toString()};
    const whole = ${WHOLE[viewer].toString()};
    const refused = ${REFUSED.toString()};
    const fail = (words) => { timing.failed ??= String(words); };
    const look = () => {
      const words = refused();
      if (words !== '') fail(words);
      else if (timing.ms === undefined && !done()) requestAnimationFrame(look);
      else requestAnimationFrame(() => {
        timing.ms ??= performance.now() - timing.from;
        if (whole()) timing.wholeMs = performance.now() - timing.from;
        else look();
      });
    };
    addEventListener('change', () => { timing.from ??= performance.now(); requestAnimationFrame(look); }, true);
    addEventListener('error', (event) => fail(event.message));
    addEventListener('unhandledrejection', (event) => fail(event.reason));
    globalThis.alert = fail;
    globalThis.timing = timing;
  })()`);
  const input = (await where.waitForSelector('input[type=file]', {
    timeout: 10_000,
  })) as ElementHandle<HTMLInputElement>;
  await input.uploadFile(file);
  const told = await where.waitForFunction(
    () => {
      const { timing } = globalThis as unknown as { timing: Timing };
      return timing.wholeMs !== undefined || timing.failed !== undefined ? timing : undefined;
    },
    { timeout: PATIENCE_MS, polling: 100 },
  );
  const { ms, wholeMs, failed } = (await told.jsonValue()) as Timing;
  if (ms === undefined || wholeMs === undefined) throw new Refused(failed);
  return { ms, wholeMs };
}

/** Turns of the wheel, one a frame: in, to the right, out. Rejects when the picture is the same in the middle: then nothing was measured. */
function turnWheel(where: Frame | Page, selector: string): Promise<readonly number[]> {
  return where.evaluate(
    (css: string) =>
      new Promise<number[]>((resolve, reject) => {
        const target = [...document.querySelectorAll<HTMLCanvasElement>(css)].at(-1) as HTMLCanvasElement;
        const { left, top, width, height } = target.getBoundingClientRect();
        const at = { clientX: left + width / 2, clientY: top + Math.min(height / 2, 100), bubbles: true };
        const intervals: number[] = [];
        const before = target.toDataURL();
        let [turn, last] = [0, performance.now()];
        const next = (): void => {
          const now = performance.now();
          if (turn > 0) intervals.push(now - last);
          last = now;
          if (turn === 75) {
            if (target.toDataURL() === before) reject(new Error('it does not turn with the wheel'));
            // What that look took is no frame of the viewer's.
            last = performance.now();
          }
          if (turn === 150) {
            resolve(intervals);
            return;
          }
          const zoom = turn < 50 ? -20 : turn < 100 ? 0 : 20;
          const step = zoom === 0 ? { deltaX: 20 } : { deltaY: zoom, ctrlKey: true };
          target.dispatchEvent(new WheelEvent('wheel', { ...at, ...step, cancelable: true }));
          turn++;
          requestAnimationFrame(next);
        };
        requestAnimationFrame(next);
      }),
    selector,
  );
}

/** What listens to the wheel: the last of each, since speedscope's first canvas lies behind all and is deaf. */
const CHART: Readonly<Record<ViewerName, string>> = {
  ours: '.tl-track canvas',
  speedscope: 'canvas',
  'flame-chart-js': '#chart',
};

/** Megabytes in use after a collection. */
async function heapOf(client: CDPSession): Promise<number> {
  await client.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize = 0 } = (await client.send('Runtime.getHeapUsage')) as {
    readonly usedSize: number;
    readonly backingStorageSize?: number;
  };
  return (usedSize + backingStorageSize) / (1 << 20);
}

/**
 * Opens a file in a viewer in a browser of its own; `before` is done first in the same page. Rejects with `Refused` when the viewer does
 * not take it.
 */
export async function openIn(
  viewer: ViewerName,
  server: ViewerServer,
  file: string,
  before?: (where: Frame | Page) => Promise<void>,
): Promise<Opened> {
  const ours = viewer === 'ours';
  const launched = await launch({ executablePath: chromiumPath(), ...(ours && { extension: DIST }) });
  try {
    const page = await launched.browser.newPage();
    await page.goto(viewer === 'flame-chart-js' ? `${server.url}/flame` : server.url);
    const where = ours ? (await openPanel(page)).frame : page;
    if (ours) await where.waitForSelector('[data-view="status"]');
    const client =
      (where as (Frame | Page) & { readonly client?: CDPSession }).client ?? (await page.createCDPSession());
    if (before) {
      await before(where);
      // What it left is not the viewer's to clear away.
      await client.send('HeapProfiler.collectGarbage');
    }
    return {
      ...(await timeOpening(where, viewer, file)),
      where,
      frames: () => turnWheel(where, CHART[viewer]),
      heap: () => heapOf(client),
      backgroundHeap: async () => (ours ? heapOf((await serviceWorker(launched.browser)).client) : 0),
      close: launched.close,
    };
  } catch (error) {
    await launched.close();
    throw error;
  }
}
