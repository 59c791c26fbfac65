/** Runs that did other work, or were not seen whole, or began cold are never held against those that did not. */
import { describe, expect, it } from 'vitest';
import { againstHistory } from '../../../src/analysis/against-history.ts';
import { comparableBefore } from '../../../src/analysis/comparable.ts';
import { compareSides } from '../../../src/analysis/compare.ts';
import { etaOf } from '../../../src/analysis/eta.ts';
import { compareWithPrevious } from '../../../src/analysis/regression.ts';
import type { NodeRun, Run } from '../../../src/model/run.ts';
import { buildRun, type RunSpec } from '../../support/build-run.ts';

const SECOND = 1_000_000;

/** A run of three nodes in a row, a second each; `start` in milliseconds. */
const full = (start: number, more: Partial<RunSpec> = {}): Run =>
  buildRun({
    start,
    nodes: ['a', 'b', 'c'].map((id, i) => ({ id, start: 1_000 * i, end: 1_000 * (i + 1) })),
    edges: ['a>b', 'b>c'],
    ...more,
  });

/** The first node came out of the cache, so the others began a second earlier. */
function cached(start: number, more: Partial<RunSpec> = {}): Run {
  const run = full(start, { end: 2_000, ...more });
  const nodes = run.nodes.map((n): NodeRun => {
    const { startUs, endUs, ...idle } = n;
    if (n.id === 'a' || startUs === undefined || endUs === undefined) return { ...idle, status: 'cached' };
    return { ...n, startUs: (startUs - SECOND) as typeof startUs, endUs: (endUs - SECOND) as typeof endUs };
  });
  return { ...run, nodes };
}

const KINDS: Record<string, (start: number) => Run> = {
  full: (start) => full(start),
  cached: (start) => cached(start),
  'seen in part': (start) => full(start, { partial: ['connection-lost'] }),
  cold: (start) => full(start, { cold: 'page-load' }),
  'cold and cached': (start) => cached(start, { cold: 'graph-edit' }),
};
const pairs = Object.keys(KINDS).flatMap((a) => Object.keys(KINDS).map((b) => [a, b] as const));
const make = (kind: string, start: number): Run => (KINDS[kind] ?? full)(start);
const series = (kind: string): Run[] => Array.from({ length: 6 }, (_, i) => make(kind, 10_000 * i));

/** The same run before its last node has ended. */
function live(run: Run): Run {
  const { endUs: _, ...open } = run;
  const nodes = run.nodes.map((n): NodeRun => {
    const { endUs, ...begun } = n;
    return n.id === 'c' ? { ...begun, status: 'running' } : n;
  });
  return { ...open, status: 'running', nodes };
}

describe.each(pairs)('a run that is %s, after runs that are %s', (kind, others) => {
  const run = make(kind, 900_000);
  const before = series(others);
  const whole = (k: string) => k !== 'seen in part';
  const alike = kind === others && whole(kind);
  // What was lost of a run that goes on says nothing of its end: this is expected as of a whole one.
  const isExpected = kind === others || (kind === 'seen in part' && others === 'full');

  it(alike ? 'is held against them' : 'is not held against them', () => {
    expect(comparableBefore(run, before)).toHaveLength(alike ? 6 : 0);
    expect(againstHistory(run, before)?.history ?? []).toHaveLength(alike ? 6 : 0);
    expect('previous' in compareWithPrevious(run, before, 0.2)).toBe(alike);
    const compared = compareSides({ run: before[0] as Run, set: before }, { run, set: [run] });
    expect(compared.differ === undefined).toBe(alike);
    expect(compared.sets === undefined).toBe(!alike);
  });

  it(`is ${whole(others) && isExpected ? '' : 'not '}expected to end as they did`, () => {
    const now = run.startUs + 1.5 * SECOND;
    expect(etaOf(live(run), before, now) !== undefined).toBe(whole(others) && isExpected);
  });
});

describe('runs of another origin or workflow', () => {
  const run = full(900_000);
  it.each<[string, Partial<RunSpec>]>([
    ['another origin', { origin: 'http://other' }],
    ['another workflow', { workflow: { id: 'v', name: 'Other' } }],
    ['another editor', { editor: 'dify' }],
  ])('of %s: neither held against nor expected to end alike', (_, more) => {
    const others = Array.from({ length: 6 }, (__, i) => full(10_000 * i, more));
    expect(comparableBefore(run, others)).toEqual([]);
    expect(etaOf(live(run), others, run.startUs + SECOND)).toBeUndefined();
    expect(etaOf(live(run), series('full'), run.startUs + SECOND)).toBeDefined();
  });
});
