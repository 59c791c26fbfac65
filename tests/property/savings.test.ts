import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { analyse } from '../../src/analysis/analyse.ts';
import { type EngineProfile, limited, unbounded } from '../../src/analysis/engine.ts';
import type { Net } from '../../src/analysis/net.ts';
import type { Gaps } from '../../src/analysis/simulate.ts';
import { buildRun } from '../support/build-run.ts';
import { plausibleRun, wildRun } from './arbitrary-run.ts';
import { engineOf, scheduledRun } from './arbitrary-schedule.ts';
import { longestByEnumeration } from './oracles.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 60_000 });

const lengthsOf = (net: Net, zero = ''): number[] =>
  net.tasks.map((t) => (net.run.nodes[t.node]?.id === zero ? 0 : t.endUs - t.startUs));

/**
 * The run played again by walking through time half a microsecond at a time (gaps are medians, so halves occur): who is done lets go, who
 * is ready by then asks, then all free workers are given out in the order of the observed starts. One task a node, no streams.
 */
function playAgain(net: Net, workers: number, gaps: Gaps, lengths: readonly number[]): number {
  const needsWorker = (t: number): boolean => net.run.nodes[net.tasks[t]?.node ?? -1]?.type === 'gpu';
  const begun = new Map<number, number>();
  const asked = new Map<number, number>();
  const ended = new Map<number, number>();
  const inputs = net.tasks.map((_, t) => (net.into[t] ?? []).map((arc) => arc.from));
  const inOrder = net.tasks.map((_, t) => t);
  const startOf = (t: number): number => net.tasks[t]?.startUs ?? 0;
  inOrder.sort((a, b) => startOf(a) - startOf(b) || (net.rank[a] ?? 0) - (net.rank[b] ?? 0));
  for (let now = 0; ; now += 0.5) {
    for (let again = true; again; ) {
      again = false;
      for (const [t, at] of begun) {
        if (ended.has(t) || at + (lengths[t] as number) > now) continue;
        ended.set(t, now);
        again = true;
      }
      for (const t of inOrder) {
        const from = inputs[t] as number[];
        if (asked.has(t) || !from.every((u) => ended.has(u))) continue;
        const ready =
          from.length === 0 ? gaps.startupUs : Math.max(...from.map((u) => ended.get(u) ?? 0)) + gaps.handoffUs;
        if (ready > now) continue;
        asked.set(t, now);
        if (!needsWorker(t)) begun.set(t, now);
        again = true;
      }
      if (again) continue;
      const busy = [...begun.keys()].filter((t) => needsWorker(t) && !ended.has(t)).length;
      const waiting = inOrder.filter((t) => asked.has(t) && !begun.has(t));
      for (const t of waiting.slice(0, workers - busy)) {
        begun.set(t, now + ((asked.get(t) as number) < now ? gaps.dispatchUs : 0));
        again = true;
      }
    }
    if (ended.size === net.tasks.length) return Math.max(...ended.values());
  }
}

describe('what a node would save, against brute force', () => {
  it('unlimited workers: L less L with the node at no length', () => {
    fc.assert(
      fc.property(fc.oneof(wildRun, plausibleRun), (run) => {
        const { savings, net } = analyse(run, { engine: unbounded('free') });
        if (!savings.known) return;
        expect(savings.basis).toBe('drag');
        for (const [id, us] of savings.byId) {
          const zero = new Set(net.tasks.flatMap((t, i) => (run.nodes[t.node]?.id === id ? [i] : [])));
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
        const play = (zero?: string) =>
          playAgain(net, 1, { startupUs: 0, handoffUs: 0, dispatchUs: 0 }, lengthsOf(net, zero));
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
        const play = (zero?: string) => playAgain(net, workers, gaps, lengthsOf(net, zero));
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
      fc.property(fc.oneof(wildRun, plausibleRun, scheduled, firings), engines, (run, engine) => {
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
