/**
 * Pictures of the panel: `node tests/support/panel-harness/shoot.ts OUT [scene:theme:WIDTHxHEIGHT[:query[:steps]]]...` (harness.ts).
 * Without scenes: the usual matrix. Not part of the tests; for looking.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openHarness } from './harness.ts';

const MATRIX = ['empty', '01', 't1-dag', 'large300', 'live-t1-dag'].flatMap((scene) =>
  ['light', 'dark'].flatMap((theme) =>
    ['1400x800', '400x900', '1400x300'].map(
      (size) => `${scene}:${theme}:${size}${scene.startsWith('live') ? ':at=1500' : ''}`,
    ),
  ),
);

const [out = 'out', ...asked] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const harness = await openHarness();
for (const shot of asked.length > 0 ? asked : MATRIX) {
  const page = await harness.open(shot);
  const name = shot.replaceAll(/[^\w.-]+/g, '_').slice(0, 90);
  await page.screenshot({ path: join(out, `${name}.png`) });
  await page.close();
}
await harness.close();
