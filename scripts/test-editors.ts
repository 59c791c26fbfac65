/** `npm run test:editors`: the optional suite against real editors from npm. Arguments go to vitest. */
import { spawnSync } from 'node:child_process';
import { findBrowser } from './browser.ts';
import { ROOT } from './build.ts';

const browser = findBrowser((line) => console.error(line));
if (!browser.ok) {
  console.error(browser.error);
  process.exit(1);
}
const { status } = spawnSync('vitest', ['run', '--project', 'editors', ...process.argv.slice(2)], {
  cwd: ROOT,
  stdio: 'inherit',
  shell: process.platform === 'win32',
  env: { ...process.env, CHROME: browser.value, LONGPOLE_TEST_EDITORS: '1' },
});
process.exit(status ?? 1);
