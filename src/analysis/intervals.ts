/** Half-open interval `[start, end)`. */
export type Interval = readonly [start: number, end: number];

/** Union as disjoint intervals in ascending order; empty ones vanish, touching ones join. */
export function union(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals.filter(([a, b]) => b > a).sort((x, y) => x[0] - y[0] || x[1] - y[1]);
  const out: [number, number][] = [];
  for (const [a, b] of sorted) {
    const last = out.at(-1);
    if (last && a <= last[1]) last[1] = Math.max(last[1], b);
    else out.push([a, b]);
  }
  return out;
}

/** Each interval cut to `[start, end)`; what lies outside vanishes. */
export function clip(intervals: readonly Interval[], start: number, end: number): Interval[] {
  return intervals.map(([a, b]): Interval => [Math.max(a, start), Math.min(b, end)]).filter(([a, b]) => b > a);
}

/** Length of the union. */
export function measure(intervals: readonly Interval[]): number {
  // Most nodes work once.
  if (intervals.length === 1) return Math.max(0, (intervals[0] as Interval)[1] - (intervals[0] as Interval)[0]);
  return union(intervals).reduce((sum, [a, b]) => sum + b - a, 0);
}
