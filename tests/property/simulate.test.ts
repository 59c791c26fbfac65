import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpm, forward, lengthOf } from '../../src/analysis/cpm.ts';
import { drags } from '../../src/analysis/drag.ts';
import { limited } from '../../src/analysis/engine.ts';
import { buildNet, type Net } from '../../src/analysis/net.ts';
import { NO_GAPS, type Scenario, simulate } from '../../src/analysis/simulate.ts';
import { taskAt, tasksIn } from '../../src/analysis/tasks.ts';
import { arcsOut } from '../support/arcs.ts';
import { plausibleRun, wildRun } from './arbitrary-run.ts';
import { playAgain } from './play-again.ts';

const FREE: Scenario = { capacities: [Number.POSITIVE_INFINITY], gaps: NO_GAPS, priority: 'replay' };

/** Working class of one capacity; the net's arcs are all finish-to-start. */
function plain(net: Net): boolean {
  return arcsOut(net).every((arcs) => arcs.every((a) => a.kind === 'FS' && a.lagUs === 0));
}

describe('simulator', () => {
  it('without limits and gaps is the critical path method', () => {
    for (const arb of [plausibleRun, wildRun]) {
      fc.assert(
        fc.property(arb, (run) => {
          const net = buildNet(run);
          const times = cpm(net);
          const schedule = simulate(net, FREE);
          const overlaps = arcsOut(net)
            .flat()
            .reduce((sum, a) => sum + Math.max(0, -a.lagUs), 0);
          expect(schedule?.makespanUs).toBeGreaterThanOrEqual(times.minimumUs - 1e-6);
          expect(schedule?.makespanUs).toBeLessThanOrEqual(times.minimumUs + overlaps + 1e-6);
        }),
        { numRuns: 1_000 },
      );
    }
  });

  it('a node that takes no time saves its drag', () => {
    fc.assert(
      fc.property(plausibleRun, (run) => {
        const net = buildNet(run);
        const times = cpm(net);
        for (const [id, drag] of drags(net, times)) {
          const mine = (t: number) => net.run.nodes[taskAt(net.tasks, t)?.node ?? -1]?.id === id;
          const lengths = Float64Array.from(tasksIn(net.tasks), (_, t) => (mine(t) ? 0 : lengthOf(net, t)));
          expect(times.minimumUs - (simulate(net, { ...FREE, lengths })?.makespanUs ?? 0)).toBeCloseTo(drag, 6);
          expect(forward(net, mine).minimumUs).toBeCloseTo(times.minimumUs - drag, 6);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('with 1 to 3 workers is what a walk through time gives, and keeps Graham’s bound', () => {
    fc.assert(
      fc.property(
        plausibleRun,
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.nat(20), { minLength: 8 }),
        (run, m, other) => {
          const net = buildNet({ ...run, resolutionUs: 0 }, { engine: limited('test', m) });
          fc.pre(plain(net));
          const lengths = tasksIn(net.tasks).map((task, t) => (task.ran ? (other[t % other.length] ?? 0) : 0));
          const scenario: Scenario = { ...FREE, capacities: [m], lengths: Float64Array.from(lengths) };
          const schedule = simulate(net, scenario);
          if (!schedule) throw new Error('locked up without a stream');
          expect(schedule.makespanUs).toBe(playAgain(net, { workers: m, gaps: NO_GAPS, lengths }));
          const work = lengths.reduce((sum, l) => sum + l, 0);
          const longest = simulate(net, { ...scenario, capacities: [Number.POSITIVE_INFINITY] })?.makespanUs ?? 0;
          expect(schedule.makespanUs).toBeLessThanOrEqual(work / m + (1 - 1 / m) * longest + 1e-6);
          expect(schedule.makespanUs).toBeGreaterThanOrEqual(Math.max(longest, work / m) - 1e-6);
          // Never more at once than there are workers.
          for (const at of schedule.startUs) {
            const busy = tasksIn(net.tasks).filter(
              (task, t) => task.ran && (schedule.startUs[t] ?? 0) <= at && at < (schedule.endUs[t] ?? 0),
            );
            expect(busy.length).toBeLessThanOrEqual(m);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('ends or says that it locks up, whatever it is given', () => {
    fc.assert(
      fc.property(
        wildRun,
        fc.integer({ min: 1, max: 2 }),
        fc.constantFrom('replay' as const, 'ideal' as const),
        (run, m, priority) => {
          const net = buildNet(run, { engine: limited('test', m) });
          const schedule = simulate(net, {
            capacities: [m],
            gaps: { startupUs: 3, handoffUs: 2, dispatchUs: 1 },
            priority,
          });
          if (schedule) expect(Number.isFinite(schedule.makespanUs)).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
