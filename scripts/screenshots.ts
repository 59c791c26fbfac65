/** `npm run screenshots`: takes the README's pictures anew, of the panel on recorded runs of real servers, into docs/img. */
import { join } from 'node:path';
import { openHarness } from '../tests/support/panel-harness/harness.ts';
import { ROOT } from './build.ts';

/** File and what it shows: scene, theme, size, query, steps (harness.ts). */
const PICTURES = [
  ['panel-light', 't7-regression:light:1280x800'],
  ['panel-dark', 'comfyui/02-parallel-sync:dark:1280x720::[data-action="show-whatif"]'],
  ['panel-compare', 't7-regression:light:1280x800::[data-action="show-compare"]'],
  ['panel-narrow', 'n8n/branches:dark:420x800'],
] as const;

const harness = await openHarness();
try {
  for (const [name, shot] of PICTURES) {
    const page = await harness.open(shot);
    await page.screenshot({ path: join(ROOT, 'docs', 'img', `${name}.png`) });
    await page.close();
    process.stdout.write(`docs/img/${name}.png\n`);
  }
} finally {
  await harness.close();
}
