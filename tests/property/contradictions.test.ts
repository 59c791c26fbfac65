/** What no engine could have made is told of, whatever run it happens to; what one could have made never is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contradictions, wrongLength } from '../../src/analysis/contradictions.ts';
import { buildNet } from '../../src/analysis/net.ts';
import type { NodeRun, Run } from '../../src/model/run.ts';
import { micros } from '../../src/model/time.ts';
import { plausibleRun, stretched } from './arbitrary-run.ts';
import { scheduledRun } from './arbitrary-schedule.ts';

const YEAR_US = 366 * 86_400e6;
const sound = fc.oneof(
  plausibleRun,
  scheduledRun({ mixed: true, handoff: 3, dispatch: 3, tail: 3 }).map(({ run }) => run),
);
/** Half a second and more, so that what is done to it exceeds the clock's quantum. */
const long = plausibleRun.map((run) => stretched(run, 1_000_000)).filter((run) => (run.endUs ?? 0) > run.startUs);

type Harm = (run: Run, node: NodeRun, byUs: number) => Run;

function withNode(run: Run, old: NodeRun, node: NodeRun): Run {
  return { ...run, nodes: run.nodes.map((n) => (n === old ? node : n)) };
}

/** `byUs`: at least ten seconds, longer than any of these runs is uncertain. */
const HARM: Record<string, readonly [said: RegExp, Harm]> = {
  'ends before it begins': [
    /ended before it began/,
    (run, n, by) => withNode(run, n, { ...n, endUs: micros((n.startUs ?? 0) - by) }),
  ],
  'begins before the run': [
    /began before the run did/,
    (run, n, by) => withNode(run, n, { ...n, startUs: micros(run.startUs - by) }),
  ],
  'ends after the run': [
    /ended after the run had/,
    (run, n, by) =>
      withNode(run, n, { ...n, endUs: micros((run.endUs ?? 0) * 1 + by + ((run.endUs ?? 0) - run.startUs)) }),
  ],
  'never ends': [
    /began and never ended/,
    (run, n) => {
      const { endUs: _, ...endless } = n;
      return withNode(run, n, endless);
    },
  ],
  'is there twice': [/is there twice/, (run, n) => ({ ...run, nodes: [...run.nodes, n] })],
  'lies inside itself': [
    /lie inside itself/,
    (run, n) => withNode(run, n, { ...n, parent: { id: n.id, instance: n.instance } }),
  ],
  'is in a run that ends before it begins': [
    /The run ended .* before it began/,
    (run, _, by) => ({ ...run, endUs: micros(run.startUs - by) }),
  ],
  'is in a run of more than a year': [
    /more than a year apart/,
    (run, _, by) => ({ ...run, startUs: micros(run.startUs - YEAR_US - by) }),
  ],
  'depends on what is not there': [
    /1 dependency of .* names a node that the run does not have/,
    (run, n) => ({ ...run, edges: [...run.edges, ['nobody', n.id, 'data']] }),
  ],
};

describe('a run that an engine could have made', () => {
  it('contradicts itself in nothing', () => {
    fc.assert(
      fc.property(sound, (run) => {
        expect(buildNet(run).wrong).toEqual([]);
        expect(wrongLength(run)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not when it was cut off or cancelled before nodes of it ended, or after', () => {
    const later = fc.integer({ min: 0, max: 60_000_000 });
    fc.assert(
      fc.property(
        long,
        fc.constantFrom('cut' as const, 'cancelled' as const),
        fc.nat(),
        later,
        (run, status, i, us) => {
          const nodes = run.nodes.map((n, k): NodeRun => {
            if (k !== i % run.nodes.length) return n;
            const { endUs, ...open } = n;
            return us % 2 === 0 ? open : { ...n, endUs: micros((endUs ?? 0) + us) };
          });
          expect(contradictions({ ...run, status, nodes })).toEqual([]);
        },
      ),
    );
  });
});

describe.each(Object.entries(HARM))('a node that %s', (_, [said, harm]) => {
  it('is told of', () => {
    fc.assert(
      fc.property(long, fc.nat(), fc.integer({ min: 10_000_000, max: 1e15 }), (run, i, by) => {
        const node = run.nodes[i % run.nodes.length];
        if (node) expect(buildNet(harm(run, node, by)).wrong.join(' ')).toMatch(said);
      }),
    );
  });
});
