import { gradeTogether } from '../../src/analysis/grade-together.ts';
import { type Random, seeded } from '../../src/analysis/stats/random.ts';
import { drawDuration, drawMany, type Rate, tally } from './draws.ts';

/** Runs of so many nodes in which nothing changed, or one node did, and some node is confirmed to be slower. */
export interface NodesCell {
  /** `alike`: each node's noise is 10 %; `mixed`: it is drawn between 2 % and 20 %, log-uniform. */
  readonly noise: NodeNoise;
  readonly n: number;
  readonly nodes: number;
  /** Nothing changed, and some node is confirmed. */
  readonly alarm: Rate;
  /** One node takes twice as long, and is confirmed. */
  readonly found: Rate;
}

export type NodeNoise = 'alike' | 'mixed';

const NOISES = ['alike', 'mixed'] as const;
const HISTORIES = [5, 10, 20] as const;
const NODES = [1, 5, 20, 50] as const;
/** What the panel asks of a node (against-history.ts). */
const FLOORS = { floorUs: 20_000, quantumUs: 1_000 };
/** The changed node takes this much longer. */
export const SLOWER = 1;

/** All nodes of a run are asked about together, so this is where false alarms could pile up. */
export function studyNodes(draws: number): readonly NodesCell[] {
  return NOISES.flatMap((noise, i) =>
    HISTORIES.flatMap((n, j) =>
      NODES.map((nodes, k): NodesCell => {
        const random = seeded(5_000 + 100 * i + 10 * j + k);
        const outcome = (effect: number) => (): 'some' | 'none' => drawRun(random, { noise, n, nodes, effect });
        const alarm = tally(draws, outcome(0))('some');
        return { noise, n, nodes, alarm, found: tally(draws, outcome(SLOWER))('some') };
      }),
    ),
  );
}

/** `some`: of an unchanged run any node is confirmed as slower, of a changed one the node that is. */
function drawRun(
  random: Random,
  { noise, n, nodes, effect }: { noise: NodeNoise; n: number; nodes: number; effect: number },
): 'some' | 'none' {
  const all = Array.from({ length: nodes }, (_, node) => {
    const own = noise === 'alike' ? 0.1 : 0.02 * 10 ** random();
    const before = drawMany(random, n, own);
    return { us: drawDuration(random, own, node === 0 ? effect : 0), before };
  });
  const grades = gradeTogether(all, FLOORS);
  const asked = effect === 0 ? grades : grades.slice(0, 1);
  return asked.some((g) => g?.kind === 'confirmed') ? 'some' : 'none';
}
