import type { Interpreter } from '../editors/editor.ts';
import { EDITORS } from '../editors/registry.ts';
import type { RunEvent } from '../model/event.ts';
import type { TrafficRecord } from '../model/record.ts';
import type { EditorId, Run } from '../model/run.ts';
import type { Clock, Micros } from '../model/time.ts';
import { createColdLedger } from '../recorder/cold.ts';
import { createRecorder } from '../recorder/recorder.ts';

/** Records of one document in, runs out: every editor's interpreter and the recorder behind one door. Deterministic. */
export interface Pipeline {
  /** Takes the next records, in order. Returns the ids of runs that changed. */
  feed(records: readonly TrafficRecord[]): readonly string[];
  /** Presumes the end of what fell silent (see Interpreter.settle). Returns the ids of runs that changed. */
  settle(now: Micros, final: boolean): readonly string[];
  /** Current picture of a run (a new object after each change; unchanged nodes keep their identity). */
  run(id: string): Run | undefined;
  /** All runs this pipeline still holds, in order of appearance. */
  runs(): readonly Run[];
  /** Lets go of runs that are stored elsewhere; later events of one begin it anew, so only finished, settled runs. */
  drop(ids: readonly string[]): void;
  /** State as plain data (structured clone and JSON safe) for `createPipeline({ saved })`. */
  save(): unknown;
}

export interface PipelineOptions {
  readonly origin: string;
  readonly epoch: string;
  readonly saved?: unknown;
}

interface Saved {
  readonly recorder: unknown;
  readonly interpreters: readonly (readonly [EditorId, unknown])[];
  readonly replaySpeed?: number;
  readonly precise?: true;
  /** Null before the first record; absent in what an older version saved. */
  readonly cold?: { readonly beganUs: number; readonly ledger: unknown } | null;
}

/** One pipeline per document (epoch). A link record goes to every editor at work; any other to its own. */
export function createPipeline({ origin, epoch, saved }: PipelineOptions): Pipeline {
  const state = saved as Saved | undefined;
  const recorder = createRecorder({ origin, epoch, ...(state ? { saved: state.recorder } : {}) });
  const interpreters = new Map<EditorId, Interpreter>();
  /** Of the whole document, as its page says: no editor has to know of it. */
  let replaySpeed = state?.replaySpeed;
  /** Arrivals were read by the page's worker: from the first record that says so, until the page opens a socket of the browser's own. */
  let precise = state?.precise ?? false;
  /** When the page was first heard of, and what ran on it since. Of a page that an older version knew that is not known. */
  let cold = state ? state.cold : null;
  let ledger = cold ? createColdLedger(cold.beganUs, cold.ledger) : undefined;
  for (const [id, before] of state?.interpreters ?? []) interpreterOf(id, before);

  function interpreterOf(id: EditorId, before?: unknown): Interpreter | undefined {
    const known = interpreters.get(id);
    const editor = EDITORS.find((e) => e.id === id);
    if (known || !editor) return known;
    const fresh = editor.createInterpreter(before);
    interpreters.set(id, fresh);
    return fresh;
  }
  function record(id: EditorId, events: readonly RunEvent[], changed: Set<string>): void {
    for (const event of events) changed.add(recorder.apply(id, marked(event)));
  }
  function marked(event: RunEvent): RunEvent {
    if (event.e === 'node') return precise ? { ...event, set: byWorker(event.set) } : event;
    if (event.e !== 'run') return event;
    const set = precise ? byWorker(event.set) : event.set;
    return { ...event, set: replaySpeed === undefined ? set : { ...set, replaySpeed } };
  }

  /** Adds to `changed` the runs that turned out to be the first of their kind, or not to be. */
  function judge(changed: Set<string>): readonly string[] {
    for (const id of [...changed]) {
      const run = recorder.run(id);
      for (const other of (run && ledger?.note(run)) ?? []) {
        if (recorder.setCold(other, ledger?.reason(other))) changed.add(other);
      }
    }
    return [...changed];
  }

  return {
    feed(records) {
      const changed = new Set<string>();
      const [first] = records;
      if (first && cold === null) {
        cold = { beganUs: first.t, ledger: undefined };
        ledger = createColdLedger(first.t);
      }
      for (const r of records) {
        precise ||= r.clock === 'worker';
        if (r.k === 'link' || (r.k === 'trouble' && (r.what === 'overflow' || r.what === 'paused'))) {
          // A connection's end, lost records and a pause concern the runs of every editor.
          if (r.k === 'link') {
            replaySpeed = r.replaySpeed ?? replaySpeed;
            if (r.transport === 'websocket' && r.what === 'open') precise = r.clock === 'worker';
          }
          for (const [id, each] of interpreters) record(id, each.feed(r), changed);
        } else if (r.k !== 'trouble') record(r.editor, interpreterOf(r.editor)?.feed(r) ?? [], changed);
      }
      return judge(changed);
    },
    settle(now, final) {
      const changed = new Set<string>();
      for (const [id, each] of interpreters) record(id, each.settle(now, final), changed);
      return judge(changed);
    },
    run: (id) => recorder.run(id),
    runs: () => recorder.runs(),
    drop: (ids) => recorder.drop(ids),
    save: (): Saved => ({
      recorder: recorder.save(),
      interpreters: [...interpreters].map(([id, each]) => [id, each.save()]),
      ...(replaySpeed === undefined ? {} : { replaySpeed }),
      ...(precise ? { precise } : {}),
      ...(cold === undefined ? {} : { cold: cold && { beganUs: cold.beganUs, ledger: ledger?.save() } }),
    }),
  };
}

/** What an editor calls an arrival, told by a worker. */
function byWorker<P extends { readonly clock?: Clock }>(set: P): P {
  return set.clock === 'arrival' ? { ...set, clock: 'worker' } : set;
}
