import type { Run } from '../model/run.ts';
import type { Analysis } from './analyse.ts';
import type { Bottleneck } from './bottlenecks.ts';
import type { Insight } from './insight.ts';
import { partialWords } from './parallelization.ts';
import { duration } from './words.ts';

/** Doubt of more than this share of what is claimed makes the claim unsure. */
const SHARE = 0.2;

/** How far the times of a node may be off, microseconds: the widest of its instances. */
export function doubtOf({ instances }: Pick<Bottleneck, 'instances'>, run: Run): number {
  return instances.reduce((most, { index }) => {
    const [early = 0, late = 0] = run.nodes[index]?.uncertaintyUs ?? [];
    return Math.max(most, early + late);
  }, 0);
}

/** How sure a finding about these nodes is that has `us` at stake: whether the run was seen, and how far their times may be off. */
export function certainty({ run, net, bottlenecks }: Analysis, nodes: readonly string[], us: number): Insight['sure'] {
  if (!net.hasGraph)
    return { level: 'unsure', why: 'The graph was not seen: what depends on what is guessed from the order in time.' };
  const [missing] = partialWords(run);
  if (missing !== undefined) return { level: 'unsure', why: missing };
  const doubt = Math.max(0, ...bottlenecks.filter((b) => nodes.includes(b.id)).map((b) => doubtOf(b, run)));
  if (doubt > SHARE * us) {
    return {
      level: 'unsure',
      why: `Its times may be off by ${duration(doubt)}: the page was busy, or not all its inputs were seen.`,
    };
  }
  return { level: 'sure', why: 'Computed from the edges of the graph and the measured times.' };
}
