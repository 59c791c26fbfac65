/**
 * The whole panel against pictures of it, taken by the same major version of Chromium: for what only shows when it is painted, such as a
 * colour, a margin, a cut word. Where there are none of the installed version nothing is compared: what a change of structure must not pass
 * are the draw lists and the DOM (tests/unit/panel/whole.test.tsx), which no browser's version changes.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/build.ts';
import { fallbacks } from '../support/panel-harness/fonts-used.ts';
import { type Harness, openHarness } from '../support/panel-harness/harness.ts';
import { encodePicture, PICTURES, pictureFolder, RECORD, takePicture } from '../support/panel-harness/pictures.ts';

/** Share of pixels that may differ. */
const TOLERANCE = 0.001;
/**
 * Distance from which a pixel differs; 1 is black against white, one step of a channel about 0.004. Text dimmer by two steps is seen,
 * another processor's rounding is not.
 */
const PIXEL_DISTANCE = 0.01;
const OUT = join(ROOT, 'out', 'pictures');

let harness: Harness;
let folder = '';
let none: string | undefined;

beforeAll(async () => {
  harness = await openHarness({ still: true });
  folder = pictureFolder(harness.version);
  if (existsSync(folder)) return;
  none = `no pictures of ${harness.version} in ${relative(ROOT, folder)}: record them with \`${RECORD}\``;
  console.warn(`Skipped: ${none}`);
});

afterAll(async () => {
  await harness?.close();
});

/** Share of the pixels that differ; pictures of what differs are left in out/pictures when they are too many. */
function compare(name: string, actual: PNG): number {
  const golden = PNG.sync.read(readFileSync(join(folder, `${name}.png`)));
  const { width, height } = actual;
  expect([width, height], 'size of the picture').toEqual([golden.width, golden.height]);
  const difference = new PNG({ width, height });
  const options = { threshold: PIXEL_DISTANCE, includeAA: true };
  const share = pixelmatch(golden.data, actual.data, difference.data, width, height, options) / (width * height);
  if (share > TOLERANCE) {
    mkdirSync(OUT, { recursive: true });
    writeFileSync(join(OUT, `${name}.actual.png`), encodePicture(actual));
    writeFileSync(join(OUT, `${name}.difference.png`), encodePicture(difference));
  }
  return share;
}

describe('the whole panel', () => {
  it.for(PICTURES)('looks as in the picture %s', async ([name, shot], { skip }) => {
    skip(none !== undefined, none);
    const share = compare(name, await takePicture(harness, shot));
    const where = `see ${relative(ROOT, join(OUT, name))}.{actual,difference}.png; when it is meant to look so: \`${RECORD}\``;
    expect(share, `${(share * 100).toFixed(3)} % of the pixels differ: ${where}`).toBeLessThanOrEqual(TOLERANCE);
  });

  it('is written in the bundled fonts, or the pictures would be of this machine', async () => {
    const page = await harness.open('large300:light:1400x800');
    expect(await fallbacks(page)).toEqual([]);
    await page.close();
  });
});
