/** Builds the extension into dist, unless what is there is newer than all it is made from. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const DIST = join(ROOT, 'dist');

const SOURCES = [
  'src',
  'panel',
  'popup',
  'options',
  'icons',
  'content-script',
  'manifest.json',
  'vite.config.ts',
  'package-lock.json',
];

/** Builds when something changed. Rejects with the build's own message. */
export async function buildExtension(): Promise<void> {
  const built = await newest(join(DIST, 'manifest.json'));
  const changed = Math.max(...(await Promise.all(SOURCES.map((source) => newest(join(ROOT, source))))));
  if (built > changed) return;
  await build({ root: ROOT, configFile: join(ROOT, 'vite.config.ts'), logLevel: 'warn' });
}

/** Time of the last change of a file or of anything in a folder, epoch ms; 0 when there is no such thing. */
async function newest(path: string): Promise<number> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) return 0;
  if (!info.isDirectory()) return info.mtimeMs;
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const times = entries.map(async (e) => (await stat(join(e.parentPath, e.name))).mtimeMs);
  return Math.max(info.mtimeMs, ...(await Promise.all(times)));
}
