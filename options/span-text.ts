/** Spans of time as people type them: `250 ms`, `4 s`, `1.5 min`. Pure. */

/** Units from the largest, their milliseconds, and the decimals up to which each reads better than the next. */
const UNITS = [
  ['h', 3_600_000, 1],
  ['min', 60_000, 1],
  ['s', 1_000, 3],
] as const;

const MS = new Map<string, number>([['ms', 1], ...UNITS.map(([unit, ms]): [string, number] => [unit, ms])]);

const PART = String.raw`\s*(\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+)\s*(ms|s|min|h)`;
const SPAN = new RegExp(`^(?:${PART})+\\s*$`, 'i');

/** Milliseconds of a typed span; undefined while it is none. A bare number is milliseconds; `2 min 05 s` adds up. */
export function parseSpan(typed: string): number | undefined {
  if (/^\s*[\d.]/.test(typed) && Number.isFinite(Number(typed))) return Number(typed);
  if (!SPAN.test(typed)) return undefined;
  const parts = typed.matchAll(new RegExp(PART, 'gi'));
  return [...parts].reduce((sum, [, n, unit = '']) => sum + Number(n) * (MS.get(unit.toLowerCase()) ?? 0), 0);
}

/** A span of milliseconds as one would type it. Exact: `parseSpan` gives the same number again. */
export function spanText(ms: number): string {
  for (const [unit, size, decimals] of UNITS) {
    const text = String(ms / size);
    const short = ms >= size && (text.split('.')[1] ?? '').length <= decimals;
    if (short && Number(text) * size === ms) return `${text} ${unit}`;
  }
  return `${ms} ms`;
}
