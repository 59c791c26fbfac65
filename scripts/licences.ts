/** The licences of what is in the built extension: of each package that the product needs at run time, and of what these need. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MODULES = join(ROOT, 'node_modules');

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** Names of the packages that come along, in order. */
export function runtimePackages(): readonly string[] {
  const found = new Set<string>();
  const visit = (names: readonly string[]): void => {
    for (const name of names) {
      if (found.has(name)) continue;
      found.add(name);
      visit(Object.keys(manifestOf(join(MODULES, name)).dependencies ?? {}));
    }
  };
  visit(Object.keys(manifestOf(ROOT).dependencies ?? {}));
  return [...found].sort();
}

/** Their licences as text. Throws for a package that comes without one. */
export function licencesText(): string {
  const parts = runtimePackages().map((name) => {
    const folder = join(MODULES, name);
    const { version, license = '' } = manifestOf(folder);
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    if (file === undefined) throw new Error(`${name} comes without its licence`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  return `Longpole contains these packages.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

/** Puts them beside the extension's own files. */
export function licencesFile(): Plugin {
  return {
    name: 'longpole-licences',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'third-party-licences.txt', source: licencesText() });
    },
  };
}
