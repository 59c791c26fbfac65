/** Which run a record belongs to. */
import { RUN_LIMITS } from '../../model/limits.ts';
import type { RequestRecord, TrafficRecord } from '../../model/record.ts';
import { newRun, type RunFacts, type State } from './facts.ts';
import { indexRun, type RunIndex } from './run-index.ts';
import { fellQuiet } from './settle.ts';
import type { StepTraits } from './traits.ts';

/** A record that may name a run. */
export type OfRun = Exclude<TrafficRecord, { k: 'link' | 'trouble' }>;

export interface Runs {
  all(): readonly RunIndex[];
  /** The run a record is about; `begins`: the record may begin one. */
  find(record: OfRun, begins: boolean): RunIndex | undefined;
  open(request: RequestRecord): RunIndex;
  /** Runs that had to make room for newer ones, or were found to be over, since the last call. */
  evicted(): readonly RunIndex[];
  forget(index: RunIndex): void;
}

export function createRuns(state: State, traits: StepTraits): Runs {
  const byKey = new Map<string, RunIndex>();
  const keyOf = new Map<string, string>(state.aliases);
  let dropped: RunIndex[] = [];
  for (const run of state.runs) byKey.set(run.key, indexRun(run));

  function newestOn(link: number): RunIndex | undefined {
    return byKey.get(state.runs.findLast((run) => run.link === link)?.key ?? '');
  }
  function alias(id: string, key: string): void {
    keyOf.delete(id);
    keyOf.set(id, key);
    state.aliases = [...keyOf];
  }
  function freshKey(id: string): string {
    let key = id;
    for (let n = 2; byKey.has(key) || (n === 2 && keyOf.get(id) === ''); n++) key = `${id}~${n}`;
    return key;
  }
  function create(record: OfRun): RunIndex {
    const run = newRun(
      freshKey(record.run || `link-${record.link}`),
      record.run,
      record.workflow,
      record.link,
      record.t,
    );
    const oldest = state.runs.length >= RUN_LIMITS.openRuns ? byKey.get(state.runs[0]?.key ?? '') : undefined;
    if (oldest) {
      runs.forget(oldest);
      dropped.push(oldest);
    }
    state.runs.push(run);
    if (record.run) alias(record.run, run.key);
    const index = indexRun(run);
    byKey.set(run.key, index);
    return index;
  }
  /** The request that waits for its id. */
  function unnamed(record: OfRun): RunIndex | undefined {
    const waits = (run: RunFacts) => run.serverId === '' && (!run.ended || run.ended.presumed);
    const here = state.runs.find((run) => waits(run) && run.link === record.link);
    const same = (run: RunFacts) => run.requested && record.workflow !== '' && run.workflow === record.workflow;
    const found = here ?? state.runs.find((run) => waits(run) && same(run));
    return found && byKey.get(found.key);
  }
  function byId(record: OfRun, begins: boolean): RunIndex | undefined {
    const key = keyOf.get(record.run);
    if (key !== undefined) return byKey.get(key);
    const index = unnamed(record);
    if (!index) return begins ? create(record) : undefined;
    index.run.serverId = record.run;
    alias(record.run, index.run.key);
    return index;
  }
  /** A wire without ends: silence parts its runs. */
  function isQuiet(index: RunIndex, t: number): boolean {
    return traits.quietUs !== undefined && !index.busy && t - index.run.lastSeen > traits.quietUs;
  }
  function byLink(record: OfRun, begins: boolean): RunIndex | undefined {
    const index = newestOn(record.link) ?? (record.k === 'command' ? ofWorkflow(record.workflow) : undefined);
    if (!index) return begins ? create(record) : undefined;
    const { ended } = index.run;
    const over = ended !== undefined && ended.status !== 'suspended';
    const opens = record.k === 'run' || traits.quietUs !== undefined;
    const next = over ? opens && (!ended.presumed || traits.quietUs !== undefined) : isQuiet(index, record.t);
    if (!begins || !next) return index;
    if (!over) {
      fellQuiet(index);
      dropped.push(index);
    }
    return create(record);
  }
  /** The page stops a run of a workflow without saying which: the newest at work. */
  function ofWorkflow(workflow: string): RunIndex | undefined {
    const run = state.runs.findLast(
      (r) => workflow !== '' && r.workflow === workflow && (!r.ended || r.ended.presumed),
    );
    return run && byKey.get(run.key);
  }

  const runs: Runs = {
    all: () => [...byKey.values()],
    find: (record, begins) => (record.run ? byId(record, begins) : byLink(record, begins)),
    open(request) {
      const before = request.run ? byKey.get(keyOf.get(request.run) ?? '') : newestOn(request.link);
      const same = before?.run.requested?.t === request.t || (request.run !== '' && before && !before.run.ended);
      return before && (request.part > 0 || same) ? before : create(request);
    },
    evicted() {
      const gone = dropped;
      dropped = [];
      return gone;
    },
    forget(index) {
      byKey.delete(index.run.key);
      state.runs = state.runs.filter((run) => run !== index.run);
      for (const [id, key] of keyOf) if (key === index.run.key) keyOf.set(id, '');
      for (const [id, key] of keyOf) {
        if (keyOf.size <= RUN_LIMITS.openRuns) break;
        if (key === '') keyOf.delete(id);
      }
      state.aliases = [...keyOf];
    },
  };
  return runs;
}
