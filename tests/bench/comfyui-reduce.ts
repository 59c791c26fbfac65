/**
 * What the hook costs on a ComfyUI run of 322 nodes (20 MB of `progress_state`), against JSON.parse of the same text in the same
 * process, alternating. Prints one line of JSON; exit code 1 when the bar is missed.
 */
import { createReducer } from '../../src/editors/comfyui/reduce/reduce.ts';
import type { Micros } from '../../src/model/time.ts';
import { median } from '../support/bench.ts';
import { comfyuiFrames } from '../support/comfyui-frames.ts';

const NODES = 322;
const ROUNDS = 15;
const BAR = 0.25;
const frames = comfyuiFrames(NODES);

function reduceAll(): number {
  const reducer = createReducer();
  let records = 0;
  for (const [i, data] of frames.entries()) {
    const frame = { link: 1, transport: 'websocket', url: '', dir: 'in', data, t: (i * 1000) as Micros } as const;
    records += reducer.reduce(frame).length;
  }
  return records;
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

if (reduceAll() < 2 * NODES) throw new Error('the reducer did not see every node begin and end');
parseAll();
const ours: number[] = [];
const other: number[] = [];
for (let i = 0; i < ROUNDS; i++) {
  ours.push(timed(reduceAll));
  other.push(timed(parseAll));
}
const ratio = median(ours) / median(other);
const pass = ratio < BAR;
const round = (n: number) => Math.round(n * 1000) / 1000;
const bytes = frames.reduce((sum, f) => sum + f.length, 0);
process.stdout.write(
  `${JSON.stringify({
    bench: `ComfyUI reducer against JSON.parse, ${NODES} nodes, ${Math.round(bytes / 1e5) / 10} MB`,
    ours: round(median(ours)),
    other: round(median(other)),
    ratio: round(ratio),
    unit: 'ms',
    n: ROUNDS,
    bar: BAR,
    pass,
  })}\n`,
);
process.exitCode = pass ? 0 : 1;
