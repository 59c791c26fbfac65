/**
 * `npm run icons`: makes the PNG icons from icons/longpole.svg with Chromium, in the sizes that browsers ask for, and again in grey for
 * "recording is paused". Their drawing is in the one file; nothing is drawn here.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer from 'puppeteer';
import { chromiumPath } from './browser.ts';
import { ROOT } from './build.ts';

const SIZES = [16, 32, 48, 128] as const;
/** Each with the sizes it is wanted in. */
const LOOKS = [
  ['', '', SIZES],
  ['paused-', '.tent { fill: #9aa0a6 } .door { fill: #6b7178 } .pole { fill: #dadce0 }', [16, 32]],
] as const;

const svg = readFileSync(join(ROOT, 'icons', 'longpole.svg'), 'utf8');
const browser = await puppeteer.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
try {
  const page = await browser.newPage();
  for (const [prefix, style, sizes] of LOOKS) {
    for (const size of sizes) {
      await page.setViewport({ width: size, height: size });
      await page.setContent(
        `<style>html, body { margin: 0; background: none } svg { display: block; width: ${size}px; height: ${size}px } ${style}</style>${svg}`,
      );
      const png = await page.screenshot({ omitBackground: true });
      writeFileSync(join(ROOT, 'icons', `${prefix}${size}.png`), png);
    }
  }
} finally {
  await browser.close();
}
