import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { analyse } from '../../src/analysis/analyse.ts';
import { type EngineProfile, limited, unbounded } from '../../src/analysis/engine.ts';
import type { Net } from '../../src/analysis/net.ts';
import { NO_GAPS } from '../../src/analysis/simulate.ts';
import { tasksIn } from '../../src/analysis/tasks.ts';
import { buildRun } from '../support/build-run.ts';
import { plausibleRun, soundRun, wildRun } from './arbitrary-run.ts';
import { engineOf, scheduledRun } from './arbitrary-schedule.ts';
import { longestByEnumeration } from './oracles.ts';
import { playAgain } from './play-again.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 60_000 });

const lengthsOf = (net: Net, zero = ''): number[] =>
  tasksIn(net.tasks).map((t) => (net.run.nodes[t.node]?.id === zero ? 0 : t.endUs - t.startUs));

describe('what a node would save, against brute force', () => {
  it('unlimited workers: L less L with the node at no length', () => {
    fc.assert(
      fc.property(fc.oneof(wildRun, soundRun, plausibleRun), (run) => {
        const { savings, net } = analyse(run, { engine: unbounded('free') });
        if (!savings.known) return;
        expect(savings.basis).toBe('drag');
        for (const [id, us] of savings.byId) {
          const zero = new Set(tasksIn(net.tasks).flatMap((t, i) => (run.nodes[t.node]?.id === id ? [i] : [])));
          expect(us).toBe(longestByEnumeration(net) - longestByEnumeration(net, zero));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('one worker: all that it worked, which is what the run played again without it is shorter', () => {
    fc.assert(
      fc.property(scheduledRun(), ({ run, workers }) => {
        fc.pre(workers === 1);
        const { savings, net } = analyse(run, { engine: limited('w', 1) });
        const work = run.nodes.map((n) => (n.endUs ?? 0) - (n.startUs ?? 0));
        fc.pre(work.some((us) => us > 0));
        expect(savings).toEqual({
          known: true,
          basis: 'work',
          byId: new Map(run.nodes.map((n, i) => [n.id, work[i]])),
        });
        const play = (zero?: string) => playAgain(net, { workers: 1, gaps: NO_GAPS, lengths: lengthsOf(net, zero) });
        for (const [i, n] of run.nodes.entries()) expect(play() - play(n.id)).toBe(work[i]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('shared workers beside free nodes: the run played again, less the run played again without the node', () => {
    let seen = 0;
    const gappy = scheduledRun({ mixed: true, handoff: 3, dispatch: 3, even: true, tail: 3 });
    fc.assert(
      fc.property(fc.oneof(scheduledRun({ mixed: true }), gappy), ({ run, workers }) => {
        const analysis = analyse(run, { engine: engineOf(workers) });
        const { savings, net } = analysis;
        if (!savings.known || savings.basis !== 'simulated') return;
        seen++;
        const { gaps } = analysis.model();
        const play = (zero?: string) => playAgain(net, { workers, gaps, lengths: lengthsOf(net, zero) });
        const before = play();
        for (const n of run.nodes) {
          expect(savings.byId.get(n.id)).toBe(Math.max(0, Math.round(before - play(n.id))));
        }
      }),
      { numRuns: 2_000 },
    );
    expect(seen).toBeGreaterThan(500);
  });

  it('is never less than nothing and never more than the run, on any engine', () => {
    const engines = fc.constantFrom<EngineProfile>(
      unbounded('free'),
      limited('one', 1),
      limited('two', 2),
      engineOf(1),
    );
    const scheduled = scheduledRun({ mixed: true, handoff: 3, dispatch: 3, tail: 3 }).map(({ run }) => run);
    // Firings that the run's clock cannot tell apart: each is shorter than its quantum, and they are at work at once.
    const firings = fc.integer({ min: 2, max: 9 }).map((many) => {
      const nodes = Array.from({ length: many }, (_, instance) => ({ id: 'a', instance, start: 0, end: 5 }));
      return buildRun({ nodes, resolutionUs: 10_000 });
    });
    fc.assert(
      fc.property(fc.oneof(wildRun, soundRun, plausibleRun, scheduled, firings), engines, (run, engine) => {
        const { savings, parallelization } = analyse(run, { engine });
        if (!savings.known) return;
        for (const us of savings.byId.values()) {
          expect(us).toBeGreaterThanOrEqual(0);
          expect(us).toBeLessThanOrEqual(parallelization.actualUs);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});
