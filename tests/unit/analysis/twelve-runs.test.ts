/** Series of twelve runs in which one node is 40 % slower from the eighth on, or none is: who is told of, and who is not. */
import { describe, expect, it } from 'vitest';
import { againstHistory } from '../../../src/analysis/against-history.ts';
import { analyse } from '../../../src/analysis/analyse.ts';
import type { Insight } from '../../../src/analysis/insight.ts';
import { insights } from '../../../src/analysis/insights.ts';
import { normal, seeded } from '../../../src/analysis/stats/random.ts';
import type { Run } from '../../../src/model/run.ts';
import { buildRun } from '../../support/build-run.ts';

const RUNS = 12;
const SLOWER_FROM = 7;
const SLOWER = 1.4;

/** Milliseconds. `beside` works while `long` does, and is done long before it: the path is first, long, last. */
const TIMES = { first: 1_000, long: 2_000, beside: 1_000, last: 1_000 };
type Name = keyof typeof TIMES;

interface Noise {
  /** Standard deviation of ln(time), of each node by itself and of all nodes of one run together. */
  readonly each: number;
  readonly together: number;
}

function series(seed: number, noise: Noise, slow?: Name): readonly Run[] {
  const random = seeded(seed);
  return Array.from({ length: RUNS }, (_, i) => {
    const machine = Math.exp(noise.together * normal(random));
    const took = (name: Name): number => {
      const more = name === slow && i >= SLOWER_FROM ? SLOWER : 1;
      return Math.round(TIMES[name] * more * machine * Math.exp(noise.each * normal(random)));
    };
    const [first, long, beside, last] = [took('first'), took('long'), took('beside'), took('last')];
    const join = first + Math.max(long, beside);
    return buildRun({
      start: 60_000 * i,
      nodes: [
        { id: 'first', start: 0, end: first },
        { id: 'long', start: first, end: first + long },
        { id: 'beside', start: first, end: first + beside },
        { id: 'last', start: join, end: join + last },
      ],
      edges: ['first>long', 'first>beside', 'long>last', 'beside>last'],
    });
  });
}

const verdictOf = (runs: readonly Run[], index: number) => againstHistory(runs[index] as Run, runs);
const slowerNodes = (runs: readonly Run[], index: number) =>
  verdictOf(runs, index)?.nodes.filter((n) => n.grade.kind === 'confirmed') ?? [];

/** What the panel says of one of them; it has them all, but looks only at those before it. */
function told(runs: readonly Run[], index: number, kind: Insight['kind']): Insight | undefined {
  return insights(analyse(runs[index] as Run), runs, { limit: 99 }).find((i) => i.kind === kind);
}

/** Slow runs are no history of the slow ones after them until they are as many as the others. */
const SLOW = Array.from({ length: RUNS - SLOWER_FROM }, (_, i) => SLOWER_FROM + i);
const QUIET: Noise = { each: 0.03, together: 0 };
const seeds = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1);

describe('a node of the critical path is 40 % slower from the eighth run on, at 3 % noise', () => {
  it('run and node are flagged, for sure, and not before', () => {
    for (const seed of seeds(40)) {
      const runs = series(seed, QUIET, 'long');
      for (const index of SLOW) {
        expect(verdictOf(runs, index)?.run.kind).toBe('confirmed');
        expect(slowerNodes(runs, index).map((n) => [n.id, n.hidden])).toEqual([['long', false]]);
        const regression = told(runs, index, 'regression');
        expect(regression).toMatchObject({ severity: 'high', sure: { level: 'sure' }, evidence: { nodes: ['long'] } });
        expect(regression?.evidence.text).not.toContain('off the critical path');
        expect(told(runs, index, 'slower-node')).toBeUndefined();
      }
      for (let index = 0; index < SLOWER_FROM; index++) expect(told(runs, index, 'regression')).toBeUndefined();
    }
  });
});

describe('a node beside the critical path is 40 % slower from the eighth run on, at 3 % noise', () => {
  it('the node is told of as hidden, the run is as usual', () => {
    for (const seed of seeds(40)) {
      const runs = series(seed, QUIET, 'beside');
      for (const index of SLOW) {
        expect(verdictOf(runs, index)?.run.kind).toBe('noise');
        expect(slowerNodes(runs, index).map((n) => [n.id, n.hidden])).toEqual([['beside', true]]);
        expect(told(runs, index, 'regression')).toBeUndefined();
        const slower = told(runs, index, 'slower-node');
        expect(slower).toMatchObject({ severity: 'low', sure: { level: 'sure' }, evidence: { nodes: ['beside'] } });
        expect(slower?.evidence.text).toContain('hidden by parallelism');
      }
    }
  });
});

describe('nothing changes, at 5 % noise', () => {
  // Of all nodes by themselves, and of the machine that makes all of them slow at once.
  it.each<[string, Noise]>([
    ['of each node', { each: 0.05, together: 0 }],
    ['of all nodes together', { each: 0, together: 0.05 }],
  ])('%s: the last of twelve runs, and its nodes, are flagged in at most 2 % of 200 series', (_, noise) => {
    let [runsFlagged, nodesFlagged] = [0, 0];
    for (const seed of seeds(200)) {
      const runs = series(seed, noise);
      if (verdictOf(runs, RUNS - 1)?.run.kind === 'confirmed') runsFlagged++;
      nodesFlagged += slowerNodes(runs, RUNS - 1).length;
    }
    expect(runsFlagged / 200).toBeLessThanOrEqual(0.02);
    expect(nodesFlagged / (200 * Object.keys(TIMES).length)).toBeLessThanOrEqual(0.02);
  });
});
