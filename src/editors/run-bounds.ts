/** Half behind the page: what all interpreters do with what goes beyond the bounds of one run (model/limits/run.ts). */
import { RUN_LIMITS } from '../model/limits.ts';

/** Facts of a run that may be told more than is kept. */
export interface BoundedRun {
  /** What was told beyond the bounds; absent: nothing. */
  omitted?: number;
  /** Of that, rows that the page left out of the graph. */
  dropped?: number;
}

/** Counts what was left out. */
export function omit(run: BoundedRun, n = 1): void {
  if (n > 0) run.omitted = (run.omitted ?? 0) + n;
}

/** Counts the rows that the page left out of the graph: once, however often that is told. */
export function omitRows(run: BoundedRun, dropped = 0): void {
  const before = run.dropped ?? 0;
  if (dropped <= before) return;
  run.dropped = dropped;
  omit(run, dropped - before);
}

/** Place of the next gap in the run's list; beyond the bound the newest takes the place of the last. */
export function nextGap(run: BoundedRun & { gaps: number }): number {
  if (run.gaps >= RUN_LIMITS.gaps) omit(run);
  else run.gaps++;
  return run.gaps - 1;
}

/** Adds a stretch of time; beyond the bound the last one reaches to its end. */
export function addStretch(list: [from: number, to: number][], most: number, from: number, to: number): void {
  const last = list.at(-1);
  if (last && list.length >= most) last[1] = to;
  else list.push([from, to]);
}
