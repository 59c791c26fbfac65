/**
 * Finds the browsers for tests and the demo: what the environment names (CHROME, FIREFOX), else an installed one, else Debian's
 * package when it may be installed, else (Chromium) puppeteer's download, else words about what to do.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fail, ok, type Result } from '../src/model/result.ts';

interface Kind {
  /** Environment variable that names one. */
  readonly variable: string;
  readonly names: readonly string[];
  readonly places: Partial<Record<NodeJS.Platform, readonly string[]>>;
  /** Debian's package. */
  readonly debian: string;
  readonly advice: string;
}

const CHROMIUM: Kind = {
  variable: 'CHROME',
  names: [
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'chrome',
    'microsoft-edge',
    'microsoft-edge-stable',
  ],
  places: {
    linux: ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome', '/opt/microsoft/msedge'],
    darwin: [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ],
    win32: underProgramFiles('Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'),
  },
  debian: 'chromium',
  advice:
    'No Chromium, Chrome or Edge was found, and none could be installed. Install one (Debian/Ubuntu: `sudo apt-get install chromium`;\n' +
    'Fedora: `sudo dnf install chromium`; macOS and Windows: from the maker), or say where one is: `CHROME=/path/to/chrome npm start`.',
};

const FIREFOX: Kind = {
  variable: 'FIREFOX',
  names: ['firefox-esr', 'firefox'],
  places: {
    linux: ['/usr/bin', '/usr/local/bin', '/opt/firefox'],
    darwin: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
    win32: underProgramFiles('Mozilla Firefox/firefox.exe'),
  },
  debian: 'firefox-esr',
  advice:
    'No Firefox was found, and none could be installed. Install one of version 140 or newer (Debian: `sudo apt-get install firefox-esr`;\n' +
    'Fedora: `sudo dnf install firefox`; macOS and Windows: from the maker), or say where one is: `FIREFOX=/path/to/firefox npm test`.\n' +
    "Ubuntu's `firefox` package is a snap, which cannot read the extension: take Mozilla's archive.",
};

/** Path of a browser that is here already. Fails when CHROME names something that cannot be run, or when there is none. */
export function installedBrowser(): Result<string> {
  return installed(CHROMIUM);
}

/** As `installedBrowser`, but installs one where it may. `say` is told what takes time. */
export function findBrowser(say: (line: string) => void): Result<string> {
  const found = find(CHROMIUM, say);
  if (found.ok || process.env.CHROME) return found;
  say('No browser found: downloading Chrome for Testing (puppeteer), once...');
  return downloadBrowser();
}

/** As `findBrowser`, a Firefox. */
export function findFirefox(say: (line: string) => void): Result<string> {
  return find(FIREFOX, say);
}

/** The browser for one test; `npm test` has installed one and named it in CHROME. Throws with advice when there is none. */
export function chromiumPath(): string {
  return pathOf(CHROMIUM);
}

/** The Firefox for one test; `npm test` has installed one and named it in FIREFOX. Throws with advice when there is none. */
export function firefoxPath(): string {
  return pathOf(FIREFOX);
}

function pathOf(kind: Kind): string {
  const found = installed(kind);
  if (!found.ok) throw new Error(found.error);
  return found.value;
}

function installed({ variable, names, places, advice }: Kind): Result<string> {
  const named = process.env[variable];
  if (named)
    return isProgram(named)
      ? ok(named)
      : fail(`${variable} is "${named}", which is not a program that can be run`, variable);
  const here = places[process.platform] ?? [];
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...here];
  const found = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...here].find(isProgram);
  return found === undefined ? fail(advice) : ok(found);
}

function find(kind: Kind, say: (line: string) => void): Result<string> {
  const here = installed(kind);
  const root = here.ok || process.env[kind.variable] ? undefined : rootPrefix();
  if (root === undefined || !existsSync('/etc/debian_version')) return here;
  say(`No ${kind.debian} found: installing Debian’s package (apt-get), once...`);
  run([...root, 'apt-get', 'update']);
  run([...root, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', 'install', '-y', kind.debian]);
  return installed(kind);
}

function underProgramFiles(...programs: string[]): readonly string[] {
  return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((root) => {
    const folder = process.env[root];
    return folder === undefined ? [] : programs.map((program) => join(folder, program));
  });
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** How to run a command as root without being asked for a password; undefined when that is not possible. */
function rootPrefix(): readonly string[] | undefined {
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined;
}

function run([program = '', ...args]: readonly string[]): void {
  spawnSync(program, args, { stdio: ['ignore', 2, 2] });
}

function downloadBrowser(): Result<string> {
  const { status, stdout } = spawnSync('puppeteer', ['browsers', 'install', 'chrome'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 2],
    shell: process.platform === 'win32',
    env: { ...process.env, PUPPETEER_SKIP_DOWNLOAD: '' },
  });
  // "chrome@156.0.1234.5 /home/.../chrome"
  const path = stdout?.trim().split('\n').at(-1)?.replace(/^\S+ /, '');
  return status === 0 && path && isProgram(path) ? ok(path) : fail(CHROMIUM.advice);
}
