import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type Analysis, analyse } from '../../src/analysis/analyse.ts';
import { type NodeCurve, nodeCurve } from '../../src/analysis/node-curve.ts';
import { taskAt } from '../../src/analysis/tasks.ts';
import type { Run } from '../../src/model/run.ts';
import { plausibleRun, soundRun, stretched } from './arbitrary-run.ts';
import { engineOf, scheduledRun } from './arbitrary-schedule.ts';
import { longestScaled } from './oracles.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 60_000 });

type Known = Extract<NodeCurve, { known: true }>;

/** Milliseconds in place of microseconds: what is rounded to one microsecond is then next to nothing. */
function enlarged(run: Run): Run {
  return { ...stretched(run, 1_000), resolutionUs: 1_000 * run.resolutionUs };
}

const unlimited = fc.oneof(soundRun, plausibleRun).map(enlarged);
const factor = fc.oneof(fc.double({ min: 1, max: 50, noNaN: true }), fc.constantFrom(1, 2, Number.POSITIVE_INFINITY));

/** T with the node taking this share of its time, L recomputed by enumeration. */
function projected({ net }: Analysis, id: string, share: number): number {
  const mine = (t: number) => net.run.nodes[taskAt(net.tasks, t)?.node ?? -1]?.id === id;
  const saved = longestScaled(net, () => 1) - longestScaled(net, (t) => (mine(t) ? share : 1));
  return net.window.endUs - net.window.startUs - saved;
}

/** Checks every curve there is of the run's nodes. */
function everyCurve(analysis: Analysis, check: (curve: Known, id: string) => void): void {
  for (const id of new Set(analysis.run.nodes.map((n) => n.id))) {
    const curve = nodeCurve(analysis, id);
    if (curve.known) check(curve, id);
  }
}

describe('the curve of one node, unlimited workers', () => {
  it('is T less what L loses, by enumeration, at every speed-up', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(unlimited, factor, (run, times) => {
        const analysis = analyse(run);
        const actualUs = analysis.parallelization.actualUs;
        everyCurve(analysis, (curve, id) => {
          seen.add(curve.basis);
          expect(curve.at(times)).toBeCloseTo(projected(analysis, id, 1 / times), 4);
          expect(curve.at(1)).toBeCloseTo(actualUs, 4);
        });
      }),
      { numRuns: 5_000 },
    );
    expect([...seen].sort()).toEqual(['closed-form', 'critical-path']);
  });

  it('never rises with the speed-up', () => {
    fc.assert(
      fc.property(unlimited, factor, factor, (run, a, b) => {
        everyCurve(analyse(run), (curve) => {
          expect(curve.at(Math.max(a, b))).toBeLessThanOrEqual(curve.at(Math.min(a, b)) + 1e-4);
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('has its knee where the last gain is: nothing beyond it, something before it', () => {
    let knees = 0;
    fc.assert(
      fc.property(unlimited, (run) => {
        const analysis = analyse(run);
        everyCurve(analysis, ({ knee, basis }, id) => {
          const at = (share: number) => projected(analysis, id, share);
          // Where L is computed anew the knee is known to a 1024th of the node's time, and one microsecond is no gain.
          const [fine, nothing] = basis === 'closed-form' ? [1e-6, 1e-4] : [1 / 1_024, 1 + 1e-4];
          const share = knee === undefined ? 0 : 1 / knee;
          expect(share).toBeLessThanOrEqual(1);
          expect(at(share) - at(0)).toBeLessThanOrEqual(nothing);
          if (share === 1) return;
          knees++;
          // One step before it, as far as there is one, something is gained by going on.
          const before = share + fine * (1 + 1e-9);
          if (before <= 1) expect(at(before) - at(0)).toBeGreaterThan(basis === 'closed-form' ? 0 : 1 - 1e-4);
        });
      }),
      { numRuns: 5_000 },
    );
    expect(knees).toBeGreaterThan(100);
  });
});

describe('the curve of one node, limited workers', () => {
  it('begins at T, is a finite time at every speed-up, and is not told where the model fails', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(scheduledRun({ mixed: true, handoff: 2, tail: 3 }), factor, ({ run, workers }, times) => {
        const analysis = analyse(enlarged(run), { engine: engineOf(workers) });
        everyCurve(analysis, (curve) => {
          seen.add(curve.basis);
          expect(curve.at(1)).toBeCloseTo(analysis.parallelization.actualUs, 4);
          expect(curve.at(times)).toBeGreaterThanOrEqual(-1e-6);
          expect(curve.at(times)).toBeLessThan(Number.POSITIVE_INFINITY);
        });
      }),
      { numRuns: 1_000 },
    );
    expect(seen).toContain('simulated');
  });
});
