/**
 * `npm run study`: simulates, with seeded chance, how often each verdict raises a false alarm and how often it finds what is there, and
 * prints the tables of docs/study.md. Exit code 1 when a figure is not what the design states. `--json`: for programs.
 */
import { barsOf } from './study/bars.ts';
import { printed } from './study/print.ts';
import { DRAWS, study } from './study/study.ts';

// A reader that has seen enough (`npm run study | head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
const args = process.argv.slice(2);
const unknown = args.find((arg) => arg !== '--json');
if (unknown !== undefined) {
  process.stderr.write(`no such option: ${unknown}\nUsage: npm run study [-- --json]\n`);
  process.exit(2);
}
const result = study(DRAWS);
const bars = barsOf(result);
const missed = bars.filter((bar) => !bar.met);
process.stdout.write(
  args.includes('--json') ? `${JSON.stringify({ bars, ...result }, null, 2)}\n` : printed(result, bars),
);
if (missed.length > 0) process.stderr.write(`Missed: ${missed.map((bar) => bar.name).join('; ')}\n`);
process.exitCode = missed.length > 0 ? 1 : 0;
