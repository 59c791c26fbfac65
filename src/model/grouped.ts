/** What belongs to each of `count` groups, in its order: group `k` has the items from `begin[k]` to `begin[k + 1]`. `of` -1: in none. */
export function grouped(of: Int32Array, count: number): { readonly begin: Int32Array; readonly items: Int32Array } {
  const begin = new Int32Array(count + 1);
  for (let i = 0; i < of.length; i++) {
    const group = of[i] as number;
    if (group >= 0) begin[group + 1] = (begin[group + 1] as number) + 1;
  }
  for (let k = 0; k < count; k++) begin[k + 1] = (begin[k + 1] as number) + (begin[k] as number);
  const next = begin.slice();
  const items = new Int32Array(begin[count] as number);
  for (let i = 0; i < of.length; i++) {
    const group = of[i] as number;
    if (group < 0) continue;
    const place = next[group] as number;
    items[place] = i;
    next[group] = place + 1;
  }
  return { begin, items };
}

/** Sorts `items` from `from` to `to` in place, equals as they are. Engines tell of most in order: then a look is enough. */
export function inOrder(
  items: Int32Array,
  from: number,
  to: number,
  compare: (a: number, b: number) => number,
): Int32Array {
  for (let i = from + 1; i < to; i++) {
    if (compare(items[i - 1] as number, items[i] as number) > 0) {
      items.subarray(from, to).sort(compare);
      break;
    }
  }
  return items;
}
