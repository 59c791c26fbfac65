/** Runs as engines with few workers make them: their critical paths against what the scheduler knows, and Graham's bound. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { analyse } from '../../src/analysis/analyse.ts';
import { type EngineProfile, limited } from '../../src/analysis/engine.ts';
import type { Run } from '../../src/model/run.ts';
import { engineOf, scheduledRun } from './arbitrary-schedule.ts';
import { longestByEnumeration } from './oracles.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 60_000 });

const gappy = { handoff: 6, dispatch: 6, tail: 5 };

function expectTiledAndBounded(run: Run, engine: EngineProfile): void {
  const { path, net, parallelization } = analyse(run, { engine });
  let at: number = run.startUs;
  for (const s of path.segments) {
    expect(s.startUs).toBe(at);
    expect(s.endUs).toBeGreaterThan(s.startUs);
    at = s.endUs;
  }
  expect(at).toBe(run.endUs);
  const { minimum, lost, actualUs } = parallelization;
  expect(minimum.known).toBe(actualUs > 0);
  if (!minimum.known || !lost) return;
  expect(minimum.minimumUs).toBe(longestByEnumeration(net));
  expect(minimum.minimumUs).toBeLessThanOrEqual(actualUs);
  expect(lost.engineUs).toBeGreaterThanOrEqual(0);
  expect(lost.schedulingUs).toBeGreaterThanOrEqual(0);
  expect(lost.graphUs + lost.engineUs + lost.schedulingUs).toBe(actualUs);
}

/** Is there a way from one node to another over the edges? */
function leadsTo(run: Run, from: string, to: string): boolean {
  return run.edges.some(([a, b]) => a === from && (b === to || leadsTo(run, b, to)));
}

/**
 * When the worker of a node became free, by the definition (docs: analysis, section 2): the last end of an unrelated node of its class
 * after its inputs were there and before it began.
 */
function freedUs(run: Run, index: number): number | undefined {
  const cur = run.nodes[index];
  if (cur?.startUs === undefined) return undefined;
  const { id, startUs } = cur;
  const inputs = run.nodes.filter((n) => run.edges.some(([a, b]) => a === n.id && b === id));
  const readyUs = Math.max(run.startUs, ...inputs.map((n) => n.endUs ?? 0));
  const ends = run.nodes.flatMap((x) => {
    const { startUs: from = 0, endUs: to = 0 } = x;
    const mate = x !== cur && x.type === cur.type && !leadsTo(run, x.id, id);
    return mate && from < startUs && to > readyUs && to <= startUs ? [to] : [];
  });
  return ends.length === 0 ? undefined : Math.max(...ends);
}

describe('schedules of 1 to 3 workers', () => {
  it('are tiled exactly, and L <= LB <= T, whatever the gaps', () => {
    fc.assert(
      fc.property(scheduledRun(gappy), ({ run, workers }) => expectTiledAndBounded(run, limited('w', workers))),
      { numRuns: 1_000 },
    );
    fc.assert(
      fc.property(scheduledRun({ ...gappy, mixed: true }), ({ run, workers }) =>
        expectTiledAndBounded(run, engineOf(workers)),
      ),
      { numRuns: 1_000 },
    );
  });

  it('without gaps have no wait on their path, and its resource steps are the nodes that found no free worker', () => {
    fc.assert(
      fc.property(scheduledRun(), ({ run, workers, waited }) => {
        for (const s of analyse(run, { engine: limited('w', workers) }).path.segments) {
          expect(s.kind).toBe('WORK');
          expect(s.via).toBe(waited[s.node ?? -1] ? 'resource' : 'dependency');
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('without gaps keep T <= W / m + (1 - 1 / m) L (Graham 1966)', () => {
    fc.assert(
      fc.property(scheduledRun(), ({ run, workers: m }) => {
        const { parallelization, cpm } = analyse(run, { engine: limited('w', m) });
        const { actualUs, concurrency } = parallelization;
        expect(actualUs).toBeLessThanOrEqual(concurrency.workUs / m + (1 - 1 / m) * cpm.minimumUs + 1e-9);
        expect(concurrency.peak).toBeLessThanOrEqual(m);
      }),
      { numRuns: 2_000 },
    );
  });

  it('a node that found no free worker is never shown as one that waited for its inputs', () => {
    fc.assert(
      fc.property(scheduledRun(gappy), ({ run, workers, waited }) => {
        const { segments } = analyse(run, { engine: limited('w', workers) }).path;
        for (const s of segments) if (waited[s.node ?? -1]) expect(s.via).toBe('resource');
      }),
      { numRuns: 2_000 },
    );
  });

  it('DISPATCH is from when a busy worker became free to when the node began', () => {
    let seen = 0;
    fc.assert(
      fc.property(scheduledRun({ ...gappy, mixed: true }), ({ run, workers }) => {
        for (const s of analyse(run, { engine: engineOf(workers) }).path.segments) {
          if (s.kind !== 'DISPATCH') continue;
          seen++;
          const cur = run.nodes[s.node ?? -1];
          expect(cur?.type).toBe('gpu');
          expect([s.startUs, s.endUs]).toEqual([freedUs(run, s.node ?? -1), cur?.startUs]);
        }
      }),
      { numRuns: 2_000 },
    );
    expect(seen).toBeGreaterThan(100);
  });
});
