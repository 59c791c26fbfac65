/**
 * `npm run bench`: every script in tests/bench, one after another, each in a process of its own so that none is measured with the
 * other's compiled code. A script prints its figures and ends with 1 when a bar is missed; they go into docs/performance.md, each bench's
 * in place of what stood there of it. Arguments choose scripts by name. Without a browser one is installed first.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { type BenchOutcome, ended, figuresIn, withOutcomes } from './bench-document.ts';
import { findBrowser } from './browser.ts';
import { ROOT } from './build.ts';

const FOLDER = join(ROOT, 'tests', 'bench');
const DOCUMENT = join(ROOT, 'docs', 'performance.md');

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const load = (): string => (loadavg()[0] ?? Number.NaN).toFixed(1);

/** Somebody has seen enough. */
let stopped = false;

/** What the figures depend on. No name of the machine, no paths. */
function machine(): string {
  const [cpu] = cpus();
  const chromium = spawnSync(process.env.CHROME ?? 'chromium', ['--version'], { encoding: 'utf8' }).stdout?.trim();
  return [
    `- ${cpus().length} × ${cpu?.model.trim() || 'processor unknown'}, ${Math.round(totalmem() / (1 << 30))} GB`,
    `- ${platform()} ${/^[\d.]*\d/.exec(release())?.[0] ?? ''}, ${arch()}`,
    `- Node ${process.versions.node}, V8 ${process.versions.v8}; ${chromium || 'no Chromium'}`,
    `- ${today()}, load at the start ${load()}`,
  ].join('\n');
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** Runs one and shows what it says while it runs. */
function run(file: string): Promise<BenchOutcome> {
  const name = file.replace(/\.ts$/, '');
  const quick = process.env.LONGPOLE_ROUNDS ? `, a quick look (LONGPOLE_ROUNDS=${process.env.LONGPOLE_ROUNDS})` : '';
  const when = `Measured ${today()}, load before ${load()}${quick}.`;
  const child = spawn(process.execPath, [...process.execArgv, join(FOLDER, file)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Who ends us ends it, or it would go on alone.
  const end = (signal: NodeJS.Signals): void => {
    stopped = true;
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.once(signal, end);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      for (const signal of SIGNALS) process.off(signal, end);
      resolve({ name, figures: figuresIn(output), code: code ?? undefined, when });
    });
  });
}

const wanted = process.argv.slice(2);
const all = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => file.endsWith('.ts')) : [];
const chosen = all.filter((file) => wanted.length === 0 || wanted.some((name) => file.includes(name))).sort();
if (chosen.length === 0) {
  process.stderr.write(`no such bench; there are: ${all.join(', ')}\n`);
  process.exit(2);
}
const browser = findBrowser((line) => console.error(line));
if (browser.ok) process.env.CHROME = browser.value;
else console.error(browser.error);

const around = machine();
const outcomes: BenchOutcome[] = [];
for (const file of chosen) {
  console.log(`\n${file.replace(/\.ts$/, '')}`);
  const outcome = await run(file);
  // Half a bench says nothing: what stands there stays.
  if (stopped) process.exit(130);
  outcomes.push(outcome);
  // Each at once: what a later one does to the machine, or to this process, loses nothing.
  writeFileSync(DOCUMENT, withOutcomes(readFileSync(DOCUMENT, 'utf8'), around, [outcome]));
}
const missed = outcomes.filter((outcome) => !ended(outcome) || outcome.figures.some((figure) => !figure.pass));
console.log(missed.length === 0 ? '\nAll bars met.' : `\nMissed: ${missed.map(({ name }) => name).join(', ')}`);
process.exit(missed.length === 0 ? 0 : 1);
