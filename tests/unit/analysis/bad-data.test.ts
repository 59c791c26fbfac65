/** Runs that no engine could have made: nothing throws, no number is none, the laws hold, and a reason to doubt is given. */
import { describe, expect, it } from 'vitest';
import { type Analysis, analyse } from '../../../src/analysis/analyse.ts';
import { compareSides } from '../../../src/analysis/compare.ts';
import { type EngineProfile, limited, profileOf, unbounded } from '../../../src/analysis/engine.ts';
import { etaOf } from '../../../src/analysis/eta.ts';
import { findings } from '../../../src/analysis/insights.ts';
import { lanesOf } from '../../../src/analysis/lanes.ts';
import { overRuns } from '../../../src/analysis/many-runs.ts';
import { nodeCurve } from '../../../src/analysis/node-curve.ts';
import { tiesOf } from '../../../src/analysis/ties.ts';
import { whatIfs } from '../../../src/analysis/what-ifs.ts';
import type { NodeRun, Run } from '../../../src/model/run.ts';
import type { Micros } from '../../../src/model/time.ts';
import { buildRun, type RunSpec, T0 } from '../../support/build-run.ts';

const IN_1970 = 1_000 as Micros;
const IN_2200 = Date.UTC(2200, 0, 1) * 1_000;
const LAST = Number.MAX_SAFE_INTEGER;

/** Two nodes in a row, half a second each. */
const pair: RunSpec = {
  nodes: [
    { id: 'a', start: 0, end: 500 },
    { id: 'b', start: 500, end: 1_000 },
  ],
  edges: ['a>b'],
};
/** The same with times of the second node that are not to be believed, microseconds. */
const withTimes = (times: { readonly startUs?: number; readonly endUs?: number }): Run => {
  const run = buildRun(pair);
  const nodes = run.nodes.map((n): NodeRun => (n.id === 'b' ? { ...n, ...(times as Partial<NodeRun>) } : n));
  return { ...run, nodes };
};
const near: RunSpec['nodes'] = [
  { id: 'a', start: 0, end: 2 },
  { id: 'b', start: 1, end: 3 },
  { id: 'c', start: 2, end: 4 },
];

interface Case {
  readonly run: Run;
  /** Epoch microseconds, of a run that goes on. */
  readonly now?: number;
  /** What must be said somewhere; absent where the run is sound in spite of all, or where it is not told from a sound one. */
  readonly said?: RegExp;
}

const CASES: Record<string, Case> = {
  'edges to nodes that are not there': {
    run: buildRun({ ...pair, edges: ['a>b', 'a>x', 'y>b', 'y>x'] }),
    said: /3 dependencies of 4 name nodes that the run does not have/,
  },
  'edges from a node to itself': { run: buildRun({ ...pair, edges: ['a>a', 'a>b', 'b>b'] }) },
  'a circle in the graph that the times open': { run: buildRun({ ...pair, edges: ['a>b', 'b>a'] }) },
  'a circle of two instances that each began before the other ended': {
    run: buildRun({ nodes: near.slice(0, 2), edges: ['a>b', 'b>a'], resolutionUs: 10_000 }),
    said: /1 dependency contradicted the observed order/,
  },
  'a circle of three instances': {
    run: buildRun({ nodes: near, edges: ['a>b', 'b>c', 'c>a'], resolutionUs: 10_000 }),
    said: /1 dependency contradicted the observed order/,
  },
  'a node that ended before it began': {
    run: withTimes({ startUs: T0 + 900_000, endUs: T0 + 600_000 }),
    said: /B ended before it began/,
  },
  'an end in 1970': { run: withTimes({ endUs: IN_1970 }), said: /B ended before it began/ },
  'a start in 1970': { run: withTimes({ startUs: IN_1970 }), said: /B began before the run did/ },
  'start and end in 1970': {
    run: withTimes({ startUs: IN_1970, endUs: IN_1970 + 5 }),
    said: /B began before the run did/,
  },
  'an end in 2200': { run: withTimes({ endUs: IN_2200 }), said: /more than a year apart/ },
  'a start in 2200': { run: withTimes({ startUs: IN_2200 }), said: /B ended before it began/ },
  'an end at the last whole number': { run: withTimes({ endUs: LAST }), said: /more than a year apart/ },
  'start and end at the last whole numbers': {
    run: withTimes({ startUs: LAST - 5, endUs: LAST }),
    said: /more than a year apart/,
  },
  'one instance twice': {
    run: buildRun({ ...pair, nodes: [...pair.nodes, { id: 'a', start: 0, end: 500 }] }),
    said: /A is there twice as the same instance/,
  },
  'one instance twice, in different words': {
    run: buildRun({ ...pair, nodes: [...pair.nodes, { id: 'a', start: 400, status: 'error', end: 900 }] }),
    said: /A is there twice as the same instance/,
  },
  'a node without an end in a run that is over': {
    run: buildRun({
      nodes: [
        { id: 'a', start: 0, end: 500 },
        { id: 'b', start: 500 },
      ],
      edges: ['a>b'],
      end: 2_000,
    }),
    said: /B began and never ended, although the run did/,
  },
  'a node without an end in a run that goes on': {
    run: buildRun({
      nodes: [
        { id: 'a', start: 0, end: 500 },
        { id: 'b', start: 500 },
      ],
      edges: ['a>b'],
      end: null,
    }),
    now: T0 + 5e6,
    said: /The run still goes on/,
  },
  'the same, and the clock says 1970': {
    run: buildRun({
      nodes: [
        { id: 'a', start: 0, end: 500 },
        { id: 'b', start: 500 },
      ],
      edges: ['a>b'],
      end: null,
    }),
    now: IN_1970,
    said: /The run still goes on/,
  },
  'a run whose end lies before its start': {
    run: buildRun({ ...pair, end: -1_000 }),
    said: /The run ended 1.00 s before it began/,
  },
  'the same without a node': {
    run: buildRun({ nodes: [], end: -1_000 }),
    said: /The run ended 1.00 s before it began/,
  },
  'a run that began in 1970': { run: { ...buildRun(pair), startUs: IN_1970 }, said: /more than a year apart/ },
  'a run that ended in 2200': { run: { ...buildRun(pair), endUs: IN_2200 as Micros }, said: /more than a year apart/ },
  'a run that was cut off': {
    run: buildRun({ ...pair, status: 'cut' }),
    said: /The end of this run was not seen/,
  },
  'parents in a circle, waits outside of their node, ready after the start': {
    run: buildRun({
      nodes: [
        { id: 'a', start: 0, end: 500, parent: ['b', 0], waits: [['input', -900, 9_000]], ready: 700 },
        { id: 'b', start: 100, end: 800, parent: ['a', 0], waits: [['external', 300, 200]] },
      ],
      edges: ['a>b'],
    }),
    said: /is said to lie inside itself/,
  },
};

const ENGINES: readonly EngineProfile[] = [
  unbounded('free'),
  limited('one', 1),
  limited('two', 2),
  profileOf('mixed', {
    classes: [
      { name: 'own', capacity: 1, types: ['own'] },
      { name: 'any', capacity: null, types: ['*'] },
    ],
  }),
];

/** Every number in plain data, maps and typed arrays; functions are left out. */
function numbersIn(value: unknown, seen = new Set<unknown>()): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  seen.add(value);
  const parts = value instanceof Map ? [...value].flat() : Object.values(value);
  return parts.flatMap((part) => numbersIn(part, seen));
}

function expectLaws({ net, path, parallelization, cpm, savings }: Analysis): void {
  let at = net.window.startUs;
  for (const s of path.segments) {
    expect(s.startUs).toBe(at);
    expect(s.endUs).toBeGreaterThan(s.startUs);
    at = s.endUs;
  }
  expect(at).toBe(net.window.endUs);
  const { actualUs, spent, lost } = parallelization;
  expect(actualUs).toBeGreaterThanOrEqual(0);
  expect(cpm.minimumUs).toBeLessThanOrEqual(actualUs);
  expect(Object.values(spent).reduce((sum, us) => sum + us, 0)).toBe(actualUs);
  if (lost) {
    expect(Object.values(lost).every((us) => us >= 0)).toBe(true);
    expect(lost.graphUs + lost.engineUs + lost.schedulingUs).toBe(actualUs);
  }
  if (!savings.known) return;
  for (const us of savings.byId.values()) {
    expect(us).toBeGreaterThanOrEqual(0);
    expect(us).toBeLessThanOrEqual(actualUs);
  }
}

/** All that is said in words about a run by itself. */
function wordsOf({ parallelization: { minimum, caveats }, savings }: Analysis): string {
  return [...caveats, minimum.known ? '' : minimum.reason, savings.known ? '' : savings.reason].join(' ');
}

describe.each(Object.entries(CASES))('%s', (_, { run, now, said }) => {
  it.each(ENGINES.map((engine) => [engine.name, engine] as const))('on %s workers keeps the laws', (_name, engine) => {
    const analysis = analyse(run, { engine, ...(now === undefined ? {} : { now }) });
    expectLaws(analysis);
    const { net, cpm, savings } = analysis;
    const ids = run.nodes.map((n) => n.id);
    const everything = [
      analysis,
      analysis.model(),
      lanesOf(net),
      overRuns([analysis]),
      savings.known ? tiesOf(net, cpm, savings.byId) : [],
      whatIfs(analysis),
      ids.map((id) => {
        const curve = nodeCurve(analysis, id);
        return curve.known ? [1, 2, Number.POSITIVE_INFINITY].map((factor) => curve.at(factor)) : [];
      }),
    ];
    const numbers = numbersIn(everything);
    expect(numbers.length).toBeGreaterThan(10);
    expect(numbers.some(Number.isNaN)).toBe(false);
  });

  it(said ? 'is said to be doubtful' : 'is told of without a number that is none', () => {
    const analysis = analyse(run, now === undefined ? {} : { now });
    const found = findings(analysis, [run, buildRun(pair)], { limit: 99 }).shown;
    for (const { evidence } of found) expect(evidence.numbers.every(({ value }) => Number.isFinite(value))).toBe(true);
    expect(JSON.stringify(found)).not.toMatch(/NaN|Infinity|undefined/);
    if (said) {
      expect(analysis.savings.known).toBe(false);
      // Of one that goes on the longest chain so far is known.
      expect(analysis.parallelization.minimum.known).toBe(now !== undefined);
      expect(whatIfs(analysis)).toEqual([]);
    }
    if (said) expect(`${wordsOf(analysis)} ${found.map((i) => i.title).join(' ')}`).toMatch(said);
  });

  it('can stand beside a sound run', () => {
    const sound = buildRun(pair);
    for (const [before, after] of [[run, sound] as const, [sound, run] as const]) {
      const compared = compareSides({ run: before, set: [before] }, { run: after, set: [after] });
      expect(numbersIn(compared).some(Number.isNaN)).toBe(false);
      const { reasons, beforeUs, afterUs } = compared.explanation;
      expect(reasons.reduce((sum, r) => sum + r.deltaUs, 0)).toBe(afterUs - beforeUs);
    }
    const live = buildRun({ ...pair, end: null });
    const eta = etaOf(live, [run, run, run], T0 + 1_000);
    expect(numbersIn(eta).every(Number.isFinite)).toBe(true);
  });
});
