/**
 * Numbered items kept until they are acked; when there are more than `capacity`, the newest.
 *
 * Invariant: it holds exactly the numbers [oldest, next), and next - oldest <= capacity.
 */
export interface Ring<T> {
  /** Number of the oldest item held; equals `next` when there is none. */
  readonly oldest: number;
  /** Number the next item will get. The first is 1. */
  readonly next: number;
  /** Items pushed out before they were acked. */
  readonly lost: number;
  push(items: readonly T[]): void;
  /** Forgets everything up to and including `upTo`; numbers never given out are ignored. */
  ack(upTo: number): void;
  /** Up to `count` items from number `from` on; `from` must lie in [oldest, next]. */
  read(from: number, count: number): readonly T[];
}

export function createRing<T>(capacity: number): Ring<T> {
  let items: T[] = [];
  /** `items[skip]` has the number `oldest`; what is before it is dead and cut off once it is most of the array. */
  let skip = 0;
  let oldest = 1;
  let lost = 0;

  function drop(count: number): void {
    skip += count;
    oldest += count;
    if (skip * 2 < items.length) return;
    items = items.slice(skip);
    skip = 0;
  }

  return {
    get oldest() {
      return oldest;
    },
    get next() {
      return oldest + items.length - skip;
    },
    get lost() {
      return lost;
    },
    push(more) {
      for (const item of more) items.push(item);
      const over = items.length - skip - capacity;
      if (over <= 0) return;
      lost += over;
      drop(over);
    },
    ack(upTo) {
      const held = items.length - skip;
      drop(Math.min(held, Math.max(0, upTo + 1 - oldest)));
    },
    read: (from, count) => items.slice(skip + from - oldest, skip + from - oldest + count),
  };
}
