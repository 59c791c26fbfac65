import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlertRules, nextIncidents } from '../../src/analysis/alerts.ts';
import type { Incident } from '../../src/model/alert.ts';
import { NO_PRICES } from '../../src/model/price.ts';
import type { Run } from '../../src/model/run.ts';
import { buildRun } from '../support/build-run.ts';

const RULES: AlertRules = { budgets: [{ workflow: '*', maxMs: 1_000 }], prices: NO_PRICES, slower: false };

/** `over`: beyond the budget, however it ended; `well`: within it, complete; the others end nothing and begin nothing. */
const KINDS = ['over', 'over-failed', 'over-partial', 'well', 'failed', 'partial'] as const;

const step = fc.record({
  kind: fc.constantFrom(...KINDS),
  workflow: fc.constantFrom('a', 'b'),
  /** Which of the runs so far are looked at again after it, and in which order. */
  again: fc.array(fc.nat(100), { maxLength: 4 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function runOf({ kind, workflow }: Step, i: number): Run {
  return buildRun({
    id: `r${i}`,
    start: i * 10_000,
    nodes: [{ id: 'n', start: 0, end: kind.startsWith('over') ? 2_000 : 500 }],
    workflow: { id: workflow, name: workflow },
    status: kind.endsWith('failed') ? 'error' : 'success',
    ...(kind.endsWith('partial') ? { partial: ['lost-records'] as const } : {}),
  });
}

/** Brute force: a run over the budget begins a stretch when no other one lies between it and the last good run before it. */
function begins(steps: readonly Step[], i: number): boolean {
  const own = steps.slice(0, i).filter(({ workflow }) => workflow === steps[i]?.workflow);
  const sinceGood = own.slice(own.findLastIndex(({ kind }) => kind === 'well') + 1);
  return steps[i]?.kind.startsWith('over') === true && !sinceGood.some(({ kind }) => kind.startsWith('over'));
}

describe('alerts', () => {
  it('are one for each stretch of runs over the budget, whatever is looked at twice', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const runs = steps.map(runOf);
        let incidents: readonly Incident[] = [];
        const opened: string[] = [];
        for (const [i, { again }] of steps.entries()) {
          for (const at of [i, ...again.map((n) => n % (i + 1))]) {
            const run = runs[at];
            if (!run) continue;
            const next = nextIncidents(incidents, run, runs.slice(0, i + 1), RULES);
            incidents = next.incidents;
            opened.push(...next.opened.map(({ lastRun }) => lastRun));
          }
        }
        expect(opened).toEqual(runs.flatMap(({ id }, i) => (begins(steps, i) ? id : [])));
        // What goes on now is the last stretch of each workflow, counted once a run.
        for (const incident of incidents) {
          const own = steps.flatMap((s, i) => (s.workflow === incident.workflow.id ? [{ ...s, i }] : []));
          const stretch = own
            .slice(own.findLastIndex(({ kind }) => kind === 'well') + 1)
            .filter(({ kind }) => kind.startsWith('over'));
          expect(incident).toMatchObject({ runs: stretch.length, lastRun: `r${stretch.at(-1)?.i}` });
          expect(incident.sinceUs).toBe(runs[stretch[0]?.i ?? -1]?.startUs);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
