import { grade } from '../../src/analysis/grade.ts';
import { seeded } from '../../src/analysis/stats/random.ts';
import { MAD_TO_SD, mad, median } from '../../src/analysis/stats/robust.ts';
import { drawDuration, drawMany, type Rate } from './draws.ts';

/**
 * What keeps quiet histories from false alarms, whose runs may agree to a millisecond by chance: the floor under their spread (0.025), or
 * that a run must be 10 % slower than their median. False alarms as it is, without one of the two, and without both.
 */
export interface FloorCell {
  readonly noise: number;
  readonly n: number;
  readonly asItIs: Rate;
  readonly withoutFloor: Rate;
  readonly withoutRatio: Rate;
  readonly withoutBoth: Rate;
}

const QUIET = [0.005, 0.01, 0.02, 0.05] as const;
const HISTORIES = [5, 10] as const;
const FLOOR = 0.025;
const RATIO = 1.1;
const Z = 3.5;

export function studyFloor(draws: number): readonly FloorCell[] {
  return QUIET.flatMap((noise, i) =>
    HISTORIES.map((n, k): FloorCell => {
      const counts = { asItIs: 0, withoutFloor: 0, withoutRatio: 0, withoutBoth: 0 };
      const random = seeded(4_000 + 10 * i + k);
      for (let draw = 0; draw < draws; draw++) {
        const [history, x] = [drawMany(random, n, noise), drawDuration(random, noise)];
        if (grade(x, history, { floorUs: 0, quantumUs: 1 }).kind === 'confirmed') counts.asItIs++;
        if (isConfirmed(x, history, 0, RATIO)) counts.withoutFloor++;
        if (isConfirmed(x, history, FLOOR, 1)) counts.withoutRatio++;
        if (isConfirmed(x, history, 0, 1)) counts.withoutBoth++;
      }
      const rate = (hits: number): Rate => ({ hits, draws });
      return {
        noise,
        n,
        asItIs: rate(counts.asItIs),
        withoutFloor: rate(counts.withoutFloor),
        withoutRatio: rate(counts.withoutRatio),
        withoutBoth: rate(counts.withoutBoth),
      };
    }),
  );
}

/** The rule of grade.ts with its two guards as arguments. */
export function isConfirmed(x: number, history: readonly number[], floor: number, ratio: number): boolean {
  const logs = history.map(Math.log);
  const spread = Math.max(MAD_TO_SD * (mad(logs) ?? 0), floor);
  return Math.log(x) - (median(logs) ?? 0) > Z * spread && x > ratio * (median(history) ?? 0);
}
