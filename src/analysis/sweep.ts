import { inOrder, numbersTo } from '../model/grouped.ts';

/**
 * Calls `step` with each instant at which a span begins or ends, in order, and how many are open from then on. Ends come before starts of
 * the same instant, so a hand-over is not counted as two.
 */
export function sweep(starts: Float64Array, ends: Float64Array, step: (at: number, open: number) => void): void {
  const byStart = ascending(starts);
  const byEnd = ascending(ends);
  let open = 0;
  for (let s = 0, e = 0; e < ends.length; ) {
    const start = s < starts.length ? (starts[byStart[s] as number] as number) : Number.POSITIVE_INFINITY;
    const end = ends[byEnd[e] as number] as number;
    if (start < end) {
      s++;
      step(start, ++open);
    } else {
      e++;
      step(end, --open);
    }
  }
}

function ascending(us: Float64Array): Int32Array {
  return inOrder(numbersTo(us.length), 0, us.length, (a, b) => (us[a] as number) - (us[b] as number));
}
