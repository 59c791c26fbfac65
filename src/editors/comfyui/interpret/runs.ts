/** Which run a record belongs to. */
import { RUN_LIMITS } from '../../../model/limits.ts';
import { newRun, type State } from './facts.ts';
import { indexRun, type RunIndex } from './run-index.ts';

export interface Runs {
  readonly state: State;
  all(): readonly RunIndex[];
  find(id: string): RunIndex | undefined;
  /**
   * The run of this name, new if need be; undefined for one that is done with. `waits`: it is only asked for, and where there is
   * no room it is opened when it begins.
   */
  open(id: string, t: number, waits?: boolean): RunIndex | undefined;
  forget(index: RunIndex): void;
  /** Runs that had to make room for newer ones since the last call. */
  evicted(): readonly RunIndex[];
}

export function createRuns(state: State): Runs {
  const byId = new Map<string, RunIndex>();
  const forgotten = new Set(state.forgotten);
  for (const run of state.runs) byId.set(run.serverId, indexRun(run));

  let dropped: RunIndex[] = [];

  function drop(index: RunIndex): void {
    byId.delete(index.run.serverId);
    state.runs = state.runs.filter((r) => r !== index.run);
  }
  /** A batch may put thousands into the queue: what is over makes room, else for one that begins the last that has not. */
  function makeRoom(waits: boolean): boolean {
    const all = [...byId.values()];
    const over = all.find(({ run }) => run.ended);
    const victim = over ?? (waits ? undefined : (all.findLast(({ run }) => !run.started) ?? all[0]));
    if (!victim) return false;
    if (victim === over) forget(victim);
    else {
      drop(victim);
      dropped.push(victim);
    }
    return true;
  }
  function forget(index: RunIndex): void {
    drop(index);
    forgotten.add(index.run.serverId);
    for (const id of forgotten) {
      if (forgotten.size <= RUN_LIMITS.openRuns) break;
      forgotten.delete(id);
    }
    state.forgotten = [...forgotten];
  }
  return {
    state,
    all: () => [...byId.values()],
    find: (id) => byId.get(id),
    open(id, t, waits = false) {
      const known = byId.get(id);
      if (known || !id || forgotten.has(id)) return known;
      if (state.runs.length >= RUN_LIMITS.openRuns && !makeRoom(waits)) return undefined;
      const index = indexRun(newRun(id, id, t));
      state.runs.push(index.run);
      byId.set(id, index);
      return index;
    },
    forget,
    evicted() {
      const all = dropped;
      dropped = [];
      return all;
    },
  };
}
