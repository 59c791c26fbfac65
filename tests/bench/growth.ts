/**
 * How the time of what reads, analyses, lays out and writes a run grows with its size: the slope of log time over log size, which is 1 for
 * what is linear. Each size is measured a few times and its median counts. A size that something refuses is left out of its slope, and
 * said. Exit code 1 when a bar is missed.
 */
import { analyse, engineOf } from '../../src/analysis/index.ts';
import { layoutRows } from '../../src/drawing/rows.ts';
import { decodeSession, encodeSession, writeSession } from '../../src/formats/session.ts';
import type { Run } from '../../src/model/run.ts';
import { median, roundsOf, slope, tell, timed } from '../support/bench.ts';
import { largeRun, loops, readAnew } from '../support/large-runs.ts';

const SIZES = [1_000, 10_000, 100_000, 1_000_000];
const BAR = 1.2;
/** Each size is gone through until it makes so many instances: one call of a small run takes less than the compiler's moods. */
const INSTANCES = 100_000;
/** Calls of a size at least, but for a million. */
const LEAST = roundsOf(5);
/** What the others stand beside: it is linear, and its slope shows what caches and memory do on this machine. */
const PARSE = 'JSON.parse of a session';

interface Work {
  readonly run: Run;
  readonly text: string;
}

/** What is measured; a text says why it cannot be done. */
const WORKS: Readonly<Record<string, (work: Work) => string | undefined>> = {
  [PARSE]: ({ text }) => void JSON.parse(text),
  decodeSession: ({ text }) => {
    const read = decodeSession(text);
    return read.ok ? undefined : `${read.error} at ${read.where}`;
  },
  analyse: ({ run }) => void analyse(run, { engine: engineOf(run, {}) }),
  layoutRows: ({ run }) => void layoutRows(run),
  writeSession: ({ run }) => {
    // As it is saved: piece by piece, none kept.
    for (const piece of writeSession([run])) if (piece === '') return 'an empty piece';
    return undefined;
  },
};
const names = Object.keys(WORKS);

/** Log of size and of milliseconds, by what is measured. */
const points = new Map<string, (readonly [number, number])[]>(names.map((name) => [name, []]));

/** Median milliseconds, or why there are none. */
function measure(does: (work: Work) => string | undefined, work: Work, calls: number): number | string {
  const times: number[] = [];
  for (let i = 0; i < calls; i++) {
    let problem: string | undefined;
    const anew = { ...work, run: readAnew(work.run) };
    try {
      times.push(
        timed(() => {
          problem = does(anew);
        }),
      );
    } catch (error) {
      problem = String(error);
    }
    if (problem !== undefined) return problem;
  }
  return median(times);
}

// Compiled code is what a panel that is open has; the first calls are not counted.
const warm = largeRun(loops(SIZES[1] ?? 0));
const warmWork = { run: warm, text: encodeSession([warm]) };
for (const does of Object.values(WORKS)) measure(does, warmWork, 10);

for (const size of SIZES) {
  const run = largeRun(loops(size));
  const work = { run, text: encodeSession([run]) };
  // The million once: it takes seconds, and what it does to memory is part of how it grows.
  const calls = size < 1_000_000 ? Math.max(LEAST, INSTANCES / size) : 1;
  for (const name of names) {
    const ms = measure(WORKS[name] as (work: Work) => string | undefined, work, calls);
    if (typeof ms === 'string') console.log(`  ${name} of ${size} instances: not possible: ${ms}`);
    else {
      console.log(`  ${name} of ${size} instances: ${ms.toFixed(2)} ms`);
      points.get(name)?.push([Math.log(size), Math.log(ms)]);
    }
  }
}
const other = slope(points.get(PARSE) ?? []);
for (const [name, list] of points) {
  const ours = slope(list);
  const bench = `growth of ${name}, ${list.length} of ${SIZES.length} sizes up to 1 000 000`;
  // A size that is refused says nothing about growth; that a million opens is a bar of its own (open.ts).
  tell({ bench, ours, other, unit: 'log ms / log n', n: list.length, bar: BAR, pass: list.length > 2 && ours <= BAR });
}
