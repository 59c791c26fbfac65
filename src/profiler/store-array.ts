import type { Run } from '../model/run.ts';
import type { WritableProfileStore } from './store.ts';

/** A store in memory: what Node programs, tests and the panel's mirror use. */
export function createArrayStore(initial: readonly Run[] = []): WritableProfileStore {
  const byId = new Map(initial.map((run) => [run.id, run]));
  const listeners = new Set<() => void>();
  let sorted: readonly Run[] | undefined;
  const changed = (): void => {
    sorted = undefined;
    for (const listener of [...listeners]) listener();
  };
  return {
    runs() {
      sorted ??= [...byId.values()].sort(newestFirst);
      return sorted;
    },
    get: (id) => byId.get(id),
    subscribe(listener) {
      // Wrapped, so that one function subscribed twice is called twice and each stop ends its own.
      const own = (): void => listener();
      listeners.add(own);
      return () => {
        listeners.delete(own);
      };
    },
    put(run) {
      byId.set(run.id, run);
      changed();
    },
    remove(ids) {
      const before = byId.size;
      for (const id of ids) byId.delete(id);
      if (byId.size !== before) changed();
    },
  };
}

/** The order every store shows runs in: by start, newest first, then by id so that equals keep their place. */
export function newestFirst(a: Pick<Run, 'startUs' | 'id'>, b: Pick<Run, 'startUs' | 'id'>): number {
  return b.startUs - a.startUs || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}
