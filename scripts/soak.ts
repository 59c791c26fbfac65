/**
 * `npm run soak`: what tests/faults does to the extension, many times and for long, and docs/reliability.md anew from what came of it.
 * `faults` (30 minutes; `faults TIMES` for more or fewer of each), `load` (12 minutes), `hour` (one hour; `hour SECONDS`); all three
 * without an argument. Each writes its own table and leaves the others. Exit code 1 when something did not hold.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULTS, type Fault, inject, type Outcome } from '../tests/faults/faults.ts';
import { LOADS, LONG } from '../tests/faults/load.ts';
import { carry } from '../tests/faults/load-carry.ts';
import type { Load, LoadOutcome } from '../tests/faults/load-scene.ts';
import { buildExtension, ROOT } from './build.ts';

const FILE = join(ROOT, 'docs/reliability.md');
/** The background is killed at 200 points of a run, four in each; the others are each of one kind. */
const TIMES: Readonly<Record<string, number>> = {
  'the background is killed, four times in a run': 50,
  'Firefox: the background is ended, four times in a run': 5,
};
const OTHERS = 3;
const HOUR = 3_600;

/** Rows of a table, and whether all held. */
interface Table {
  readonly rows: readonly string[];
  readonly held: boolean;
}

function add(all: readonly Outcome[]): Outcome {
  const sum = (pick: (each: Outcome) => number): number => all.reduce((total, each) => total + pick(each), 0);
  return {
    times: sum((each) => each.times),
    runs: sum((each) => each.runs),
    lost: sum((each) => each.lost),
    recoveredMs: all.flatMap((each) => each.recoveredMs),
    wrong: all.flatMap((each) => each.wrong),
  };
}

function row({ name, holds }: Fault, { times, runs, lost, recoveredMs, wrong }: Outcome): string {
  const list = [...recoveredMs].sort((a, b) => a - b);
  const seconds = (share: number): string =>
    ((list[Math.floor(share * (list.length - 1))] ?? Number.NaN) / 1000).toFixed(2);
  return `| ${name} | ${times} | ${runs} | ${lost} | ${seconds(0.5)} (${seconds(1)}) | ${holds} | ${held(wrong)} |`;
}

const held = (wrong: readonly string[]): string =>
  wrong.length === 0 ? 'yes' : `no: ${[...new Set(wrong)].join('; ')}`;

async function faults(asked: number): Promise<Table> {
  const rows: string[] = [];
  let good = true;
  for (const fault of FAULTS) {
    const times = Number.isNaN(asked) ? (TIMES[fault.name] ?? (fault.slow ? 2 : OTHERS)) : asked;
    const outcomes: Outcome[] = [];
    for (let seed = 1; seed <= times; seed++) outcomes.push(await inject(fault, seed));
    const total = add(outcomes);
    rows.push(row(fault, total));
    console.log(rows.at(-1));
    good &&= total.wrong.length === 0 && total.lost === 0;
  }
  return { rows, held: good };
}

async function loads(list: readonly Load[], seconds: number): Promise<Table> {
  const rows: string[] = [];
  let good = true;
  for (const load of list) {
    const { found, wrong }: LoadOutcome = await carry(load, seconds);
    rows.push(`| ${load.name} | ${found} | ${load.holds} | ${held(wrong)} |`);
    console.log(rows.at(-1));
    good &&= wrong.length === 0;
  }
  return { rows, held: good };
}

/** Puts the rows between the marks of a part in the document: `<!-- part -->` … `<!-- /part -->`. */
function write(part: string, { rows }: Table): void {
  const [open, close] = [`<!-- ${part} -->`, `<!-- /${part} -->`];
  const text = readFileSync(FILE, 'utf8');
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`${FILE} has no place for ${part}`);
  const head = text
    .slice(from + open.length, to)
    .split('\n')
    .slice(0, 3)
    .join('\n');
  writeFileSync(FILE, `${text.slice(0, from)}${open}${head}\n${rows.join('\n')}\n${text.slice(to)}`);
}

const PARTS: Readonly<Record<string, (asked: number) => Promise<Table>>> = {
  faults,
  load: () => loads(LOADS, 0),
  hour: (seconds) => loads([LONG], Number.isNaN(seconds) ? HOUR : seconds),
};

const [name, number] = process.argv.slice(2);
const chosen = Object.entries(PARTS).filter(([part]) => name === undefined || part === name);
if (chosen.length === 0) {
  process.stderr.write(`there are: ${Object.keys(PARTS).join(', ')}\n`);
  process.exit(2);
}
await buildExtension('chromium');
await buildExtension('firefox');
for (const [part, run] of chosen) {
  const table = await run(Number(number ?? Number.NaN));
  write(part, table);
  if (!table.held) process.exitCode = 1;
}
