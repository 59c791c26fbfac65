import { levelChanges } from '../../src/analysis/over-time.ts';
import { seeded } from '../../src/analysis/stats/random.ts';
import { drawMany, type Rate, tally } from './draws.ts';
import { NOISES } from './one-run.ts';

/** A series of `LENGTH` runs whose second half is slower by `effect`. */
export interface ChangesCell {
  readonly noise: number;
  readonly effect: number;
  /** Some change of level was found; and the only one, at most one run beside the middle. */
  readonly any: Rate;
  readonly atMiddle: Rate;
}

export const LENGTH = 20;
const EFFECTS = [0, 0.3] as const;

/** Change points of whole series, as the panel looks for them before it takes older runs for history. */
export function studyChanges(draws: number): readonly ChangesCell[] {
  const middle = LENGTH / 2;
  return NOISES.flatMap((noise, i) =>
    EFFECTS.map((effect, k): ChangesCell => {
      const random = seeded(3_000 + 10 * i + k);
      const found = tally(draws, () => {
        const series = [...drawMany(random, middle, noise), ...drawMany(random, LENGTH - middle, noise, effect)];
        const [first, ...more] = levelChanges(series);
        if (!first) return 'none';
        return more.length === 0 && Math.abs(first.at - middle) <= 1 ? 'middle' : 'elsewhere';
      });
      const atMiddle = found('middle');
      return { noise, effect, any: { draws, hits: atMiddle.hits + found('elsewhere').hits }, atMiddle };
    }),
  );
}
