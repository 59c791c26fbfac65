import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lanesOf } from '../../src/analysis/lanes.ts';
import { buildNet } from '../../src/analysis/net.ts';
import { spanOf, windowOf } from '../../src/analysis/window.ts';
import type { Run } from '../../src/model/run.ts';
import { plausibleRun, wildRun } from './arbitrary-run.ts';
import { scheduledRun } from './arbitrary-schedule.ts';

const runs = fc.oneof(
  wildRun,
  plausibleRun,
  scheduledRun().map(({ run }) => run),
);

/** `[from, to)` of each instance that ran, by index in `run.nodes`. */
function spansOf(run: Run): ReadonlyMap<number, readonly [number, number]> {
  const window = windowOf(run);
  return new Map(
    run.nodes.flatMap((n, i) => {
      const span = spanOf(n, window);
      return span ? [[i, span] as const] : [];
    }),
  );
}

describe('lanes, against brute force', () => {
  it('every instance that ran has one, no other has, and none overlaps another in its lane', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const { of } = lanesOf(buildNet(run));
        const spans = [...spansOf(run)];
        expect([...of].flatMap((lane, i) => (lane < 0 ? [] : [i]))).toEqual(spans.map(([i]) => i));
        for (const [i, [a, b]] of spans) {
          for (const [k, [c, d]] of spans) if (i < k && of[i] === of[k]) expect(a < d && c < b).toBe(false);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('there are as many as instances at once at most, those without length at one moment counted as one', () => {
    fc.assert(
      fc.property(runs, (run) => {
        const { of, count } = lanesOf(buildNet(run));
        const spans = [...spansOf(run).values()];
        const at = (moment: number) =>
          spans.filter(([a, b]) => a <= moment && moment < b).length +
          (spans.some(([a, b]) => a === b && a === moment) ? 1 : 0);
        expect(count).toBe(Math.max(0, ...spans.map(([a]) => at(a))));
        expect(new Set([...of].filter((lane) => lane >= 0))).toEqual(
          new Set(Array.from({ length: count }, (_, i) => i)),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});
