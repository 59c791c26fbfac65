/**
 * What a socket of no editor that we know costs, frame by frame: every editor looks at its head. Against JSON.parse of the same
 * text in the same process, alternating. Prints one line of JSON; exit code 1 when the bar is missed.
 */
import { openConnection } from '../../src/editors/connection.ts';
import { PAGE_EDITORS } from '../../src/editors/page-registry.ts';
import type { Micros } from '../../src/model/time.ts';
import { median } from '../support/bench.ts';

const FRAMES = 2_000;
const ROUNDS = 15;
const BAR = 0.25;

/** Like the traffic of a chat or a dashboard: 4 kB, nested, with the words that our editors use somewhere inside. */
const frames = Array.from({ length: FRAMES }, (_, i) =>
  JSON.stringify({
    event: 'update',
    id: i,
    rows: Array.from({ length: 40 }, (_row, k) => ({
      type: 'node',
      status: 'running',
      value: k * i,
      text: 'x'.repeat(40),
    })),
  }),
);

function lookAtAll(): number {
  const connection = openConnection(PAGE_EDITORS);
  let records = 0;
  for (const [i, data] of frames.entries()) {
    const frame = {
      link: 1,
      transport: 'websocket',
      url: 'ws://x/feed',
      dir: 'in',
      data,
      t: (i * 1000) as Micros,
    } as const;
    records += connection.take(frame).length;
  }
  return records + (connection.claimed ? 1 : 0);
}

function parseAll(): number {
  let keys = 0;
  for (const data of frames) keys += Object.keys(JSON.parse(data) as object).length;
  return keys;
}

function timed(work: () => number): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}

if (lookAtAll() !== 0) throw new Error('an editor took this traffic for its own');
parseAll();
const ours: number[] = [];
const other: number[] = [];
for (let i = 0; i < ROUNDS; i++) {
  ours.push(timed(lookAtAll));
  other.push(timed(parseAll));
}
const ratio = median(ours) / median(other);
const round = (n: number) => Math.round(n * 1000) / 1000;
process.stdout.write(
  `${JSON.stringify({
    bench: `a socket of no editor we know against JSON.parse, ${FRAMES} frames`,
    ours: round(median(ours)),
    other: round(median(other)),
    perFrameUs: round((median(ours) / FRAMES) * 1000),
    ratio: round(ratio),
    unit: 'ms',
    n: ROUNDS,
    bar: BAR,
    pass: ratio < BAR,
  })}\n`,
);
process.exitCode = ratio < BAR ? 0 : 1;
