/** What the stores are given: the same bytes each time, one version, its licences, and no larger than it was measured to be. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createInstance } from 'addons-linter';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/build.ts';
import { runtimePackages } from '../../scripts/licences.ts';
import { MANIFESTS } from '../../scripts/manifest.ts';
import { BROWSERS, type PackagedBrowser, packaged, sha256 } from '../../scripts/package.ts';
import { PRECISE_FILE } from '../../src/model/site.ts';

const text = (name: string): string => readFileSync(`${ROOT}/${name}`, 'utf8');
const { version } = JSON.parse(text('package.json')) as { version: string };

/**
 * Most kB by gzip of what runs in every page, of the precise clock's script, on sites that have it, and of what opening the panel loads.
 * Measured when they were set: 41.0, 3.8, 5.1 and 169.8; a page
 * evaluates the hook before its own first script, so what is added to it has to be worth that everywhere.
 */
const MOST = { hook: 41.1, relay: 4.5, precise: 5.3, panel: 171 };

/** What the linter of Mozilla's store (`web-ext lint`) warns of, and why it stays. */
const KNOWN = [
  // We declare what Firefox on Android knows from 142 on, and are not for it: there is no DevTools.
  'KEY_FIREFOX_ANDROID_UNSUPPORTED_BY_MIN_VERSION',
  // In Preact, for a property that we never use (tests/unit/imports.test.ts).
  'UNSAFE_VAR_ASSIGNMENT',
];

describe("the linter of Mozilla's store", () => {
  it('finds no error and nothing to warn of but what is known', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'longpole-lint-'));
    try {
      const zip = join(folder, 'longpole.zip');
      await writeFile(zip, await packaged('firefox'));
      const config = { _: [zip], logLevel: 'fatal', output: 'none', stack: false, boring: true, metadata: false };
      const found = await createInstance({ config, runAsBinary: false }).run();
      expect(found.errors).toEqual([]);
      expect(found.notices).toEqual([]);
      expect([...new Set(found.warnings.map(({ code }) => code))].filter((code) => !KNOWN.includes(code))).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 120_000);
});

describe.each(BROWSERS.map((browser) => [browser]))('the package for %s', (browser: PackagedBrowser) => {
  let first: Uint8Array;
  let files: Readonly<Record<string, Uint8Array>>;
  const read = (name: string): string => Buffer.from(files[name] ?? []).toString();
  const kB = (name: string): number => gzipSync(files[name] ?? new Uint8Array(), { level: 9 }).length / 1000;

  beforeAll(async () => {
    first = await packaged(browser);
    files = unzipSync(first);
  }, 120_000);

  it('built a second time has the same bytes', async () => {
    expect(sha256(await packaged(browser))).toBe(sha256(first));
  }, 120_000);

  it('has the version of package.json, which the changes tell of', () => {
    expect((JSON.parse(read('manifest.json')) as { version: string }).version).toBe(version);
    expect(JSON.parse(text('manifest.json'))).not.toHaveProperty('version');
    expect(text('CHANGELOG.md')).toContain(`\n## ${version} (`);
  });

  it('asks for what the manifest says, and no tool has added to it', () => {
    const built = JSON.parse(read('manifest.json')) as Record<string, unknown>;
    const meant: Record<string, unknown> = MANIFESTS[browser];
    expect(Object.keys(built).sort()).toEqual(Object.keys(meant).sort());
    for (const key of Object.keys(meant).filter((each) => /permissions|security|settings/.test(each)))
      expect(built[key], key).toEqual(meant[key]);
  });

  it('has one script of its own that calls the network, the background', () => {
    const calls =
      /(?<![.\w$#]|async )fetch\(|new (?:XMLHttpRequest|WebSocket(?:Stream)?|EventSource|WebTransport)\b|sendBeacon|importScripts/;
    const callers = Object.keys(files).filter((name) => name.endsWith('.js') && calls.test(read(name)));
    const [background] = /assets\/[^'"]+\.js/.exec(read('service-worker-loader.js')) ?? [];
    // And the sockets of a page that has the precise clock, which are its own.
    expect(callers.sort()).toEqual([background, ...(browser === 'chrome' ? [PRECISE_FILE] : [])].sort());
    expect(PRECISE_FILE in files).toBe(browser === 'chrome');
  });

  it('has the licence of each package in it', () => {
    const licences = read('third-party-licences.txt');
    expect(runtimePackages()).toContain('@preact/signals-core');
    for (const name of runtimePackages()) expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+`, 'm'));
  });

  it('has nothing else: no map, no source, no hidden file', () => {
    expect(Object.keys(files).filter((name) => !/^[\w/.-]+\.(?:js|css|html|json|png|svg|txt)$/.test(name))).toEqual([]);
    expect(Object.keys(files).filter((name) => /(?:^|\/)\./.test(name))).toEqual([]);
  });

  it('is no larger than it was', () => {
    const scripts = (JSON.parse(read('manifest.json')) as { content_scripts: { js: string[]; world?: string }[] })
      .content_scripts;
    const of = (world: string | undefined): number => kB(scripts.find((each) => each.world === world)?.js[0] ?? '');
    expect(of('MAIN')).toBeGreaterThan(5);
    expect(of('MAIN')).toBeLessThan(MOST.hook);
    expect(of(undefined)).toBeLessThan(MOST.relay);
    if (browser === 'chrome') expect(kB(PRECISE_FILE)).toBeLessThan(MOST.precise);
    const loaded = [...read('panel/panel.html').matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((m) => m[1] ?? '');
    expect(loaded.length).toBeGreaterThan(3);
    expect(loaded.reduce((sum, name) => sum + kB(name), 0)).toBeLessThan(MOST.panel);
  });
});
