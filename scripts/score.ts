/**
 * `npm run score`: every recording with a truth beside it goes through editors and recorder, and what comes out is compared with
 * what happened inside the servers. Exit code 1 when a bar is missed. `--json`: for programs.
 */
import { barsOf } from './score/bars.ts';
import { loadScored, withTruth } from './score/load.ts';
import { scoreCapture } from './score/match.ts';
import { printed } from './score/print.ts';
import { rowsOf } from './score/rows.ts';

// A reader that has seen enough (`npm run score | head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
const args = process.argv.slice(2);
const unknown = args.find((arg) => arg !== '--json');
if (unknown !== undefined) {
  process.stderr.write(`no such option: ${unknown}\nUsage: npm run score [-- --json]\n`);
  process.exit(2);
}
const scores = withTruth().map(([folder, name]) => scoreCapture(loadScored(folder, name)));
const rows = rowsOf(scores);
const bars = barsOf(rows, scores);
const missed = bars.filter((bar) => !bar.met);
process.stdout.write(
  args.includes('--json')
    ? `${JSON.stringify({ bars, rows, captures: scores }, null, 2)}\n`
    : printed(rows, scores, bars),
);
if (missed.length > 0) process.stderr.write(`Missed: ${missed.map((bar) => bar.name).join('; ')}\n`);
process.exitCode = missed.length > 0 ? 1 : 0;
