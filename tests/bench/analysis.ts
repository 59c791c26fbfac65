/**
 * Everything that the panel's first view asks of the analysis, of a run of 100 000 nodes with three edges each, against JSON.parse of the
 * same session's text in the same process, in turns. Floats and drags are part of `analyse`. Exit code 1 when the bar is missed.
 */

import { pathWaits } from '../../panel/state/path-waits.ts';
import { type Analysis, analyse, costOf, engineOf, findings, lanesOf } from '../../src/analysis/index.ts';
import { lanesFrom } from '../../src/drawing/lanes.ts';
import { layoutRows } from '../../src/drawing/rows.ts';
import { encodeSession } from '../../src/formats/session.ts';
import { NO_PRICES } from '../../src/model/price.ts';
import type { Run } from '../../src/model/run.ts';
import { median, roundsOf, tell, timed } from '../support/bench.ts';
import { graph, largeRun, readAnew } from '../support/large-runs.ts';

const NODES = 100_000;
const ROUNDS = roundsOf(9);
const BAR = 1;

const run = largeRun(graph(NODES));
const text = encodeSession([run]);
const engine = engineOf(run, {});

/** In the order in which the panel asks (panel/state/findings.ts, timeline-model.ts, panel/views). */
const PARTS = {
  'analysis with critical path, float, drag and concurrency': (_: Analysis | undefined, seen: Run) =>
    analyse(seen, { engine }),
  findings: (a: Analysis) => findings(a, [a.run]),
  cost: (a: Analysis) => costOf(a.run, NO_PRICES),
  'waits on the critical path': pathWaits,
  'rows of the waterfall': (a: Analysis) => layoutRows(a.run),
  lanes: ({ net, run: { nodes } }: Analysis) => {
    const { of, count } = lanesOf(net);
    return lanesFrom(nodes, of, count);
  },
} as const satisfies Readonly<Record<string, (a: Analysis, seen: Run) => unknown>>;

type Part = keyof typeof PARTS;
const names = Object.keys(PARTS) as Part[];

/** Milliseconds of each part. The first makes the analysis that the others read. */
function firstView(): readonly number[] {
  let analysis: Analysis | undefined;
  const seen = readAnew(run);
  return names.map((name) =>
    timed(() => {
      const made = PARTS[name](analysis as Analysis, seen);
      analysis ??= made as Analysis;
    }),
  );
}

const known = analyse(run, { engine });
if (known.cpm.minimumUs <= 0 || known.path.nodes.length < 2 || lanesOf(known.net).count !== 8)
  throw new Error('the run was not analysed: eight nodes are at work at once');
JSON.parse(text);

const ours: (readonly number[])[] = [];
const other: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  ours.push(firstView());
  other.push(timed(() => JSON.parse(text)));
}
const sums = ours.map((parts) => parts.reduce((sum, ms) => sum + ms, 0));
console.log(`  ${run.nodes.length} nodes, ${run.edges.length} edges, ${(text.length / 1e6).toFixed(1)} MB of session`);
for (const [i, name] of names.entries())
  console.log(`  ${name}: ${median(ours.map((parts) => parts[i] ?? Number.NaN)).toFixed(1)} ms`);
const ratio = median(sums) / median(other);
tell({
  bench: `first view of ${NODES.toLocaleString('en').replaceAll(',', ' ')} nodes, three edges each, against JSON.parse of its session`,
  ours: median(sums),
  other: median(other),
  ratio,
  unit: 'ms',
  n: ROUNDS,
  bar: BAR,
  pass: ratio <= BAR,
});
