/**
 * The largest of what was said of each of `count` places, 0 at least. What is said of a range is kept as said of the two blocks of 2^k
 * places that cover it, and handed down to halves of blocks in the end: a sparse table, backwards. O(1) a range, O(count log count) the end.
 */
export function longestOver(count: number): { add(from: number, to: number, us: number): void; all(): Float64Array } {
  const levels = [new Float64Array(count)];
  const raise = (level: Float64Array, at: number, us: number): void => {
    level[at] = Math.max(level[at] as number, us);
  };
  return {
    add(from, to, us) {
      const k = 31 - Math.clz32(to - from);
      while (levels.length <= k) levels.push(new Float64Array(count));
      const level = levels[k] as Float64Array;
      raise(level, from, us);
      raise(level, to - 2 ** k, us);
    },
    all() {
      for (let k = levels.length - 1; k > 0; k--) {
        const [level, below] = [levels[k] as Float64Array, levels[k - 1] as Float64Array];
        for (let i = 0; i + 2 ** k <= count; i++) {
          raise(below, i, level[i] as number);
          raise(below, i + 2 ** (k - 1), level[i] as number);
        }
      }
      return levels[0] as Float64Array;
    },
  };
}
