/** Which run a record belongs to. */
import { LIMITS } from '../../../model/limits.ts';
import { newRun, type State } from './facts.ts';
import { indexRun, type RunIndex } from './run-index.ts';

export interface Runs {
  readonly state: State;
  all(): readonly RunIndex[];
  find(id: string): RunIndex | undefined;
  /** The run of this name, new if need be; undefined for one that is done with. */
  open(id: string, t: number): RunIndex | undefined;
  forget(index: RunIndex): void;
}

export function createRuns(state: State): Runs {
  const byId = new Map<string, RunIndex>();
  const forgotten = new Set(state.forgotten);
  for (const run of state.runs) byId.set(run.serverId, indexRun(run));

  function forget(index: RunIndex): void {
    byId.delete(index.run.serverId);
    state.runs = state.runs.filter((r) => r !== index.run);
    forgotten.add(index.run.serverId);
    for (const id of forgotten) {
      if (forgotten.size <= LIMITS.openRuns) break;
      forgotten.delete(id);
    }
    state.forgotten = [...forgotten];
  }
  return {
    state,
    all: () => [...byId.values()],
    find: (id) => byId.get(id),
    open(id, t) {
      const known = byId.get(id);
      if (known || !id || forgotten.has(id)) return known;
      const oldest = state.runs.length >= LIMITS.openRuns ? byId.values().next().value : undefined;
      if (oldest) forget(oldest);
      const index = indexRun(newRun(id, id, t));
      state.runs.push(index.run);
      byId.set(id, index);
      return index;
    },
    forget,
  };
}
