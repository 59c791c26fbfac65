import { isOver, type Run } from '../../src/model/run.ts';
import type { ProfileStore } from '../../src/profiler/store.ts';

/** The finished runs of a store. Tells of changes to those only, so that a run that goes does not wake those who look back. */
export function finishedRuns(store: ProfileStore): ProfileStore {
  let all: readonly Run[] | undefined;
  let over: readonly Run[] = [];
  const read = (): readonly Run[] => {
    const now = store.runs();
    if (now === all) return over;
    all = now;
    const next = now.filter((r) => isOver(r.status));
    if (next.length !== over.length || next.some((r, i) => r !== over[i])) over = next;
    return over;
  };
  return {
    runs: read,
    get: (id) => read().find((r) => r.id === id),
    subscribe: (listener) => {
      let seen = read();
      return store.subscribe(() => {
        if (read() === seen) return;
        seen = read();
        listener();
      });
    },
  };
}
