/**
 * `npm run soak`: each fault of tests/faults many times, with other seeds, and docs/reliability.md anew from what came of it. Ten minutes;
 * `-- TIMES` for more or fewer of each. Exit code 1 when something did not hold.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULTS, type Fault, inject, type Outcome } from '../tests/faults/faults.ts';
import { buildExtension, ROOT } from './build.ts';

/** The background is killed at 200 points of a run, four in each; the others are each of one kind. */
const TIMES: Readonly<Record<string, number>> = { 'the background is killed, four times in a run': 50 };
const OTHERS = 5;
const asked = Number(process.argv[2] ?? Number.NaN);

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
  const held = wrong.length === 0 ? 'yes' : `no: ${[...new Set(wrong)].join('; ')}`;
  return `| ${name} | ${times} | ${runs} | ${lost} | ${seconds(0.5)} (${seconds(1)}) | ${holds} | ${held} |`;
}

await buildExtension('chromium');
const rows: string[] = [];
let failed = false;
for (const fault of FAULTS) {
  const times = Number.isNaN(asked) ? (TIMES[fault.name] ?? (fault.slow ? 2 : OTHERS)) : asked;
  const outcomes: Outcome[] = [];
  for (let seed = 1; seed <= times; seed++) outcomes.push(await inject(fault, seed));
  const total = add(outcomes);
  rows.push(row(fault, total));
  console.log(rows.at(-1));
  failed ||= total.wrong.length > 0 || total.lost > 0;
}
writeFileSync(
  join(ROOT, 'docs/reliability.md'),
  `# What was done to it, and what held
Written by \`npm run soak\`, which does each of these to the built extension in Chromium while a recorded run of 112 frames is played over a real socket, at
moments that seeds choose (tests/faults). A run is "as it was sent" when what the panel exports equals, member by member, what the recorder makes of every
record that the page sent. Recovered: until the background was up again, or until the run was told as cut; median and longest, in seconds.

| fault | times | runs checked | events lost | recovered, s | what must hold | held |
|---|---|---|---|---|---|---|
${rows.join('\n')}

A page that crashes says nothing more: it counts as gone after a minute without it, which is looked at when that minute is over, or, where the background has ended meanwhile, up to a minute later.

In \`npm test\`, besides one of each but the crash: the background killed at random points against a clock of its own (tests/unit/background/kill.test.ts), disks that
are full, broken or silent (storage.test.ts), the back/forward cache, prerendered and late pages (tests/compliance), browsers closed and started again
(tests/e2e/persistence.test.ts).
`,
);
process.exitCode = failed ? 1 : 0;
