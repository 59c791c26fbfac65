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

/** 0 to `count`, all without. */
export function numbersTo(count: number): Int32Array {
  const out = new Int32Array(count);
  for (let i = 0; i < count; i++) out[i] = i;
  return out;
}

/** So many places an item may be moved on average before all are sorted by merging. */
const NEARLY = 16;

/**
 * Sorts `items` from `from` to `to` in place, equals as they are. Engines tell of most nearly in order: putting each a few places further
 * up is then several times as fast as sorting, which follows where that is not so. O(n log n).
 */
export function inOrder(
  items: Int32Array,
  from: number,
  to: number,
  compare: (a: number, b: number) => number,
): Int32Array {
  let moves = NEARLY * (to - from);
  for (let i = from + 1; i < to && moves >= 0; i++) {
    const item = items[i] as number;
    let place = i;
    while (place > from && compare(items[place - 1] as number, item) > 0) {
      items[place] = items[place - 1] as number;
      place--;
    }
    items[place] = item;
    moves -= i - place;
  }
  if (moves < 0) items.subarray(from, to).sort(compare);
  return items;
}
