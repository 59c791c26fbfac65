/** What the build must keep: scripts that run before the page's first, and nothing that a page could load or find us by. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DIST } from '../../scripts/build.ts';
import { PRECISE_FILE } from '../../src/model/site.ts';

interface Built {
  readonly content_scripts: readonly {
    readonly js: readonly string[];
    readonly run_at: string;
    readonly world?: string;
  }[];
  readonly web_accessible_resources?: unknown;
}

const manifest: Built = JSON.parse(await readFile(join(DIST, 'manifest.json'), 'utf8'));

describe('the built extension', () => {
  it('has no resource that a page could load', () => {
    expect(manifest.web_accessible_resources).toBeUndefined();
  });

  it('has one script in the page’s world and one in its own, both at document_start', () => {
    const scripts = manifest.content_scripts.map(({ world, run_at, js }) => [world ?? 'ISOLATED', run_at, js.length]);
    expect(scripts).toEqual([
      ['MAIN', 'document_start', 1],
      ['ISOLATED', 'document_start', 1],
    ]);
  });

  // A module would be loaded asynchronously: 31-92 ms after the page's first script in the measurements.
  it.each([...manifest.content_scripts.flatMap(({ js }) => js), PRECISE_FILE])(
    '%s is one classic script in a function',
    async (file) => {
      const source = (await readFile(join(DIST, file), 'utf8')).trim();
      expect(source).toMatch(/^\(function\(\)\s*\{[\s\S]*\}\)\(\);?$/);
      expect(source).not.toMatch(/\bimport\b\s*[({"'`]|\bexport\b\s*[{*]|\beval\(|new Function\(|sourceMappingURL/);
    },
  );
});
