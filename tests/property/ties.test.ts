import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { cpm, forward } from '../../src/analysis/cpm.ts';
import { drags } from '../../src/analysis/drag.ts';
import { buildNet, type Net } from '../../src/analysis/net.ts';
import { taskAt, tasksIn } from '../../src/analysis/tasks.ts';
import { type Tie, tiesOf, withoutWork } from '../../src/analysis/ties.ts';
import type { Run } from '../../src/model/run.ts';
import { buildRun } from '../support/build-run.ts';
import { plausibleRun, soundRun } from './arbitrary-run.ts';
import { scheduledRun } from './arbitrary-schedule.ts';
import { longestByEnumeration } from './oracles.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 60_000 });

const IDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
/** Branches of these are often equally long, others hardly ever. */
const tied = scheduledRun().map(({ run }): Run => run);
const runs = fc.oneof({ weight: 3, arbitrary: tied }, plausibleRun, soundRun);

/** L less L with all instances of these nodes at no length, by enumeration. */
function jointDrag(net: Net, ids: readonly string[]): number {
  const zero = new Set(
    tasksIn(net.tasks).flatMap((t, i) => (ids.includes(net.run.nodes[t.node]?.id ?? '') ? [i] : [])),
  );
  return longestByEnumeration(net) - longestByEnumeration(net, zero);
}

/** Checks every tie of many runs; there must have been some. */
function everyTie(check: (tie: Tie, net: Net) => void): void {
  let seen = 0;
  fc.assert(
    fc.property(runs, (run) => {
      const net = buildNet(run);
      const times = cpm(net);
      for (const tie of tiesOf(net, times, drags(net, times))) {
        seen++;
        check(tie, net);
      }
    }),
    { numRuns: 3_000 },
  );
  expect(seen).toBeGreaterThan(50);
}

describe('tied branches, against brute force', () => {
  it('hold together what L loses with exactly these nodes at no length', () => {
    everyTie((tie, net) => {
      expect(tie.jointUs).toBe(jointDrag(net, tie.nodes));
      expect(new Set(tie.nodes).size).toBe(tie.nodes.length);
      expect(tie.nodes.length).toBeGreaterThan(1);
    });
  });

  it('of two nodes: no other that alone saves next to nothing holds more with the first', () => {
    everyTie(({ nodes, jointUs }, net) => {
      const [first = ''] = nodes;
      const near = Math.max(net.epsUs, 0.02 * longestByEnumeration(net));
      if (nodes.length !== 2) return;
      for (const other of IDS) {
        if (jointDrag(net, [other]) <= near) expect(jointDrag(net, [first, other])).toBeLessThanOrEqual(jointUs);
      }
    });
  });

  it('hold more than any of them alone, and none of them alone holds much', () => {
    everyTie(({ nodes, jointUs }, net) => {
      const near = Math.max(net.epsUs, 0.02 * longestByEnumeration(net));
      for (const id of nodes) {
        const work = tasksIn(net.tasks).reduce(
          (sum, t) => sum + (net.run.nodes[t.node]?.id === id ? t.endUs - t.startUs : 0),
          0,
        );
        expect(jointDrag(net, [id])).toBeLessThan(jointUs);
        expect(jointDrag(net, [id])).toBeLessThanOrEqual(Math.max(near, 0.1 * work));
      }
    });
  });

  it('are told each once, largest first', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const net = buildNet(run);
        const times = cpm(net);
        const found = tiesOf(net, times, drags(net, times));
        const held = found.map((t) => t.jointUs);
        expect(held).toEqual([...held].sort((a, b) => b - a));
        expect(new Set(found.map((t) => [...t.nodes].sort().join())).size).toBe(found.length);
      }),
      { numRuns: 1_000 },
    );
  });

  it('are found where two nodes that differ by at most 2 % are all there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 1_000 }), fc.nat(20), fc.boolean(), (length, less, swap) => {
        fc.pre(less <= 0.02 * length);
        const lengths = swap ? [length, length - less] : [length - less, length];
        const nodes = lengths.map((us, i) => ({ id: IDS[i] as string, start: 0, end: us }));
        const net = buildNet(buildRun({ nodes }));
        const times = cpm(net);
        const found = tiesOf(net, times, drags(net, times));
        expect(found).toEqual([{ nodes: expect.arrayContaining(['a', 'b']), jointUs: 1_000 * length }]);
      }),
    );
  });

  it('a node that a stream holds open is a partner, although its start is not what the end waits for', () => {
    // `reads` has 3 ms of work and could begin 1 ms later; what it does behind the stream of `makes` ends last, as `alone` does.
    const run = buildRun({
      nodes: [
        { id: 'alone', start: 0, end: 4 },
        { id: 'makes', start: 0, end: 2 },
        { id: 'reads', start: 0, end: 4, waits: [['queue', 0, 1]] },
      ],
      edges: ['makes>reads'],
    });
    const net = buildNet(run);
    const times = cpm(net);
    const [tie] = tiesOf(net, times, drags(net, times));
    expect(tie).toEqual({ nodes: ['alone', 'reads'], jointUs: jointDrag(net, ['alone', 'reads']) });
    expect(tie?.jointUs).toBe(2_000);
  });
});

describe('nodes at no length', () => {
  it('give the same earliest times as the forward pass that leaves their work out', () => {
    fc.assert(
      fc.property(runs, fc.subarray(IDS), (run, ids) => {
        const net = buildNet(run);
        const gone = (t: number) => ids.includes(net.run.nodes[taskAt(net.tasks, t)?.node ?? -1]?.id ?? '');
        const { es, ef, minimumUs } = cpm(withoutWork(net, new Set(ids)));
        const expected = forward(net, gone);
        expect([[...es], [...ef], minimumUs]).toEqual([[...expected.es], [...expected.ef], expected.minimumUs]);
        const zero = new Set(tasksIn(net.tasks).flatMap((_, t) => (gone(t) ? [t] : [])));
        expect(minimumUs).toBe(longestByEnumeration(net, zero));
      }),
      { numRuns: 2_000 },
    );
  });
});
