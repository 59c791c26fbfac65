import { describe, expect, it } from 'vitest';
import { loadScored, type Scored } from '../../../scripts/score/load.ts';
import { scoreCapture } from '../../../scripts/score/match.ts';
import type { TruthNode } from '../../../scripts/score/truth.ts';

const given = loadScored('nodetool', 't4-foreach');
const [truth] = given.truths;

/** The recording against a truth that was changed. */
function against(nodes: (nodes: readonly TruthNode[]) => readonly TruthNode[]): ReturnType<typeof scoreCapture> {
  if (!truth) throw new Error('the recording has a truth');
  const changed: Scored = { ...given, truths: [{ ...truth, nodes: nodes(truth.nodes) }] };
  return scoreCapture(changed);
}

describe('scoring a recording', () => {
  it('merges the firings that the wire shows as one span', () => {
    expect(given.truths[0]?.nodes.filter((n) => n.id === 'work')).toHaveLength(8);
    const { samples, missed, extra, statuses } = scoreCapture(given);
    expect(samples.map((s) => s.id).sort()).toEqual(['after', 'collect', 'each', 'final', 'out', 'work']);
    expect([missed, extra, statuses]).toEqual([[], [], []]);
  });

  it('does not score the start of a node that reads streams', () => {
    const { samples } = scoreCapture(given);
    const collect = samples.find((s) => s.id === 'collect');
    expect(collect).toMatchObject({ streamStart: { truthUs: 1_795_332_542_939_887 } });
    expect([collect?.start, collect?.durationErrorUs, collect?.end === undefined]).toEqual([
      undefined,
      undefined,
      false,
    ]);
  });

  it('tells a node that the truth has and we have not', () => {
    const { missed } = against((nodes) => [...nodes, { ...(nodes[0] as TruthNode), id: 'gone', title: 'Gone' }]);
    expect(missed.map((m) => m.node)).toEqual(['gone Gone']);
  });

  it('tells a node that we have and the truth has not, or that did not run', () => {
    expect(against((nodes) => nodes.filter((n) => n.id !== 'out')).extra.map((m) => m.node)).toEqual(['out Output']);
    const idle = against((nodes) =>
      nodes.map(({ startUs, endUs, ...n }) =>
        n.id === 'out' ? n : { ...n, ...(startUs && { startUs }), ...(endUs && { endUs }) },
      ),
    );
    expect(idle.extra.map((m) => m.node)).toEqual(['out Output']);
  });

  it('tells a status that differs', () => {
    const { statuses } = against((nodes) => nodes.map((n) => (n.id === 'out' ? { ...n, status: 'cached' } : n)));
    expect(statuses.map((m) => m.what)).toEqual(['is cached, we say success']);
  });

  it('misses every node of a run that is not there', () => {
    if (!truth) throw new Error('the recording has a truth');
    const { missed, samples } = scoreCapture({ ...given, truths: [{ ...truth, id: 'another' }] });
    expect([missed.length, samples.length]).toEqual([6 + 7, 0]);
  });
});
