/** How long each node took over the runs before that did the same. Pure. */
import { workById } from '../../src/analysis/index.ts';
import type { Run } from '../../src/model/run.ts';

export interface Spread {
  readonly lowUs: number;
  readonly medianUs: number;
  readonly highUs: number;
  readonly n: number;
}

/** Fewer runs show no spread. */
const LEAST = 3;

/** Least, median and greatest working time by node id, of nodes that worked in three of the runs or more. */
export function spreadOf(runs: readonly Run[]): ReadonlyMap<string, Spread> {
  const times = new Map<string, number[]>();
  for (const run of runs) {
    for (const [id, { workUs }] of workById(run)) {
      const list = times.get(id);
      if (list) list.push(workUs);
      else times.set(id, [workUs]);
    }
  }
  const out = new Map<string, Spread>();
  for (const [id, list] of times) {
    if (list.length < LEAST) continue;
    list.sort((a, b) => a - b);
    const [low, high] = [list[0] ?? 0, list.at(-1) ?? 0];
    const [a, b] = [list[(list.length - 1) >> 1] ?? 0, list[list.length >> 1] ?? 0];
    out.set(id, { lowUs: low, medianUs: (a + b) / 2, highUs: high, n: list.length });
  }
  return out;
}
