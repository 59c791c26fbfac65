/**
 * Finds a Chromium for tests and the demo: CHROME, else an installed browser, else Debian's package when it may be
 * installed, else puppeteer's download, else words about what to do.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fail, ok, type Result } from '../src/model/result.ts';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'microsoft-edge-stable',
];

const PLACES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome', '/opt/microsoft/msedge'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((root) => {
    const folder = process.env[root];
    return folder === undefined
      ? []
      : [join(folder, 'Google/Chrome/Application/chrome.exe'), join(folder, 'Microsoft/Edge/Application/msedge.exe')];
  }),
};

const ADVICE =
  'No Chromium, Chrome or Edge was found, and none could be installed. Install one (Debian/Ubuntu: `sudo apt-get install chromium`;\n' +
  'Fedora: `sudo dnf install chromium`; macOS and Windows: from the maker), or say where one is: `CHROME=/path/to/chrome npm start`.';

/** Path of a browser that is here already. Fails when CHROME names something that cannot be run, or when there is none. */
export function installedBrowser(): Result<string> {
  const named = process.env.CHROME;
  if (named)
    return isProgram(named)
      ? ok(named)
      : fail(`CHROME is "${named}", which is not a program that can be run`, 'CHROME');
  const places = PLACES[process.platform] ?? [];
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...places];
  const candidates = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...places];
  const found = candidates.find(isProgram);
  return found === undefined ? fail(ADVICE) : ok(found);
}

/** As `installedBrowser`, but installs one where it may. `say` is told what takes time. */
export function findBrowser(say: (line: string) => void): Result<string> {
  const here = installedBrowser();
  if (here.ok || process.env.CHROME) return here;
  const root = rootPrefix();
  if (root !== undefined && existsSync('/etc/debian_version')) {
    say('No browser found: installing Debian’s chromium (apt-get), once...');
    run([...root, 'apt-get', 'update']);
    run([...root, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', 'install', '-y', 'chromium']);
    const installed = installedBrowser();
    if (installed.ok) return installed;
  }
  say('No browser found: downloading Chrome for Testing (puppeteer), once...');
  return downloadBrowser();
}

/** The browser for one test; `npm test` has installed one and named it in CHROME. Throws with advice when there is none. */
export function chromiumPath(): string {
  const found = installedBrowser();
  if (!found.ok) throw new Error(found.error);
  return found.value;
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
  return status === 0 && path && isProgram(path) ? ok(path) : fail(ADVICE);
}
