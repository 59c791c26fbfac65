/** Real editors from npm, in a cache outside the repository. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Product {
  readonly name: string;
  readonly version: string;
  /** Packages whose install scripts must run: they build what has to be native. */
  readonly native: readonly string[];
}

export const N8N: Product = { name: 'n8n', version: '2.41.1', native: ['sqlite3'] };
export const NODE_RED: Product = { name: 'node-red', version: '5.0.7', native: [] };

/** `LONGPOLE_EDITORS` or ~/.cache/longpole-editors: 3 GB for n8n, 0.1 GB for Node-RED. */
const CACHE = process.env.LONGPOLE_EDITORS ?? join(homedir(), '.cache', 'longpole-editors');

/** The folder with the product's node_modules; installs it when it is not there. Throws when npm fails. */
export function installed({ name, version, native }: Product): string {
  const folder = join(CACHE, `${name}-${version}`);
  if (existsSync(folder)) return folder;
  const half = `${folder}.part`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  writeFileSync(join(half, 'package.json'), '{"private":true}');
  console.error(`Installing ${name} ${version} into ${folder}, once...`);
  // Install scripts of hundreds of packages that the test does not use would compile for half an hour.
  npm(half, 'install', '--ignore-scripts', `${name}@${version}`);
  for (const module of native) npm(half, 'rebuild', '--foreground-scripts', module);
  renameSync(half, folder);
  return folder;
}

function npm(cwd: string, ...args: readonly string[]): void {
  const all = [...args, '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', all, {
    cwd,
    stdio: ['ignore', 'ignore', 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed in ${cwd}`);
}
