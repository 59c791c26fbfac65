/** The panel in an ordinary page of plain Chromium, with a fake background and real recorded runs: for pictures. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import preact from '@preact/preset-vite';
import puppeteer, { type Page } from 'puppeteer';
import { createServer } from 'vite';
import { chromiumPath } from '../../../scripts/browser.ts';

export interface Harness {
  /**
   * A page that shows `scene:theme:WIDTHxHEIGHT[:query[:step,step]]` (main.tsx says what scenes there are; "popup" and "options" are the
   * extension's other pages). Steps: a selector to click, `key=x`, `hover=X/Y`.
   */
  open(shot: string): Promise<Page>;
  /** What the browser calls its version: "Chrome/156.0.8078.79". */
  readonly version: string;
  close(): Promise<void>;
}

/**
 * What makes Chromium paint the same on every machine: no graphics card, no hints and no subpixels of the system's font settings, no
 * profile of the screen.
 */
const STILL_ARGS = [
  '--disable-gpu',
  '--disable-accelerated-2d-canvas',
  '--disable-lcd-text',
  '--disable-skia-runtime-opts',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
  '--force-device-scale-factor=1',
  '--hide-scrollbars',
  '--lang=en-US',
];

/** All that the panel and its pages here import from packages. */
const PACKAGES = [
  'preact',
  'preact/hooks',
  'preact/jsx-runtime',
  'preact/jsx-dev-runtime',
  'preact/devtools',
  'preact/debug',
  '@preact/signals',
  'uplot',
  '@msgpack/msgpack',
];

/** Starts a server for the sources and a browser. `still`: what it shows looks the same on every machine and at every time (still.ts). */
export async function openHarness({ still = false } = {}): Promise<Harness> {
  // Its own: servers of tests that run at once would write over each other's packages.
  const cacheDir = await mkdtemp(join(tmpdir(), 'longpole-harness-'));
  const server = await createServer({
    cacheDir,
    // Named, not found: what is found late is bundled anew, and the page waits for a reload that never comes.
    optimizeDeps: { noDiscovery: true, include: PACKAGES },
    root: join(import.meta.dirname, '../../..'),
    configFile: false,
    plugins: [preact()],
    logLevel: 'error',
    // Not followed: a file that changes would load the page anew under the picture.
    server: { port: 0, hmr: false, watch: null },
  });
  await server.listen();
  const base = server.resolvedUrls?.local[0];
  const browser = await puppeteer.launch({
    executablePath: chromiumPath(),
    args: ['--no-sandbox', ...(still ? STILL_ARGS : [])],
  });
  return {
    version: await browser.version(),
    async open(shot) {
      const [scene, theme, size = '1400x800', query = '', steps = ''] = shot.split(':');
      const [width = 1400, height = 800] = size.split('x').map(Number);
      const page = await browser.newPage();
      page.on('pageerror', (error) => console.error(shot, error));
      page.on('console', (m) => m.type() === 'error' && !m.text().includes('404') && console.error(shot, m.text()));
      page.setDefaultTimeout(20_000);
      await page.setViewport({ width, height, deviceScaleFactor: 1 });
      if (still) await emulateStillness(page);
      const file = scene === 'popup' || scene === 'options' ? 'pages' : 'index';
      await page.goto(
        `${base}tests/support/panel-harness/${file}.html?scene=${scene}&theme=${theme}&${query}${still ? '&still' : ''}`,
      );
      await page.waitForSelector('[data-rev], [data-ready="true"]');
      const live = new URLSearchParams(query).get('at');
      if (still) await page.waitForFunction('pending() === 0 && document.fonts.status === "loaded"');
      else await page.waitForFunction((ms: number) => performance.now() > ms, {}, live ? Number(live) + 700 : 500);
      for (const step of steps.split(',').filter((s) => s !== '')) {
        if (step.startsWith('key=')) await page.keyboard.press(step.slice(4) as 'a');
        else if (step.startsWith('hover=')) {
          const [x = 0, y = 0] = step.slice(6).split('/').map(Number);
          await page.mouse.move(x, y);
        } else await page.click(step);
        await drawn(page);
      }
      await drawn(page);
      return page;
    },
    async close() {
      await browser.close();
      await server.close();
      await rm(cacheDir, { recursive: true, force: true });
    },
  };
}

/** No time zone, language or wish for motion of the machine's. */
async function emulateStillness(page: Page): Promise<void> {
  await page.emulateTimezone('UTC');
  await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  const session = await page.createCDPSession();
  await session.send('Emulation.setLocaleOverride', { locale: 'en-US' });
}

/** Two frames later everything a step set off is painted. */
function drawn(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );
}
