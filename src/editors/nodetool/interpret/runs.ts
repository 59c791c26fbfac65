/** Which run a record belongs to. */
import { RUN_LIMITS } from '../../../model/limits.ts';
import type { RequestRecord, TrafficRecord } from '../../../model/record.ts';
import { newRun, type RunFacts, type State } from './facts.ts';
import { indexRun, type RunIndex } from './run-index.ts';

export interface Runs {
  readonly state: State;
  all(): readonly RunIndex[];
  /** The run a message with this job id is about; `create`: make one if it is the first we hear of it. */
  find(record: TrafficRecord & { run: string; workflow: string }, create: boolean): RunIndex | undefined;
  open(request: RequestRecord): RunIndex;
  forget(index: RunIndex): void;
  /** Runs that went on and had to go for newer ones since this was asked last: nothing more will be known of them. */
  crowdedOut(): readonly RunIndex[];
}

export function createRuns(state: State): Runs {
  const byKey = new Map<string, RunIndex>();
  const keyOf = new Map<string, string>(state.aliases);
  let crowded: RunIndex[] = [];
  for (const run of state.runs) byKey.set(run.key, indexRun(run));

  function alias(id: string, key: string): void {
    if (!id || keyOf.get(id) === key) return;
    keyOf.set(id, key);
    state.aliases = [...state.aliases.filter(([a]) => a !== id), [id, key]];
  }
  function add(run: RunFacts): RunIndex {
    if (state.runs.length >= RUN_LIMITS.openRuns) makeRoom();
    const index = indexRun(run);
    state.runs.push(run);
    byKey.set(run.key, index);
    alias(run.serverId, run.key);
    return index;
  }
  /** Of those that are over only late words would still be taken. */
  function makeRoom(): void {
    const oldest = state.runs.find((r) => r.ended) ?? state.runs[0];
    const index = oldest && (byKey.get(oldest.key) ?? indexRun(oldest));
    if (!index) return;
    if (!index.run.ended) crowded.push(index);
    forget(index);
  }
  /** A job id that ran before gets a new key: a page may send the same request again. */
  function freshKey(id: string): string {
    let key = id;
    for (let n = 2; byKey.has(key); n++) key = `${id}~${n}`;
    return key;
  }

  function forget(index: RunIndex): void {
    byKey.delete(index.run.key);
    state.runs = state.runs.filter((r) => r !== index.run);
    for (const [id, key] of keyOf) if (key === index.run.key) keyOf.set(id, '');
    for (const id of keyOf.keys()) {
      if (keyOf.size <= RUN_LIMITS.openRuns) break;
      if (keyOf.get(id) === '') keyOf.delete(id);
    }
    state.aliases = [...keyOf];
  }

  return {
    state,
    all: () => [...byKey.values()],
    find(record, create) {
      if (!record.run && record.k === 'ack' && record.what === 'refused') {
        // A refusal names no job: the oldest request on this connection that nobody answered.
        const asked = state.runs.find((r) => !r.bound && !r.ended && r.link === record.link);
        return asked && byKey.get(asked.key);
      }
      const key = keyOf.get(record.run);
      const known = byKey.get(key ?? record.run);
      if (known || !record.run || key === '') return known;
      // Python servers ignore the client's job id: the oldest unanswered request of this workflow is meant.
      const asked = state.runs.find((r) => !r.bound && !r.ended && r.workflow === record.workflow && r.workflow !== '');
      if (asked) {
        asked.serverId = record.run;
        alias(record.run, asked.key);
        return byKey.get(asked.key);
      }
      if (!create) return undefined;
      const run = newRun(freshKey(record.run), record.run, record.workflow, record.link, record.t);
      run.lateAttach = true;
      run.bound = true;
      return add(run);
    },
    open(request) {
      const id = request.run || `request-${request.t}`;
      const before = byKey.get(keyOf.get(id) ?? id);
      if (before && (request.part > 0 || (!before.run.ended && before.run.graph))) return before;
      const run = newRun(freshKey(id), request.run, request.workflow, request.link, request.t);
      return add(run);
    },
    forget,
    crowdedOut() {
      const out = crowded;
      crowded = [];
      return out;
    },
  };
}
