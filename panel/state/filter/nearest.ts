/** The word that was probably meant. Pure. */

/** The nearest of the known words: one that begins like it, or is at most two letters away (one, of a short word). */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const typed = word.toLowerCase();
  // No known word is as long, and the comparison is quadratic.
  if (typed.length < 2 || typed.length > 20) return undefined;
  const begins = known.find((k) => k.startsWith(typed) || typed.startsWith(k));
  if (begins !== undefined) return begins;
  const ranked = known.map((k) => ({ k, far: distance(typed, k) })).sort((a, b) => a.far - b.far);
  const [best] = ranked;
  return best && best.far <= (typed.length < 5 ? 1 : 2) ? best.k : undefined;
}

/** Letters to put in, leave out, exchange or swap with the next to get from one word to the other. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const steps = [(last[j - 1] ?? 0) + (same ? 0 : 1), (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1];
      row.push(Math.min(...steps, swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY));
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
