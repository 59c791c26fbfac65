/** The pictures of the whole panel that are kept: taken alike by the script that records them and by the test that compares. */
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { ROOT } from '../../../scripts/build.ts';
import type { Harness } from './harness.ts';

/** The command that records the pictures of the installed browser. */
export const RECORD = 'npm run screenshots -- --goldens';

const THEMES = ['light', 'dark'];
const SIZES = { narrow: '400x900', wide: '1400x800' };
const SCENES = { empty: 'empty', '300-nodes': 'large300' };

/** Name of each picture, and what it shows, as harness.ts reads it. */
export const PICTURES: readonly (readonly [name: string, shot: string])[] = THEMES.flatMap((theme) =>
  Object.entries(SIZES).flatMap(([width, size]) =>
    Object.entries(SCENES).map(([name, scene]) => [`${theme}-${width}-${name}`, `${scene}:${theme}:${size}`] as const),
  ),
);

/**
 * The folder of the pictures of a browser, by its major version: the next one paints text and lines a little differently. So does the same
 * one on another system; those of Linux, where CI runs, have the plain name.
 */
export function pictureFolder(version: string, platform: string = process.platform): string {
  const major = /\/(\d+)\./.exec(version)?.[1] ?? 'unknown';
  const name = platform === 'linux' ? `chromium-${major}` : `chromium-${major}-${platform}`;
  return join(ROOT, 'tests', 'golden', 'panel', name);
}

/** As many pictures as may be taken until two in a row are the same. */
const MOST_LOOKS = 20;

/** Takes one of the pictures, of a harness that stands still: when two in a row are the same, everything is painted. */
export async function takePicture(harness: Harness, shot: string): Promise<PNG> {
  const page = await harness.open(shot);
  try {
    let before = Buffer.alloc(0);
    for (let look = 0; look < MOST_LOOKS; look++) {
      const now = Buffer.from(await page.screenshot({ optimizeForSpeed: true }));
      if (now.equals(before)) return PNG.sync.read(now);
      before = now;
    }
    throw new Error(`${shot} does not stand still: ${MOST_LOOKS} pictures, no two in a row the same`);
  } finally {
    await page.close();
  }
}

/** A picture as a file: without the alpha that it does not use and without PNG's filters, flat areas and text are smallest. */
export function encodePicture(picture: PNG): Buffer {
  return PNG.sync.write(picture, {
    colorType: 2,
    inputHasAlpha: true,
    filterType: 0,
    deflateLevel: 9,
    deflateStrategy: 0,
  });
}
