import { lengthOf } from './cpm.ts';
import type { Net } from './net.ts';
import { sweep } from './sweep.ts';

/** From `atUs` (epoch microseconds) on, `count` nodes were working, until the next step. */
export interface Step {
  readonly atUs: number;
  readonly count: number;
}

export interface Concurrency {
  /** W: working time summed over all instances, microseconds; nested work is counted once. */
  readonly workUs: number;
  /** W / T; 0 for a run without length. */
  readonly average: number;
  readonly peak: number;
  /** Begins at the run's start; the last step is the run's end with count 0. */
  readonly profile: readonly Step[];
}

/** How many nodes worked at once over time: a sweep in which ends come before starts, so a hand-over is not counted as two. */
export function concurrency(net: Net): Concurrency {
  const { startUs, endUs } = net.window;
  const worked = (_: number, t: number): boolean => lengthOf(net, t) > 0;
  const starts = net.tasks.startUs.filter(worked);
  const ends = net.tasks.endUs.filter(worked);
  const workUs = starts.reduce((sum, from, i) => sum + (ends[i] as number) - from, 0);
  const profile: Step[] = [];
  let peak = 0;
  const step = (atUs: number, count: number): void => {
    peak = Math.max(peak, count);
    if (profile[profile.length - 1]?.atUs === atUs) profile.pop();
    if (profile[profile.length - 1]?.count !== count) profile.push({ atUs, count });
  };
  step(startUs, 0);
  sweep(starts, ends, step);
  if (profile.at(-1)?.atUs !== endUs) profile.push({ atUs: endUs, count: 0 });
  const actualUs = endUs - startUs;
  return { workUs, average: actualUs > 0 ? workUs / actualUs : 0, peak, profile };
}
