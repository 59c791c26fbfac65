import { median } from './robust.ts';

/** Two samples against each other, by ranks. */
export interface RankTest {
  /** Pairs (a, b) with b above a, ties half: Mann & Whitney's U of b. */
  readonly u: number;
  /** Two-sided. Exact without ties, else by the normal approximation with corrections for ties and continuity. */
  readonly p: number;
  readonly exact: boolean;
  /** U / (n m): the chance that a value of b is above one of a. */
  readonly superiority: number;
}

/** Mann & Whitney 1947. Of an empty sample: p = 1. O(n m (n + m)) for the exact distribution, used up to 40 values. */
export function rankTest(a: readonly number[], b: readonly number[]): RankTest {
  const [n, m] = [a.length, b.length];
  if (n === 0 || m === 0) return { u: 0, p: 1, exact: true, superiority: 0.5 };
  let u = 0;
  for (const x of a) for (const y of b) u += y > x ? 1 : y === x ? 0.5 : 0;
  const tied = new Set([...a, ...b]).size < n + m;
  const exact = !tied && n + m <= 40;
  const p = exact ? exactP(u, n, m) : approximateP(u, a, b);
  return { u, p, exact, superiority: u / (n * m) };
}

/** Shift of b against a: the median of all differences (Hodges & Lehmann 1963); undefined when a sample is empty. */
export function shiftOf(a: readonly number[], b: readonly number[]): number | undefined {
  return median(b.flatMap((y) => a.map((x) => y - x)));
}

/** Two-sided p of U = u: counts of U by the recurrence N(u; n, m) = N(u - m; n - 1, m) + N(u; n, m - 1). */
function exactP(u: number, n: number, m: number): number {
  const counts = waysOf(n, m);
  const total = counts.reduce((sum, c) => sum + c, 0);
  const low = Math.min(u, n * m - u);
  let tail = 0;
  for (let i = 0; i <= low; i++) tail += counts[i] ?? 0;
  return Math.min(1, (2 * tail) / total);
}

/** In how many orders of n + m values each U from 0 to n m comes out. */
function waysOf(n: number, m: number): Float64Array {
  // rows[j] = counts for (i, j) as i grows.
  let rows: Float64Array[] = Array.from({ length: m + 1 }, () => Float64Array.of(1));
  for (let i = 1; i <= n; i++) {
    const next: Float64Array[] = [Float64Array.of(1)];
    for (let j = 1; j <= m; j++) {
      const counts = new Float64Array(i * j + 1);
      (rows[j] as Float64Array).forEach((c, k) => {
        counts[k + j] = (counts[k + j] ?? 0) + c;
      });
      (next[j - 1] as Float64Array).forEach((c, k) => {
        counts[k] = (counts[k] ?? 0) + c;
      });
      next.push(counts);
    }
    rows = next;
  }
  return rows[m] as Float64Array;
}

function approximateP(u: number, a: readonly number[], b: readonly number[]): number {
  const [n, m] = [a.length, b.length];
  const all = n + m;
  const sizes = new Map<number, number>();
  for (const x of [...a, ...b]) sizes.set(x, (sizes.get(x) ?? 0) + 1);
  let ties = 0;
  for (const t of sizes.values()) ties += t ** 3 - t;
  const variance = ((n * m) / 12) * (all + 1 - ties / (all * (all - 1)));
  if (!(variance > 0)) return 1;
  const z = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / Math.sqrt(variance);
  return Math.min(1, 2 * upperTail(z));
}

/** P(Z > z) of the standard normal, z >= 0; absolute error below 7.5e-8 (Abramowitz & Stegun 26.2.17). */
export function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly;
}
