import { beforeSlow, grade } from '../../src/analysis/grade.ts';
import { compareWithPrevious } from '../../src/analysis/regression.ts';
import { seeded } from '../../src/analysis/stats/random.ts';
import type { Run } from '../../src/model/run.ts';
import type { Micros } from '../../src/model/time.ts';
import { drawDuration, drawMany, type Rate, tally } from './draws.ts';

/** One new run that is slower by `effect`, at this noise, under each rule. */
export interface OneRunCell {
  readonly noise: number;
  readonly effect: number;
  /** The plain rule: more than 20 % slower than the one run before. */
  readonly plain: Rate;
  /** Against histories of each length. */
  readonly graded: readonly { readonly n: number; readonly confirmed: Rate; readonly suspect: Rate }[];
}

export const NOISES = [0.1, 0.2] as const;
export const EFFECTS = [0, 0.2, 0.4, 1] as const;
export const HISTORIES = [5, 10, 20] as const;
/** What the panel asks of a whole run (against-history.ts), and the limit that the plain rule has unless the user set another. */
const FLOORS = { floorUs: 100_000, quantumUs: 1_000 };
const PLAIN_SHARE = 0.2;

/** Every rule at every noise and effect, each cell with chances of its own. */
export function studyOneRun(draws: number): readonly OneRunCell[] {
  return NOISES.flatMap((noise, i) =>
    EFFECTS.map((effect, k): OneRunCell => {
      const random = seeded(1_000 + 100 * i + k);
      const plain = tally(draws, () => plainVerdict(drawDuration(random, noise), drawDuration(random, noise, effect)));
      const graded = HISTORIES.map((n) => {
        const kinds = tally(draws, () => {
          const history = drawMany(random, n, noise);
          return grade(drawDuration(random, noise, effect), beforeSlow(history, FLOORS), FLOORS).kind;
        });
        return { n, confirmed: kinds('confirmed'), suspect: kinds('suspect') };
      });
      return { noise, effect, plain: plain('slower'), graded };
    }),
  );
}

function plainVerdict(beforeUs: number, afterUs: number): string {
  return compareWithPrevious(bareRun('after', 1e9, afterUs), [bareRun('before', 0, beforeUs)], PLAIN_SHARE).kind;
}

/** A finished run that is nothing but a duration. */
function bareRun(id: string, startUs: number, durationUs: number): Run {
  return {
    id,
    serverId: id,
    editor: 'library',
    origin: '',
    workflow: { id: 'w', name: '' },
    graphHash: 'g',
    status: 'success',
    startUs: startUs as Micros,
    endUs: Math.round(startUs + durationUs) as Micros,
    clock: 'server',
    uncertaintyUs: [0, 0],
    resolutionUs: 0,
    nodes: [],
    edges: [],
  };
}
