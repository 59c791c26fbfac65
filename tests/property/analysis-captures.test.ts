/**
 * The laws of every run (analysis.test.ts), of every recording of every editor, finished and cut off after **every** record of it: 4 400
 * cuts in all. None is left out, the longest (nodetool/t7-regression-12-runs) has 902 records. The engine is the one its editor has.
 */
import { describe, expect, it, vi } from 'vitest';
import { analyse } from '../../src/analysis/analyse.ts';
import type { Run } from '../../src/model/run.ts';
import type { Micros } from '../../src/model/time.ts';
import { createPipeline, type Pipeline } from '../../src/profiler/pipeline.ts';
import { captureFolders, captureNames, loadRecords } from '../support/captures.ts';
import { expectLawful } from '../support/lawful.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 120_000 });

const page = { origin: 'http://localhost', epoch: 'e' };

/** A run that did not change since it was last seen is the same object, of the same laws. */
function expectAllLawful(p: Pipeline, seen: WeakSet<Run>): void {
  for (const run of p.runs()) {
    if (seen.has(run)) continue;
    seen.add(run);
    expectLawful(run);
    expectBounded(run);
  }
}

/** L <= LB <= T, and what the graph needs, what the engine adds and what was lost beside add up to the run. */
function expectBounded(run: Run): void {
  const { net, parallelization } = analyse(run);
  const { minimum, engine, lost, actualUs } = parallelization;
  // No real engine is said to contradict itself.
  expect(net.wrong).toEqual([]);
  expect(lost !== undefined).toBe(minimum.known);
  if (!minimum.known || !lost) return;
  const boundUs = engine?.boundUs ?? minimum.minimumUs;
  expect(minimum.minimumUs).toBeLessThanOrEqual(boundUs);
  expect(boundUs).toBeLessThanOrEqual(actualUs);
  expect(lost.graphUs).toBe(minimum.minimumUs);
  expect(lost.engineUs).toBe(boundUs - minimum.minimumUs);
  expect(lost.graphUs + lost.engineUs + lost.schedulingUs).toBe(actualUs);
}

describe.each(captureFolders())('%s', (folder) => {
  it.each(captureNames(folder))('%s keeps the laws, finished and cut off after each record', (name) => {
    const { records, end } = loadRecords(folder, name);
    const p = createPipeline(page);
    const seen = new WeakSet<Run>();
    for (const record of records) {
      p.feed([record]);
      expectAllLawful(p, seen);
      const cut = createPipeline({ ...page, saved: p.save() });
      cut.settle(record.t as Micros, true);
      expectAllLawful(cut, seen);
    }
    p.settle(end as Micros, true);
    expect(p.runs().length).toBeGreaterThan(0);
    expectAllLawful(p, seen);
  });
});
