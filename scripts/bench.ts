/**
 * `npm run bench`: every script in tests/bench, one after another, each in a process of its own so that none is measured with the
 * other's compiled code. A script prints its figures and ends with 1 when a bar is missed. Arguments choose scripts by name.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './build.ts';

const FOLDER = join(ROOT, 'tests', 'bench');
const wanted = process.argv.slice(2);
const all = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => file.endsWith('.ts')) : [];
const chosen = all.filter((file) => wanted.length === 0 || wanted.some((name) => file.includes(name))).sort();
if (chosen.length === 0) {
  process.stderr.write(`no such bench; there are: ${all.join(', ')}\n`);
  process.exit(2);
}
const missed = chosen.filter((file) => {
  console.log(`\n${file.replace(/\.ts$/, '')}`);
  const { status } = spawnSync(process.execPath, [...process.execArgv, join(FOLDER, file)], { stdio: 'inherit' });
  return status !== 0;
});
console.log(missed.length === 0 ? '\nAll bars met.' : `\nMissed: ${missed.join(', ')}`);
process.exit(missed.length === 0 ? 0 : 1);
