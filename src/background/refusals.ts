import { BACKGROUND_LIMITS } from '../model/limits.ts';

/** How many messages were refused from each tab. */
export interface Refusals {
  add(tabId: number, count: number): void;
  of(tabId: number): number;
}

/** Counts of the tabs heard of last; tabs are closed without a word to us. */
export function createRefusals(): Refusals {
  const counts = new Map<number, number>();
  return {
    add(tabId, count) {
      const sum = (counts.get(tabId) ?? 0) + count;
      counts.delete(tabId);
      counts.set(tabId, sum);
      const [oldest] = counts.keys();
      if (counts.size > BACKGROUND_LIMITS.refusedTabs && oldest !== undefined) counts.delete(oldest);
    },
    of: (tabId) => counts.get(tabId) ?? 0,
  };
}
