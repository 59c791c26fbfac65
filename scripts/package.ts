/**
 * `npm run package`: what the stores are given, `out/longpole-VERSION-chrome.zip` and `-firefox.zip`. The same sources give the same bytes, on
 * any machine with the locked packages, so that anyone can tell whether what a store offers is what is here.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import { build } from 'vite';
import { audit } from './audit.ts';
import { ROOT } from './build.ts';

export const BROWSERS = ['chrome', 'firefox'] as const;
export type PackagedBrowser = (typeof BROWSERS)[number];

/** Builds anew into a folder of its own and packs that. Rejects with the build's own message. */
export async function packaged(browser: PackagedBrowser): Promise<Uint8Array> {
  const outDir = await mkdtemp(join(tmpdir(), `longpole-${browser}-`));
  try {
    await build({
      root: ROOT,
      configFile: join(ROOT, 'vite.config.ts'),
      logLevel: 'error',
      build: { outDir, emptyOutDir: true },
      ...(browser === 'firefox' ? { mode: 'firefox' } : {}),
    });
    return await zipped(outDir);
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

/** A folder as zip: files in order of their names, all of them of the first day that a zip can say (in the local time that it says it in). */
async function zipped(folder: string): Promise<Uint8Array> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.vite'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
  const files: Zippable = {};
  for (const path of paths) files[path] = await readFile(join(folder, path));
  return zipSync(files, { level: 9, mtime: new Date(1980, 0, 1) });
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

if (import.meta.main) {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  await mkdir(join(ROOT, 'out'), { recursive: true });
  for (const browser of BROWSERS) {
    const bytes = await packaged(browser);
    const name = `out/longpole-${version}-${browser}.zip`;
    await writeFile(join(ROOT, name), bytes);
    console.log(`${name}  ${(bytes.length / 1000).toFixed(0)} kB  sha256 ${sha256(bytes)}`);
  }
  // A registry that cannot be asked stops nobody; what it knows of does.
  const { state, words } = audit();
  if (state === 'clean') console.log(words);
  else console.warn(`${state === 'unknown' ? 'Warning: ' : ''}${words}`);
  if (state === 'found') process.exitCode = 1;
}
