import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type Comparison, compareSides, type Side } from '../../src/analysis/compare.ts';
import type { Edge } from '../../src/model/graph.ts';
import type { Run } from '../../src/model/run.ts';
import { buildRun } from '../support/build-run.ts';
import { plausibleRun, soundRun, wildRun } from './arbitrary-run.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 60_000 });

const runs = fc.oneof(wildRun, soundRun, plausibleRun);
const alone = (run: Run): Side => ({ run, set: [run] });
const idsOf = (run: Run): string[] => [...new Set(run.nodes.map((n) => n.id))].sort();

/** Runs of one graph, two nodes in a row, of these lengths in milliseconds, all `factor` times as long. */
const made = (lengths: readonly (readonly [number, number])[], from: number, factor: number): Run[] =>
  lengths.map(([a, b], i) =>
    buildRun({
      start: from + 10_000 * i,
      nodes: [
        { id: 'a', start: 0, end: a * factor },
        { id: 'b', start: a * factor, end: (a + b) * factor },
      ],
      edges: ['a>b'],
    }),
  );
const length = fc.integer({ min: 400, max: 600 });
const lengths = fc.array(fc.tuple(length, length), { minLength: 1, maxLength: 8 });

/** Edges between the given nodes; one that streamed is still the same edge (model/hash.ts). */
function edgesAmong(run: Run, ids: readonly string[]): Set<string> {
  const among = run.edges.filter(([a, b]) => ids.includes(a) && ids.includes(b));
  return new Set(among.map(keyOf));
}
const keyOf = ([a, b, kind]: Edge): string => `${a} ${b} ${kind === 'control' ? 'control' : 'data'}`;
const without = (a: ReadonlySet<string>, b: ReadonlySet<string>): string[] => [...a].filter((x) => !b.has(x)).sort();

describe('two sides against each other', () => {
  it('a run against itself: the same graph, no node changed, nothing to explain', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const { graph, nodes, explanation } = compareSides(alone(run), alone(run));
        expect(graph).toEqual({ added: [], removed: [], guessed: 0, edgesAdded: [], edgesRemoved: [], same: true });
        expect(nodes.map((n) => [n.deltaUs, n.sure])).toEqual(nodes.map(() => [0, undefined]));
        expect(explanation.reasons.every((r) => r.deltaUs === 0)).toBe(true);
        expect(explanation.unmatched).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('the order of the runs in a set changes nothing', () => {
    const shuffled = (all: readonly Run[]) => fc.shuffledSubarray([...all], { minLength: all.length });
    let sure = 0;
    fc.assert(
      fc.property(
        fc.tuple(lengths, lengths, fc.integer({ min: 1, max: 3 })).chain(([a, b, factor]) => {
          const [before, after] = [made(a, 0, 1), made(b, 1_000_000, factor)];
          return fc.tuple(fc.constant([before, after] as const), shuffled(before), shuffled(after));
        }),
        ([[before, after], otherBefore, otherAfter]) => {
          const compare = (x: readonly Run[], y: readonly Run[]): Comparison =>
            compareSides({ run: before[0] as Run, set: x }, { run: after[0] as Run, set: y });
          const first = compare(before, after);
          if (first.sets?.kind === 'slower' && first.nodes.some((n) => n.sure)) sure++;
          expect(first.differ).toBeUndefined();
          expect(compare(otherBefore, otherAfter)).toEqual(first);
        },
      ),
      { numRuns: 200 },
    );
    expect(sure).toBeGreaterThan(0);
  });

  it('the explanation adds up to what the runs differ by, exactly, and each node of either is matched once', () => {
    fc.assert(
      fc.property(runs, runs, (a, b) => {
        const { explanation, graph, nodes } = compareSides(alone(a), alone(b));
        const { beforeUs, afterUs, reasons } = explanation;
        expect(reasons.reduce((sum, r) => sum + r.deltaUs, 0)).toBe(afterUs - beforeUs);
        const once = (ids: readonly (string | undefined)[]) => {
          const known = ids.filter((id) => id !== undefined);
          expect(new Set(known).size).toBe(known.length);
        };
        once(nodes.map((n) => n.node.before));
        once(nodes.map((n) => n.node.after));
        for (const { node, beforeUs: was, afterUs: is, deltaUs } of nodes) {
          expect(deltaUs).toBe((is ?? 0) - (was ?? 0));
          if (node.before === undefined) expect(was).toBeUndefined();
          if (node.after === undefined) expect(is).toBeUndefined();
        }
        const kept = idsOf(a).length - graph.removed.length;
        expect(kept).toBe(idsOf(b).length - graph.added.length);
      }),
      { numRuns: 1_000 },
    );
  });

  it('where ids are kept, nodes and edges that came and went are the differences of the sets', () => {
    // The second run has some of the first one's edges and nodes, and some of another's. A node's type follows from its id.
    const edited = fc
      .tuple(wildRun, wildRun, fc.infiniteStream(fc.boolean()))
      .map(([a, b, keeps]): readonly [Run, Run] => {
        const keep = (): boolean => keeps.next().value;
        const nodes = [...a.nodes.filter(keep), ...b.nodes.filter(keep)].map((n, instance) => ({ ...n, instance }));
        return [a, { ...b, nodes, edges: [...a.edges.filter(keep), ...b.edges.filter(keep)] }];
      });
    fc.assert(
      fc.property(edited, ([a, b]) => {
        const [inA, inB] = [idsOf(a), idsOf(b)];
        const both = inA.filter((id) => inB.includes(id));
        const { graph } = compareSides(alone(a), alone(b));
        expect(graph.guessed).toBe(0);
        expect(graph.added.map((m) => m.after).sort()).toEqual(inB.filter((id) => !both.includes(id)));
        expect(graph.removed.map((m) => m.before).sort()).toEqual(inA.filter((id) => !both.includes(id)));
        const [old, now] = [edgesAmong(a, both), edgesAmong(b, both)];
        expect([...new Set(graph.edgesAdded.map(keyOf))].sort()).toEqual(without(now, old));
        expect([...new Set(graph.edgesRemoved.map(keyOf))].sort()).toEqual(without(old, now));
        const changes = without(now, old).length + without(old, now).length + inA.length + inB.length - 2 * both.length;
        expect(graph.same).toBe(changes === 0);
      }),
      { numRuns: 1_000 },
    );
  });

  it('an edge that streamed in one run and not in the other is the same edge of the same graph', () => {
    const one = (kind: 'data' | 'stream', start: number): Run =>
      buildRun({
        start,
        nodes: [
          { id: 'a', start: 0, end: 10 },
          { id: 'b', start: 10, end: 20 },
        ],
        edges: [['a', 'b', kind]],
      });
    const [before, after] = [one('data', 0), one('stream', 1_000)];
    expect(before.graphHash).toBe(after.graphHash);
    expect(compareSides(alone(before), alone(after)).graph).toMatchObject({
      edgesAdded: [],
      edgesRemoved: [],
      same: true,
    });
  });
});
