/** The laws of every run (analysis.test.ts), of every recording of every editor, finished and cut off anywhere. */
import { describe, expect, it, vi } from 'vitest';
import type { Run } from '../../src/model/run.ts';
import type { Micros } from '../../src/model/time.ts';
import { createPipeline } from '../../src/profiler/pipeline.ts';
import { captureFolders, captureNames, loadRecords } from '../support/captures.ts';
import { expectLawful } from '../support/lawful.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 60_000 });

/** Cuts of one recording: all of them where they are few, else spread over it. */
const CUTS = 40;

describe.each(captureFolders())('%s', (folder) => {
  it.each(captureNames(folder))('%s keeps the laws, finished and cut off', (name) => {
    const { records, end } = loadRecords(folder, name);
    const p = createPipeline({ origin: 'http://localhost', epoch: 'e' });
    const step = Math.max(1, Math.ceil(records.length / CUTS));
    const seen = new WeakSet<Run>();
    for (let from = 0; from < records.length; from += step) {
      p.feed(records.slice(from, from + step));
      const saved = p.save();
      const cut = createPipeline({ origin: 'http://localhost', epoch: 'e', saved });
      cut.settle((records[from]?.t ?? 0) as Micros, true);
      for (const run of [...p.runs(), ...cut.runs()]) {
        if (!seen.has(run)) expectLawful(run);
        seen.add(run);
      }
    }
    p.settle(end as Micros, true);
    expect(p.runs().length).toBeGreaterThan(0);
    for (const run of p.runs()) expectLawful(run);
  });
});
