/**
 * `npm run screenshots`: takes the README's pictures anew, of the panel on recorded runs of real servers, into docs/img.
 * `npm run screenshots -- --goldens`: instead those that tests/e2e/pictures.test.ts compares with, of the installed Chromium, into
 * tests/golden/panel.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Harness, openHarness } from '../tests/support/panel-harness/harness.ts';
import { encodePicture, PICTURES, pictureFolder, takePicture } from '../tests/support/panel-harness/pictures.ts';
import { ROOT } from './build.ts';

/** File and what it shows: scene, theme, size, query, steps (harness.ts). */
const README = [
  ['panel-light', 't7-regression:light:1280x800'],
  ['panel-dark', 'comfyui/02-parallel-sync:dark:1280x720::[data-action="show-whatif"]'],
  ['panel-compare', 't7-regression:light:1280x800::[data-action="show-compare"]'],
  ['panel-narrow', 'n8n/branches:dark:420x800'],
] as const;

const say = (file: string): boolean => process.stdout.write(`${relative(ROOT, file)}\n`);

async function takeReadme(harness: Harness): Promise<void> {
  for (const [name, shot] of README) {
    const page = await harness.open(shot);
    const path = join(ROOT, 'docs', 'img', `${name}.png`) as `${string}.png`;
    await page.screenshot({ path });
    await page.close();
    say(path);
  }
}

async function takeGoldens(harness: Harness): Promise<void> {
  const folder = pictureFolder(harness.version);
  mkdirSync(folder, { recursive: true });
  for (const [name, shot] of PICTURES) {
    const file = join(folder, `${name}.png`);
    writeFileSync(file, encodePicture(await takePicture(harness, shot)));
    say(file);
  }
}

const goldens = process.argv.includes('--goldens');
const harness = await openHarness({ still: goldens });
try {
  await (goldens ? takeGoldens : takeReadme)(harness);
} finally {
  await harness.close();
}
