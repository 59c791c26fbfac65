/** The same runs give the same findings: nothing hangs on the order in which they are kept, on what was asked before, or changes them. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type Analysis, analyse } from '../../src/analysis/analyse.ts';
import { type EngineProfile, limited } from '../../src/analysis/engine.ts';
import { findings } from '../../src/analysis/insights.ts';
import type { RunModel } from '../../src/analysis/model-run.ts';
import type { Run } from '../../src/model/run.ts';
import { plausibleRun, soundRun, stretched, wildRun } from './arbitrary-run.ts';
import { engineOf, scheduledRun } from './arbitrary-schedule.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 60_000 });

const scheduled = scheduledRun({ mixed: true, handoff: 2 }).map(({ run }) => run);
const runs = fc.oneof(wildRun, soundRun, plausibleRun, scheduled);

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}

/** All of it that is data. */
function dataOf({ model, net, ...rest }: Analysis): unknown {
  const { engine, ...plain } = net;
  const { net: _net, ...made }: RunModel = model();
  return { ...rest, net: plain, classes: engine.classes, made };
}

describe('analysis', () => {
  it('of one run is the same each time, and leaves the run as it was', () => {
    const engine = fc.constantFrom<EngineProfile | undefined>(undefined, limited('one', 1), engineOf(2));
    fc.assert(
      fc.property(runs, engine, (run, profile) => {
        const options = profile ? { engine: profile } : {};
        const first = dataOf(analyse(frozen(run), options));
        expect(dataOf(analyse(run, options))).toEqual(first);
        // What was remembered of the one object is not needed for the other.
        expect(dataOf(analyse(structuredClone(run), options))).toEqual(first);
      }),
      { numRuns: 1_000 },
    );
  });

  it('finds the same whatever the order in which other runs are kept', () => {
    // Copies of one run at other lengths and moments, of which some are the same: servers count in milliseconds.
    const history = fc
      .tuple(runs, fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(3)), { minLength: 1, maxLength: 9 }), runs)
      .map(([run, others, stranger]): Run[] => {
        const copy = ([factor, later]: readonly [number, number], i: number): Run => ({
          ...stretched(run, 5_000 * factor, 1_000_000 * later),
          id: `r${i}`,
          ...(later === 0 ? { cold: 'page-load' } : {}),
        });
        return [...others.map(copy), { ...stranger, id: 'stranger' }];
      });
    const kinds = new Set<string>();
    fc.assert(
      fc.property(
        history.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          for (const run of all) {
            const first = findings(analyse(run), frozen(all), { limit: 99 });
            for (const { kind } of first.shown) kinds.add(kind);
            expect(findings(analyse(run), shuffled, { limit: 99 })).toEqual(first);
          }
        },
      ),
      { numRuns: 500 },
    );
    for (const kind of ['regression', 'failure', 'cold-start', 'bottleneck', 'no-history'])
      expect(kinds).toContain(kind);
  });
});
