import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/analysis/analyse.ts';
import { type EngineProfile, limited, profileOf, unbounded } from '../../src/analysis/engine.ts';
import { parentsOf } from '../../src/analysis/nesting.ts';
import type { Net } from '../../src/analysis/net.ts';
import { tasksIn } from '../../src/analysis/tasks.ts';
import { plausibleRun, soundRun, wildRun } from './arbitrary-run.ts';
import { scheduledRun } from './arbitrary-schedule.ts';
import { longestByEnumeration } from './oracles.ts';

const runs = fc.oneof(
  wildRun,
  soundRun,
  plausibleRun,
  scheduledRun({ mixed: true, handoff: 3, dispatch: 3, tail: 3 }).map(({ run }) => run),
);
const engine = fc.oneof(
  fc.constant(unbounded('free')),
  fc.integer({ min: 1, max: 3 }).map((m) => limited('w', m)),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.option(fc.integer({ min: 1, max: 3 }), { nil: null })).map(([m, k]) =>
    profileOf('two', {
      classes: [
        { name: 'first', capacity: m, types: ['t.a', 't.b', 't.c', 'gpu'] },
        { name: 'second', capacity: k, types: ['*'] },
      ],
    }),
  ),
);

/** Whether a node keeps its worker for what lies inside it: its class is limited, and nothing inside is of that class. */
function keepsWorker(net: Net, node: number, { classes, classOf }: EngineProfile): boolean {
  const parents = parentsOf(net.run);
  const mine = classOf(net.run.nodes[node]?.type ?? '');
  const inside = net.run.nodes.flatMap(({ type }, child) => {
    for (let up = parents[child] ?? -1, i = 0; up >= 0 && i < 99; up = parents[up] ?? -1, i++)
      if (up === node) return [classOf(type)];
    return [];
  });
  return Number.isFinite(classes[mine]?.capacity) && inside.length > 0 && !inside.includes(mine);
}

/**
 * LB by its definition: L, and of each class the time its workers are taken over their number; more workers where more were seen at
 * once for longer than a quantum.
 */
function boundOf(net: Net, profile: EngineProfile): number {
  const { classes, classOf } = profile;
  const parts = classes.map(({ capacity }, c) => {
    const mine = tasksIn(net.tasks).filter((t) => t.ran && classOf(net.run.nodes[t.node]?.type ?? '') === c);
    const work = [...new Set(mine.map((t) => t.node))].reduce((sum, node) => {
      const parts = mine.filter((t) => t.node === node);
      if (!keepsWorker(net, node, profile)) return parts.reduce((us, t) => us + t.endUs - t.startUs, sum);
      return sum + Math.max(...parts.map((t) => t.endUs)) - Math.min(...parts.map((t) => t.startUs));
    }, 0);
    const spans = mine.map((t) => [t.startUs, t.endUs - net.epsUs] as const);
    const peak = Math.max(0, ...spans.map(([at]) => spans.filter(([a, b]) => a <= at && at < b).length));
    return work / Math.max(capacity, peak);
  });
  return Math.max(longestByEnumeration(net), ...parts);
}

describe('what graph, engine and scheduling take', () => {
  it('L <= LB <= T, and the three parts of the time add up to it exactly', () => {
    let engines = 0;
    fc.assert(
      fc.property(runs, engine, (run, profile) => {
        const { net, parallelization } = analyse(run, { engine: profile });
        const { minimum, lost, engine: limit, actualUs } = parallelization;
        expect(lost !== undefined).toBe(minimum.known);
        if (!minimum.known || !lost) {
          expect(limit).toBeUndefined();
          return;
        }
        expect(lost.graphUs).toBe(longestByEnumeration(net));
        expect(lost.engineUs).toBeGreaterThanOrEqual(0);
        expect(lost.schedulingUs).toBeGreaterThanOrEqual(0);
        expect(lost.graphUs + lost.engineUs + lost.schedulingUs).toBe(actualUs);
        if (!limit) {
          expect(lost.engineUs).toBe(0);
          return;
        }
        engines++;
        expect(lost.graphUs + lost.engineUs).toBe(limit.boundUs);
        expect(limit.boundUs).toBe(Math.min(actualUs, Math.round(boundOf(net, profile))));
        expect(limit.efficiency).toBeCloseTo(Math.min(1, boundOf(net, profile) / actualUs), 12);
      }),
      { numRuns: 3_000 },
    );
    expect(engines).toBeGreaterThan(300);
  });

  it('the capacity is raised to what was seen where the description was too low, and that is said', () => {
    let raised = 0;
    fc.assert(
      fc.property(runs, engine, (run, profile) => {
        const { parallelization, model } = analyse(run, { engine: profile });
        const seen = parallelization.engine?.raised ?? [];
        raised += seen.length;
        for (const { name, capacity, seen: many } of seen) {
          expect(many).toBeGreaterThan(capacity);
          expect(parallelization.caveats.join()).toContain(`${many} ${name} nodes were at work at once`);
        }
        if (parallelization.engine) expect(seen.map((r) => r.name)).toEqual(model().raised);
      }),
      { numRuns: 1_000 },
    );
    expect(raised).toBeGreaterThan(20);
  });
});
