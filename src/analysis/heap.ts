/** Binary min-heap of numbers ordered by `before`. https://en.wikipedia.org/wiki/Binary_heap */
export interface Heap {
  push(item: number): void;
  /** Removes and returns the first; undefined when empty. */
  pop(): number | undefined;
  peek(): number | undefined;
}

/** An empty heap; `before(a, b)` must be a strict weak order. */
export function createHeap(before: (a: number, b: number) => boolean): Heap {
  const items: number[] = [];
  const at = (i: number): number => items[i] as number;
  return {
    push(item) {
      let i = items.length;
      items.push(item);
      while (i > 0) {
        const up = (i - 1) >> 1;
        if (!before(item, at(up))) break;
        items[i] = at(up);
        i = up;
      }
      items[i] = item;
    },
    pop() {
      const first = items[0];
      const item = items.pop();
      if (item === undefined || items.length === 0) return first;
      let i = 0;
      for (;;) {
        let child = 2 * i + 1;
        if (child >= items.length) break;
        if (child + 1 < items.length && before(at(child + 1), at(child))) child++;
        if (!before(at(child), item)) break;
        items[i] = at(child);
        i = child;
      }
      items[i] = item;
      return first;
    },
    peek: () => items[0],
  };
}
