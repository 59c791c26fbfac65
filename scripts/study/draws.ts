import { normal, type Random } from '../../src/analysis/stats/random.ts';

/** How often something happened. */
export interface Rate {
  readonly hits: number;
  readonly draws: number;
}

/** Median of the simulated durations, microseconds: long enough that no floor in milliseconds plays a part. */
export const MEDIAN_US = 10_000_000;

/** One duration: log-normal, because durations spread by factors. `noise`: standard deviation of its logarithm; `effect` 0.4: 40 % longer. */
export function drawDuration(random: Random, noise: number, effect = 0): number {
  return MEDIAN_US * (1 + effect) * Math.exp(noise * normal(random));
}

export function drawMany(random: Random, count: number, noise: number, effect = 0): number[] {
  return Array.from({ length: count }, () => drawDuration(random, noise, effect));
}

/** Draws so often and counts each outcome. */
export function tally<T extends string>(draws: number, outcome: () => T): (kind: T) => Rate {
  const counts = new Map<T, number>();
  for (let i = 0; i < draws; i++) {
    const kind = outcome();
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return (kind) => ({ hits: counts.get(kind) ?? 0, draws });
}

export function shareOf({ hits, draws }: Rate): number {
  return hits / draws;
}

/** Standard error of a share that is found by so many draws. */
export function standardError(share: number, draws: number): number {
  return Math.sqrt((share * (1 - share)) / draws);
}
