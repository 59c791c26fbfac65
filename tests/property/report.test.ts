import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { reportJson } from '../../cli/report-json.ts';
import { reportText } from '../../cli/report-text.ts';
import { NO_PRICES } from '../../src/model/price.ts';
import type { Run } from '../../src/model/run.ts';
import { createReader } from '../../src/profiler/reader.ts';
import { createArrayStore } from '../../src/profiler/store-array.ts';
import { wildRun } from './arbitrary-run.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 60_000 });

/** A history: the same wild run again with its nodes stretched, and others beside it. */
const history = fc
  .tuple(wildRun, fc.array(wildRun, { maxLength: 3 }), fc.integer({ min: 1, max: 5 }))
  .map(([run, others, factor]): Run[] => {
    const stretch = (t: number): Run['startUs'] => (run.startUs + (t - run.startUs) * factor) as Run['startUs'];
    const again: Run = {
      ...run,
      ...(run.endUs === undefined ? {} : { endUs: stretch(run.endUs) }),
      nodes: run.nodes.map((n) => ({ ...n, ...(n.endUs === undefined ? {} : { endUs: stretch(n.endUs) }) })),
    };
    return [run, ...others, again].map((r, i) => ({ ...r, id: `r${i}` }));
  });

describe('reports of any runs', () => {
  it('say no number that is none, at most five findings each with evidence and a next step', () => {
    fc.assert(
      fc.property(history, (runs) => {
        const reader = createReader(createArrayStore(runs));
        for (const { id } of runs) {
          const found = reader.getPerformanceInsights(undefined, { runId: id });
          expect(found.length).toBeLessThanOrEqual(5);
          for (const i of found) {
            expect(i.evidence.numbers.map((n) => n.value).every(Number.isFinite)).toBe(true);
            expect([i.title, i.evidence.text, i.nextStep, i.sure.why]).not.toContain('');
            expect(i.evidence.runs[0]).toBe(id);
          }
        }
        const loaded = { kind: 'session', runs, meta: {}, notes: [] } as const;
        const shown = reportText(loaded, reader, NO_PRICES) + reportJson('f', loaded, reader, NO_PRICES);
        expect(shown).not.toMatch(/NaN|Infinity|undefined|\[object/);
      }),
      { numRuns: 500 },
    );
  });
});
