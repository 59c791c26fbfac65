/** Builds the extension, unless what is there is newer than all it is made from. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const DIST = join(ROOT, 'dist');
export const DIST_FIREFOX = join(ROOT, 'dist-firefox');

const SOURCES = [
  'src',
  'panel',
  'popup',
  'options',
  'icons',
  'content-script',
  'report',
  'scripts/report-template.ts',
  'scripts/licences.ts',
  'scripts/precise.ts',
  'scripts/manifest.ts',
  'package.json',
  'manifest.json',
  'vite.config.ts',
  'package-lock.json',
];

/** Builds the one for Chromium (DIST) or for Firefox (DIST_FIREFOX) when something changed. Rejects with the build's own message. */
export async function buildExtension(browser: 'chromium' | 'firefox' = 'chromium'): Promise<void> {
  const built = await newest(join(browser === 'firefox' ? DIST_FIREFOX : DIST, 'manifest.json'));
  const changed = Math.max(...(await Promise.all(SOURCES.map((source) => newest(join(ROOT, source))))));
  if (built > changed) return;
  const mode = browser === 'firefox' ? { mode: 'firefox' } : {};
  await build({ root: ROOT, configFile: join(ROOT, 'vite.config.ts'), logLevel: 'warn', ...mode });
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
