import { seeded } from '../../src/analysis/stats/random.ts';
import { compareSets } from '../../src/analysis/two-sets.ts';
import { drawMany, type Rate, tally } from './draws.ts';
import { NOISES } from './one-run.ts';

/** A set of runs against one of as many that are slower by `effect`. */
export interface SetsCell {
  readonly noise: number;
  readonly effect: number;
  readonly size: number;
  readonly slower: Rate;
  readonly faster: Rate;
}

export const SIZES = [4, 6, 10] as const;
const EFFECTS = [0, 0.3] as const;

/** Each comparison resamples 10 000 times, which takes 4 to 9 ms: hence fewer draws than of the rest. */
export function studySets(draws: number): readonly SetsCell[] {
  return NOISES.flatMap((noise, i) =>
    EFFECTS.flatMap((effect, k) =>
      SIZES.map((size, m): SetsCell => {
        const random = seeded(2_000 + 100 * i + 10 * k + m);
        const kinds = tally(draws, () => {
          const [before, after] = [drawMany(random, size, noise), drawMany(random, size, noise, effect)];
          return compareSets(before, after)?.kind ?? 'nothing';
        });
        return { noise, effect, size, slower: kinds('slower'), faster: kinds('faster') };
      }),
    ),
  );
}
