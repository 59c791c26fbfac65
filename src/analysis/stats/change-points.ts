import { type Random, shuffle } from './random.ts';
import { median } from './robust.ts';

/** From here on the series is another one. */
export interface ChangePoint {
  /** Index of the first value after the change. */
  readonly at: number;
  /** Share of permutations that split at least as well by chance. */
  readonly p: number;
  /** Medians of the segments on both sides. */
  readonly before: number;
  readonly after: number;
}

export interface ChangePointOptions {
  readonly permutations?: number;
  readonly minSegment?: number;
  readonly level?: number;
  /** A change of the medians by less than this share is left out. */
  readonly minShare?: number;
}

/**
 * E-divisive means (Matteson & James 2014): the split that sets two parts of a segment farthest apart in energy distance, accepted
 * when at most `level` of the permutations of the segment do as well; then each part again. O(n^2) a segment and permutation.
 */
export function changePoints(
  values: readonly number[],
  random: Random,
  options: ChangePointOptions = {},
): ChangePoint[] {
  const { permutations = 499, minSegment = 4, level = 0.01, minShare = 0.1 } = options;
  const found: { at: number; p: number }[] = [];
  const open: [number, number][] = [[0, values.length]];
  for (let segment = open.pop(); segment; segment = open.pop()) {
    const [from, to] = segment;
    const part = values.slice(from, to);
    const split = bestSplit(part, minSegment);
    if (!split) continue;
    let asGood = 0;
    for (let i = 0; i < permutations; i++) {
      const other = bestSplit(shuffle([...part], random), minSegment);
      if (other && other.energy >= split.energy) asGood++;
    }
    const p = (asGood + 1) / (permutations + 1);
    if (p > level) continue;
    found.push({ at: from + split.at, p });
    open.push([from, from + split.at], [from + split.at, to]);
  }
  return described(
    found.sort((a, b) => a.at - b.at),
    values,
  ).filter(({ before, after }) => Math.abs(after - before) >= minShare * Math.abs(before));
}

function described(
  points: readonly { readonly at: number; readonly p: number }[],
  values: readonly number[],
): ChangePoint[] {
  return points.map(({ at, p }, i) => ({
    at,
    p,
    before: median(values.slice(points[i - 1]?.at ?? 0, at)) ?? 0,
    after: median(values.slice(at, points[i + 1]?.at ?? values.length)) ?? 0,
  }));
}

/**
 * Energy statistic of the best split: (n m / (n + m)) (2 E|X - Y| - E|X - X'| - E|Y - Y'|), X before and Y from `at` on. The three sums
 * follow from the ones of the split before by moving one value: O(n) each after O(n^2) for the first.
 */
function bestSplit(
  x: readonly number[],
  minSegment: number,
): { readonly at: number; readonly energy: number } | undefined {
  const n = x.length;
  if (n < 2 * minSegment) return undefined;
  let [within, between, beyond] = [0, 0, 0];
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) beyond += Math.abs((x[i] as number) - (x[j] as number));
  let best: { at: number; energy: number } | undefined;
  for (let at = 1; at < n; at++) {
    const moved = x[at - 1] as number;
    let [toLeft, toRight] = [0, 0];
    for (let j = 0; j < at - 1; j++) toLeft += Math.abs(moved - (x[j] as number));
    for (let j = at; j < n; j++) toRight += Math.abs(moved - (x[j] as number));
    within += toLeft;
    beyond -= toRight;
    between += toRight - toLeft;
    if (at < minSegment || n - at < minSegment) continue;
    const m = n - at;
    const distance =
      (2 * between) / (at * m) - (2 * within) / (at * Math.max(1, at - 1)) - (2 * beyond) / (m * Math.max(1, m - 1));
    const energy = ((at * m) / n) * distance;
    if (!best || energy > best.energy) best = { at, energy };
  }
  return best;
}
