import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { analyse } from '../../src/analysis/analyse.ts';
import { addArc, arcsOf, FS, KINDS, noArcs } from '../../src/analysis/arcs.ts';
import { cpm, forward } from '../../src/analysis/cpm.ts';
import { criticalPath } from '../../src/analysis/critical-path.ts';
import { drags, singleDrags } from '../../src/analysis/drag.ts';
import { type EngineProfile, limited } from '../../src/analysis/engine.ts';
import { buildNet, type Net } from '../../src/analysis/net.ts';
import { taskAt, tasksIn, withMore } from '../../src/analysis/tasks.ts';
import type { Run } from '../../src/model/run.ts';
import { arcsOut } from '../support/arcs.ts';
import { plausibleRun, soundRun, wildRun } from './arbitrary-run.ts';
import { longestByEnumeration } from './oracles.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 60_000 });

const runs = fc.oneof(wildRun, soundRun, plausibleRun);
const engine = fc.constantFrom<EngineProfile | undefined>(undefined, limited('one worker', 1), limited('two', 2));
/** `now` relative to the run's start: before, within, after. */
const now = fc.option(fc.integer({ min: -10, max: 300 }), { nil: undefined });
const options = (run: Run, at: number | undefined, profile: EngineProfile | undefined) => ({
  ...(at === undefined ? {} : { now: run.startUs + at }),
  ...(profile ? { engine: profile } : {}),
});

function tiles(net: Net): void {
  const { segments } = criticalPath(net);
  let at = net.window.startUs;
  for (const s of segments) {
    expect(s.startUs).toBe(at);
    expect(s.endUs).toBeGreaterThan(s.startUs);
    at = s.endUs;
  }
  expect(at).toBe(net.window.endUs);
}

describe('laws of every run, however bad', () => {
  it('the segments of the critical path tile the run exactly', () => {
    fc.assert(
      fc.property(runs, now, engine, (run, at, profile) => tiles(buildNet(run, options(run, at, profile)))),
      { numRuns: 2000 },
    );
  });

  it('L <= T, and every earliest time is at most the observed one', () => {
    fc.assert(
      fc.property(runs, now, (run, at) => {
        const net = buildNet(run, options(run, at, undefined));
        const { minimumUs, es, ef } = cpm(net);
        expect(minimumUs).toBeLessThanOrEqual(net.window.endUs - net.window.startUs);
        tasksIn(net.tasks).forEach((t, i) => {
          expect(es[i]).toBeLessThanOrEqual(t.startUs - net.window.startUs);
          expect(ef[i]).toBeLessThanOrEqual(t.endUs - net.window.startUs);
        });
      }),
      { numRuns: 2000 },
    );
  });

  it('no task is visited twice, and an instance that is one task works once', () => {
    fc.assert(
      fc.property(runs, engine, (run, profile) => {
        const net = buildNet(run, options(run, undefined, profile));
        const worked = criticalPath(net).segments.flatMap((s) => (s.kind === 'WORK' ? (s.task ?? []) : []));
        expect(new Set(worked).size).toBe(worked.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('work on the path lies within the task that did it, but for gaps of one clock quantum', () => {
    fc.assert(
      fc.property(plausibleRun, (run) => {
        const net = buildNet(run);
        for (const s of criticalPath(net).segments) {
          if (s.kind !== 'WORK') continue;
          const task = taskAt(net.tasks, s.task ?? -1);
          expect(s.endUs).toBeLessThanOrEqual(task?.endUs ?? 0);
          expect(s.startUs).toBeGreaterThanOrEqual((task?.startUs ?? 0) - net.epsUs);
        }
      }),
    );
  });

  it('W / T is the mean of the concurrency profile, and nested work is counted once', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const { net, parallelization } = analyse(run);
        const { profile, workUs, peak } = parallelization.concurrency;
        const area = profile.reduce(
          (sum, step, i) => sum + step.count * ((profile[i + 1]?.atUs ?? step.atUs) - step.atUs),
          0,
        );
        expect(area).toBe(workUs);
        expect(peak).toBe(Math.max(0, ...profile.map((s) => s.count)));
        expect(profile.at(-1)).toEqual({ atUs: net.window.endUs, count: 0 });
      }),
    );
  });

  it('the time spent sums to the duration', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const { actualUs, spent } = analyse(run).parallelization;
        expect(Object.values(spent).reduce((sum, us) => sum + us, 0)).toBe(actualUs);
      }),
    );
  });
});

describe('against brute force', () => {
  it('L is the longest of all paths', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const net = buildNet(run);
        expect(cpm(net).minimumUs).toBe(longestByEnumeration(net));
      }),
      { numRuns: 500 },
    );
  });

  it('drag of one task is L less L with that task at no length', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const net = buildNet(run);
        const times = cpm(net);
        const got = [...singleDrags(net, times)];
        expect(got).toEqual(
          tasksIn(net.tasks).map((_, v) => times.minimumUs - longestByEnumeration(net, new Set([v]))),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('drag of a node zeroes all of its instances', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const net = buildNet(run);
        const times = cpm(net);
        for (const [id, saved] of drags(net, times)) {
          const zero = new Set(tasksIn(net.tasks).flatMap((t, i) => (run.nodes[t.node]?.id === id ? [i] : [])));
          expect(saved).toBe(times.minimumUs - longestByEnumeration(net, zero));
          expect(saved).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('float is what a task may be delayed: by that much L stays, by one more it grows', () => {
    fc.assert(
      fc.property(plausibleRun, (run) => {
        const net = buildNet(run);
        const times = cpm(net);
        tasksIn(net.tasks).forEach((_, v) => {
          const float = times.totalFloat[v] as number;
          expect(float).toBeGreaterThanOrEqual(0);
          expect(delayed(net, v, float)).toBe(times.minimumUs);
          expect(delayed(net, v, float + 1)).toBe(times.minimumUs + 1);
        });
      }),
    );
  });

  it('the path of an engine without gaps is all work and as long as L', () => {
    fc.assert(
      fc.property(plausibleRun, (run) => {
        const net = buildNet(run);
        const { es, minimumUs } = forward(net);
        // The same run, each node at its earliest.
        const nodes = run.nodes.map((n, i) => {
          const length = (n.endUs ?? 0) - (n.startUs ?? 0);
          const startUs = (run.startUs + (es[i] ?? 0)) as Run['startUs'];
          return { ...n, startUs, endUs: (startUs + length) as Run['startUs'] };
        });
        const tight = { ...run, nodes, resolutionUs: 0, endUs: (run.startUs + minimumUs) as Run['startUs'] };
        const spent = analyse(tight).parallelization.spent;
        expect(spent.workUs).toBe(minimumUs);
      }),
    );
  });
});

/** L when task `v` begins `by` later than its earliest start, by enumeration over a net with one more task before it. */
function delayed(net: Net, v: number, by: number): number {
  const at = net.tasks.count;
  const hold = cpm(net).es[v] as number;
  const tasks = withMore(net.tasks, [{ node: -1, startUs: 0, endUs: hold + by, ran: true }]);
  const list = noArcs();
  for (const { from, to, kind, lagUs } of arcsOut(net).flat()) addArc(list, from, to, KINDS.indexOf(kind), lagUs);
  addArc(list, at, v, FS, 0);
  return longestByEnumeration({ ...net, tasks, arcs: arcsOf(list, tasks.count) });
}
