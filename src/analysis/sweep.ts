/**
 * Calls `step` with each instant at which a span begins or ends, in order, and how many are open from then on. Ends come before starts of
 * the same instant, so a hand-over is not counted as two. Sorts both lists in place: numbers by themselves, because sorting pairs of
 * them took half of the analysis of 100 000 nodes.
 */
export function sweep(starts: Float64Array, ends: Float64Array, step: (at: number, open: number) => void): void {
  starts.sort();
  ends.sort();
  let open = 0;
  for (let [s, e] = [0, 0]; e < ends.length; ) {
    const start = s < starts.length ? (starts[s] as number) : Number.POSITIVE_INFINITY;
    const end = ends[e] as number;
    if (start < end) {
      s++;
      step(start, ++open);
    } else {
      e++;
      step(end, --open);
    }
  }
}
