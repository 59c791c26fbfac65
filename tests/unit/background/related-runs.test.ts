import { describe, expect, it } from 'vitest';
import { relatedRuns } from '../../../src/background/related-runs.ts';
import type { Incident } from '../../../src/model/alert.ts';
import { BACKGROUND_LIMITS } from '../../../src/model/limits.ts';
import { headOf, type Run } from '../../../src/model/run.ts';
import { buildRun } from '../../support/build-run.ts';

/** The n-th run of a workflow. */
function aRun(n: number, change: Partial<Run> = {}): Run {
  return { ...buildRun({ id: `r${n}`, start: n * 1_000, nodes: [{ id: 'a', start: 0, end: 500 }] }), ...change };
}

const related = (run: Run, others: readonly Run[], waiting: readonly string[] = [], last: readonly string[] = []) =>
  relatedRuns(
    run,
    [...others, run].sort((a, b) => b.startUs - a.startUs).map((each) => ({ head: headOf(each), bytes: 1 })),
    new Set(waiting),
    last.map((lastRun) => ({ lastRun }) as Incident),
    true,
  );

describe('runs to know of when a run is looked at', () => {
  it('are the newest before it that did the same', () => {
    const most = BACKGROUND_LIMITS.relatedRuns;
    const others = Array.from({ length: most + 10 }, (_, i) => aRun(i));
    const ids = Array.from({ length: most }, (_, i) => `r${most + 9 - i}`);
    expect(related(aRun(most + 10), others)).toEqual(ids);
  });

  it('are none that cannot be compared with it', () => {
    const workflow = { id: 'other', name: 'Workflow' };
    const others = [
      aRun(0, { workflow }),
      aRun(1, { origin: 'http://elsewhere' }),
      aRun(2, { graphHash: 'other' }),
      aRun(3, { status: 'error' }),
      aRun(4, { partial: ['no-end'] }),
      aRun(5, { cold: 'page-load' }),
      aRun(6),
    ];
    expect(related(aRun(9), others)).toEqual(['r6']);
    expect(related(aRun(9, { status: 'error' }), others)).toEqual([]);
  });

  it('are the newest good one after it, but for those whose turn is still to come', () => {
    const others = [aRun(3), aRun(4), aRun(5, { status: 'error' })];
    expect(related(aRun(2), others)).toEqual(['r4']);
    expect(related(aRun(2), others, ['r4'])).toEqual(['r3']);
  });

  it('are the last ones of incidents of its workflow, whatever they are', () => {
    const others = [aRun(1, { status: 'error' }), aRun(2, { origin: 'http://elsewhere' })];
    expect(related(aRun(5), others, [], ['r1', 'r2', 'gone'])).toEqual(['r1']);
  });
});
