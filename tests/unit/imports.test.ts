import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What each room may import besides itself. Pure rooms may import no package at all. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  'src/model': [],
  'src/editors': ['src/model'],
  'src/recorder': ['src/model'],
  'src/analysis': ['src/model'],
  'src/formats': ['src/model'],
  'src/drawing': ['src/model'],
  'src/messages': ['src/model'],
  'src/profiler': ['src/model', 'src/editors', 'src/recorder', 'src/analysis', 'src/formats', 'src/messages'],
  'src/platform': ['src/model'],
  'src/background': ['src/model', 'src/analysis', 'src/formats', 'src/messages', 'src/profiler', 'src/platform'],
  'content-script': ['src/model', 'src/editors', 'src/messages'],
  panel: [
    'src/model',
    'src/editors',
    'src/analysis',
    'src/formats',
    'src/drawing',
    'src/messages',
    'src/profiler',
    'src/platform',
  ],
  popup: ['src/model', 'src/analysis', 'src/drawing', 'src/messages', 'src/platform', 'panel'],
  options: [
    'src/model',
    'src/editors',
    'src/analysis',
    'src/formats',
    'src/drawing',
    'src/messages',
    'src/platform',
    'panel',
  ],
  report: ['src/model', 'src/analysis', 'src/formats', 'src/drawing', 'panel'],
  cli: ['src/model', 'src/analysis', 'src/formats', 'src/drawing', 'src/profiler'],
};
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'src/profiler/preact.ts': ['preact', 'preact/hooks', '@preact/signals'],
  'src/platform': ['webextension-polyfill'],
  panel: ['preact', 'preact/hooks', '@preact/signals', 'uplot'],
  'panel/main.tsx': ['virtual:report-template'],
  'content-script/precise/socket-worker.ts': ['virtual:precise-worker'],
  popup: ['preact', 'preact/hooks', '@preact/signals'],
  options: ['preact', 'preact/hooks', '@preact/signals'],
  report: ['preact', 'preact/hooks'],
  cli: ['node:'],
};

const root = resolve(import.meta.dirname, '../..');
const files = Object.keys(MAY).flatMap((room) =>
  readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((f) => /\.tsx?$/.test(f))
    .map((f) => posix.join(room, f.replaceAll('\\', '/'))),
);

function roomOf(path: string): string | undefined {
  return Object.keys(MAY).find((room) => path.startsWith(`${room}/`));
}

/** Every module a file names: `import ... from`, `export ... from`, bare and dynamic imports. */
function importsOf(file: string): readonly string[] {
  const source = readFileSync(join(root, file), 'utf8');
  const named = source.matchAll(
    /^(?:import|export)\s[^;']*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...named].map((m) => m[1] ?? m[2] ?? m[3] ?? '');
}

function wrong(file: string, name: string): string | undefined {
  const room = roomOf(file) ?? '';
  if (name.startsWith('.')) {
    const target = relative(root, resolve(root, dirname(file), name)).replaceAll('\\', '/');
    // The command line builds its report's template with the sources it runs from.
    if (file === 'cli/main.ts' && target === 'scripts/report-template.ts') return undefined;
    if (/^icons\/[\w-]+\.png$/.test(target)) return undefined;
    const to = roomOf(target);
    if (to === room || (to && MAY[room]?.includes(to))) return undefined;
    return `${file} -> ${target}`;
  }
  const allowed = [...(PACKAGES[file] ?? []), ...(PACKAGES[room] ?? [])];
  if (allowed.some((p) => (p.endsWith(':') ? name.startsWith(p) : name === p || name.startsWith(`${p}/`))))
    return undefined;
  return `${file} -> ${name}`;
}

describe('imports', () => {
  it('run one way', () => {
    expect(files.length).toBeGreaterThan(50);
    const arrows = files.flatMap((f) => importsOf(f).map((name) => wrong(f, name)));
    expect(arrows.length).toBeGreaterThan(100);
    expect(arrows.filter((arrow) => arrow !== undefined)).toEqual([]);
  });

  it('keep `chrome` and `browser` in the platform and in the content scripts', () => {
    const named = files.filter((f) => /(?<![\w.'"`-])(?:chrome|browser)\.[a-z]/.test(stripped(f)));
    const elsewhere = named.filter(
      (f) => !f.startsWith('src/platform/') && !f.startsWith('content-script/') && f !== 'panel/devtools.ts',
    );
    expect(elsewhere).toEqual([]);
  });

  it('leave no way in for markup of a page', () => {
    expect(
      files.filter((f) => /innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/.test(stripped(f))),
      // `inspectedWindow.eval` runs scripts of ours in the page, as DevTools' console does, and none of the page's in us.
    ).toEqual(['src/platform/inspected.ts']);
    expect(stripped('src/platform/inspected.ts').match(/[\w.]*\beval\(/g)).toEqual([
      'view.chrome.devtools.inspectedWindow.eval(',
    ]);
  });

  it('say nothing over the network, but for the one that speaks to the collector', () => {
    expect(
      files.filter((f) =>
        /(?<!async |[.\w])fetch\(|globalThis\.fetch|new XMLHttpRequest|sendBeacon|new EventSource/.test(stripped(f)),
      ),
    ).toEqual(['src/platform/collector.ts']);
  });

  it('keep files to 300 lines and entries to 40', () => {
    const lines = (f: string) => readFileSync(join(root, f), 'utf8').split('\n').length - 1;
    const entries = [
      'content-script/hook.iife.ts',
      'content-script/relay.iife.ts',
      'content-script/precise.iife.ts',
      'content-script/precise/worker.ts',
      'src/background/main.ts',
      'panel/main.tsx',
      'panel/devtools.ts',
      'popup/main.tsx',
      'options/main.tsx',
      'report/main.tsx',
      'cli/main.ts',
    ];
    expect(files.filter((f) => lines(f) > 300)).toEqual([]);
    expect(entries.filter((f) => lines(f) > 40)).toEqual([]);
  });
});

/** Source without comments and text. */
function stripped(file: string): string {
  return readFileSync(join(root, file), 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(?<!:)\/\/.*$/gm, '')
    .replaceAll(/'[^'\n]*'/g, "''");
}
