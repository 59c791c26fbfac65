import type { Net } from './net.ts';

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
  const changes: (readonly [at: number, by: number])[] = [];
  let workUs = 0;
  for (const t of net.tasks) {
    if (t.endUs <= t.startUs) continue;
    workUs += t.endUs - t.startUs;
    changes.push([t.startUs, 1], [t.endUs, -1]);
  }
  changes.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const profile: Step[] = [];
  let count = 0;
  let peak = 0;
  const step = (atUs: number): void => {
    const last = profile.at(-1);
    if (last?.atUs === atUs) profile.pop();
    if (profile.at(-1)?.count !== count) profile.push({ atUs, count });
  };
  step(startUs);
  for (const [at, by] of changes) {
    count += by;
    peak = Math.max(peak, count);
    step(at);
  }
  if (profile.at(-1)?.atUs !== endUs) profile.push({ atUs: endUs, count: 0 });
  const actualUs = endUs - startUs;
  return { workUs, average: actualUs > 0 ? workUs / actualUs : 0, peak, profile };
}
