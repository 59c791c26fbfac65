import type { Run } from '../model/run.ts';
import { comparableBefore } from './comparable.ts';
import { type ChangePoint, changePoints } from './stats/change-points.ts';
import { seeded } from './stats/random.ts';
import { durationOf } from './window.ts';

/** Comparable runs of one workflow in order of time, and where their duration changed for good. */
export interface OverTime {
  /** Oldest first, the run in question last. */
  readonly runs: readonly Run[];
  /** `before` and `after`: medians of the runs on both sides, microseconds. */
  readonly changes: readonly ChangePoint[];
}

/** Runs that are looked through for a change of level. */
export const LOOK_BACK = 60;
/** The same series always gives the same changes. */
const SEED = 0x5eed;
/** A change by less than this share is none (docs: analysis, section 9). */
const LEAST = 0.1;

/** The series that a run ends; empty when the run can be compared with none, itself included. */
export function overTime(run: Run, runs: readonly Run[]): OverTime {
  const earlier = comparableBefore(run, runs, LOOK_BACK);
  if (earlier.length === 0) return { runs: [], changes: [] };
  const series = [...earlier.reverse(), run];
  return { runs: series, changes: levelChanges(series.map(durationOf)) };
}

/** Changes of level of durations in order of time, by E-divisive means of their logarithms: durations spread by factors. */
export function levelChanges(durations: readonly number[]): ChangePoint[] {
  const logs = durations.map((us) => Math.log(Math.max(1, us)));
  return changePoints(logs, seeded(SEED), { minShare: 0 })
    .map((c) => ({ ...c, before: Math.exp(c.before), after: Math.exp(c.after) }))
    .filter(({ before, after }) => Math.abs(after / before - 1) >= LEAST);
}
