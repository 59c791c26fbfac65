/**
 * Pictures of the panel in plain Chromium: `node tests/support/panel-harness/shoot.ts OUT [scene:theme:WIDTHxHEIGHT[:query]]...`
 * Without scenes: the usual matrix. Scenes "popup" and "options" are the extension's other pages (pages.tsx). Not part of the tests; for looking.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import preact from '@preact/preset-vite';
import puppeteer, { type Page } from 'puppeteer';
import { createServer } from 'vite';
import { chromiumPath } from '../../../scripts/browser.ts';

const MATRIX = ['empty', '01', 't1-dag', 'large300', 'live-t1-dag'].flatMap((scene) =>
  ['light', 'dark'].flatMap((theme) =>
    ['1400x800', '400x900', '1400x300'].map(
      (size) => `${scene}:${theme}:${size}${scene.startsWith('live') ? ':at=1500' : ''}`,
    ),
  ),
);

/** Two frames later everything a step set off is painted. */
function drawn(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );
}

const [out = 'out', ...asked] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const server = await createServer({
  root: join(import.meta.dirname, '../../..'),
  configFile: false,
  plugins: [preact()],
  logLevel: 'error',
  server: { port: 0 },
});
await server.listen();
const base = server.resolvedUrls?.local[0];
const browser = await puppeteer.launch({
  executablePath: chromiumPath(),
  args: ['--no-sandbox'],
});
for (const shot of asked.length > 0 ? asked : MATRIX) {
  const [scene, theme, size = '1400x800', query = '', steps = ''] = shot.split(':');
  const [width = 1400, height = 800] = size.split('x').map(Number);
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(shot, error));
  page.on('console', (m) => m.type() === 'error' && !m.text().includes('404') && console.error(shot, m.text()));
  page.setDefaultTimeout(20_000);
  await page.setViewport({ width, height });
  const file = scene === 'popup' || scene === 'options' ? 'pages' : 'index';
  await page.goto(`${base}tests/support/panel-harness/${file}.html?scene=${scene}&theme=${theme}&${query}`);
  await page.waitForSelector('[data-rev], [data-ready="true"]');
  const live = new URLSearchParams(query).get('at');
  await page.waitForFunction((ms: number) => performance.now() > ms, {}, live ? Number(live) + 700 : 500);
  for (const step of steps.split(',').filter((s) => s !== '')) {
    if (step.startsWith('key=')) await page.keyboard.press(step.slice(4) as 'a');
    else if (step.startsWith('hover=')) {
      const [x = 0, y = 0] = step.slice(6).split('/').map(Number);
      await page.mouse.move(x, y);
    } else await page.click(step);
    await drawn(page);
  }
  await drawn(page);
  const name = shot.replaceAll(/[^\w.-]+/g, '_').slice(0, 90);
  await page.screenshot({ path: join(out, `${name}.png`) });
  await page.close();
}
await browser.close();
await server.close();
