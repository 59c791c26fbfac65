import type { Analysis } from './analyse.ts';
import { ascending, MAD_TO_SD, mad, median, medianInterval, quantile } from './stats/robust.ts';

/** Times of many runs, microseconds. */
export interface TimeOverRuns {
  readonly n: number;
  readonly medianUs: number;
  /** Interval that holds the median of runs like these with 95 %: needs six of them. */
  readonly interval?: { readonly low: number; readonly high: number };
  readonly p95Us: number;
  /** Robust standard deviation of ln(time), 1.4826 MAD: about the share by which runs differ. */
  readonly spread: number;
}

/** One node over many comparable runs. */
export interface NodeOverRuns {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  /** Runs in which it worked. */
  readonly n: number;
  /** Of its working time, microseconds. */
  readonly time: TimeOverRuns;
  /** Share of all runs in which it worked on the critical path (Van Slyke 1963). */
  readonly criticality: number;
  /** Mean share of the path's time that was its work. */
  readonly pathShare: number;
  /** Mean of its working time over the run's duration. */
  readonly selfShare: number;
  /** Mean of what fixing it would have saved, over all runs; absent where it is not known for all of them. */
  readonly expectedSavingUs?: number;
  /** Much work, and next to nothing to gain by doing it faster. */
  readonly hidden: boolean;
}

/** From this share of the run on work counts as much; up to this share of its own work a saving counts as nothing. */
const MUCH = 0.1;
const NOTHING = 0.05;
/** What could take longer by less than this share of the run is tied with what it runs beside, not hidden by it. */
const NEAR = 0.02;

/** Robust summary of times in microseconds; undefined of none. On logarithms, because times spread by factors. */
export function timeOverRuns(times: readonly number[]): TimeOverRuns | undefined {
  const sorted = ascending(times);
  const [medianUs, p95Us] = [median(sorted), quantile(sorted, 0.95)];
  if (medianUs === undefined || p95Us === undefined) return undefined;
  const interval = medianInterval(sorted);
  return {
    n: times.length,
    medianUs,
    ...(interval ? { interval: { low: interval.low, high: interval.high } } : {}),
    p95Us,
    spread: MAD_TO_SD * (mad(times.map((us) => Math.log(Math.max(1, us)))) ?? 0),
  };
}

/** Nodes over the given comparable runs, each analysed; largest expected saving first, then largest median. */
export function overRuns(runs: readonly Pick<Analysis, 'bottlenecks' | 'summary'>[]): NodeOverRuns[] {
  const rows = new Map<
    string,
    {
      title: string;
      type: string;
      idle: number;
      work: number[];
      onPath: number;
      path: number;
      self: number;
      saves: number[];
    }
  >();
  for (const { bottlenecks, summary } of runs) {
    const path = bottlenecks.reduce((sum, b) => sum + b.onPathUs, 0);
    for (const b of bottlenecks) {
      const row = rows.get(b.id) ?? {
        title: b.title,
        type: b.type,
        idle: 0,
        work: [],
        onPath: 0,
        path: 0,
        self: 0,
        saves: [],
      };
      rows.set(b.id, row);
      row.work.push(b.workUs);
      if (b.onPathUs > 0) row.onPath++;
      if (b.onPathUs === 0 && (b.floatUs ?? 0) > NEAR * summary.durationUs) row.idle++;
      if (path > 0) row.path += b.onPathUs / path;
      if (summary.durationUs > 0) row.self += b.workUs / summary.durationUs;
      if (b.savesUs !== undefined) row.saves.push(b.savesUs);
    }
  }
  const n = runs.length;
  const out = [...rows].map(([id, row]): NodeOverRuns => {
    const time = timeOverRuns(row.work) as TimeOverRuns;
    const total = row.work.reduce((sum, us) => sum + us, 0);
    const saved = row.saves.length === row.work.length ? row.saves.reduce((sum, us) => sum + us, 0) : undefined;
    const selfShare = row.self / n;
    return {
      id,
      title: row.title,
      type: row.type,
      n: row.work.length,
      time,
      criticality: row.onPath / n,
      pathShare: row.path / n,
      selfShare,
      ...(saved === undefined ? {} : { expectedSavingUs: saved / n }),
      hidden: selfShare >= MUCH && saved !== undefined && saved <= NOTHING * total && row.idle > n / 2,
    };
  });
  return out.sort(
    (a, b) =>
      (b.expectedSavingUs ?? 0) - (a.expectedSavingUs ?? 0) ||
      b.time.medianUs - a.time.medianUs ||
      (a.id < b.id ? -1 : 1),
  );
}
