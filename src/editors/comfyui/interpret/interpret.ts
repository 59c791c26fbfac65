import type { RunEvent } from '../../../model/event.ts';
import { RUN_LIMITS } from '../../../model/limits.ts';
import type { GraphRecord, NodesRecord, RequestRecord, RunRecord, TrafficRecord } from '../../../model/record.ts';
import type { RunStatus } from '../../../model/run.ts';
import type { Interpreter } from '../../editor.ts';
import { addStretch } from '../../run-bounds.ts';
import { PAST } from '../words.ts';
import { noteAnchor, noteBurst, noteLag, wasAlone } from './anchors.ts';
import { calledOff, lostSight, queueSaid, recordsLost } from './aside.ts';
import { emitGraph } from './emit.ts';
import { newState, type RunFacts, type State } from './facts.ts';
import { applyCached, applyNode, applyProgress } from './nodes.ts';
import { bare, picture, whole } from './picture.ts';
import type { RunIndex } from './run-index.ts';
import { createRuns, type Runs } from './runs.ts';
import { settleRun } from './settle.ts';

/** ComfyUI records to run events. All state is facts (see facts.ts); restoring them restores everything. */
export function createInterpreter(saved?: unknown): Interpreter {
  const state: State = (saved as State | undefined) ?? newState();
  const runs = createRuns(state);
  return {
    feed(record) {
      const events = feed(runs, record);
      const evicted = runs.evicted();
      for (const { run } of evicted) run.ended = { t: run.lastSeen, status: 'cut', presumed: true };
      return evicted.length === 0 ? events : [...evicted.flatMap((index) => whole(runs, index)), ...events];
    },
    settle(now, final) {
      return runs.all().flatMap((index) => {
        const what = settleRun(state, index.run, now, final);
        if (what === 'forget') runs.forget(index);
        return what === 'ended' ? whole(runs, index) : [];
      });
    },
    // A copy: the caller may keep it while we go on.
    save: () => JSON.parse(JSON.stringify(state)) as unknown,
  };
}

function feed(runs: Runs, record: TrafficRecord): readonly RunEvent[] {
  switch (record.k) {
    case 'trouble':
      if (record.what === 'paused') return lostSight(runs, () => true, record.t);
      return record.what === 'overflow' ? recordsLost(runs) : [];
    case 'link':
      return record.what === 'close' ? lostSight(runs, (link) => link === record.link, record.t) : [];
    case 'request':
    case 'graph':
      return graphOf(runs, record);
    case 'command':
      return record.what === 'cancel' ? calledOff(runs, record) : [];
    case 'run':
      return record.run ? ofRun(runs, record) : queueSaid(runs, record);
    case 'node':
    case 'nodes':
    case 'progress':
      return ofRun(runs, record);
    default:
      return [];
  }
}

type OfRun = Extract<TrafficRecord, { k: 'run' | 'node' | 'nodes' | 'progress' }>;

function ofRun(runs: Runs, record: OfRun): readonly RunEvent[] {
  const index = indexOf(runs, record);
  if (!index || (index.run.ended && !index.run.ended.presumed && !isMore(index.run, record))) return [];
  const { run } = index;
  const { ended, started } = run;
  const { size, drawn } = index;
  const { omitted } = run;
  const live = !isTold(record);
  const back = live && sawAgain(index, record);
  const touched = apply(runs, index, record);
  const more = omitted === run.omitted ? [] : [bare(runs, index)];
  const changed = back || ended !== run.ended;
  if (touched === undefined && !changed) return more;
  const all = touched === 'all' || changed || started !== run.started;
  return [
    // Without the graph, nodes are told one by one: all again with each new one would be quadratic.
    ...(run.graph && index.drawn !== drawn ? [emitGraph(index)] : []),
    ...more,
    ...(all ? whole(runs, index) : picture(runs, index, touched as readonly string[], index.size !== size)),
    ...(live ? [{ e: 'seen', run: run.key } as const] : []),
  ];
}

/** The run a record is about: the first word on one that nobody asked for makes it, but not one on its queue or its past. */
function indexOf(runs: Runs, record: OfRun): RunIndex | undefined {
  if (record.k === 'node' && !record.run && record.durationUs !== undefined) {
    // One of the profilers names no run: whichever is at work and has the node.
    return runs.all().findLast(({ run, node }) => run.started && !run.ended && node(record.node) !== undefined);
  }
  const known = runs.find(record.run);
  if (known || isTold(record) || (record.k === 'run' && record.status === 'drained')) return known;
  const fresh = runs.open(record.run, record.t);
  if (fresh) fresh.run.lateAttach = !(record.k === 'run' && record.status === 'running');
  return fresh;
}

/** Learnt by asking, not from the stream of events. */
function isTold(record: OfRun): boolean {
  if (record.k === 'nodes') return record.stampUs === undefined;
  return record.k === 'run' && (record.status === 'queued' || record.position === PAST);
}

/** Of what comes after a run's end only this is news: when it was asked for, the server's own time of a node, its history. */
function isMore(run: RunFacts, record: OfRun): boolean {
  if (record.k === 'node') return record.durationUs !== undefined;
  if (record.k !== 'run') return false;
  if (record.status === 'queued') return true;
  return record.position === PAST && !run.anchors.some((a) => a.what === 'end');
}

type Touched = readonly string[] | 'all' | undefined;

function apply(runs: Runs, index: RunIndex, record: OfRun): Touched {
  const { run } = index;
  if (record.k === 'run') return applyRun(runs, index, record);
  if (record.k === 'nodes') return applySetUp(runs, index, record);
  if (!run.started && record.run) {
    run.started = { t: record.t };
    run.alone = wasAlone(runs.state, run);
  }
  const touched = record.k === 'node' ? applyNode(index, record) : applyProgress(index, record);
  return touched.length > 0 ? touched : undefined;
}

function applySetUp(runs: Runs, index: RunIndex, record: NodesRecord): Touched {
  const anchored = anchor(runs, index, 'cached', record);
  const touched = applyCached(index, record);
  return anchored ? 'all' : touched.length > 0 ? touched : undefined;
}

const ENDS: Partial<Record<RunRecord['status'], RunStatus>> = {
  completed: 'success',
  failed: 'error',
  cancelled: 'cancelled',
};

function applyRun(runs: Runs, index: RunIndex, record: RunRecord): Touched {
  const { run } = index;
  if (record.status === 'queued') return queued(index, record);
  if (record.status === 'running') {
    const anchored = anchor(runs, index, 'start', record);
    if (!run.started) {
      run.started = { t: record.t, ...(record.late === undefined ? {} : { late: record.late }) };
      run.alone = wasAlone(runs.state, run);
    }
    return anchored ? 'all' : undefined;
  }
  const status = ENDS[record.status] ?? (record.status === 'drained' && !run.ended ? drained(index) : undefined);
  if (!status) return undefined;
  if (record.errorClass) run.errorClass ??= record.errorClass;
  for (const id of record.invalid ?? []) markInvalid(index, id);
  anchor(runs, index, 'end', record);
  if (run.ended && !run.ended.presumed) return 'all';
  const t = record.position === PAST ? (run.ended?.t ?? run.lastSeen) : record.t;
  run.ended = { t, status, presumed: false };
  run.open = [];
  return 'all';
}

/** It is over and nobody said how (a message was lost): well, unless a node was still at work. */
function drained({ run }: RunIndex): RunStatus {
  return run.open.length === 0 || !run.modern ? 'success' : 'cut';
}

function queued(index: RunIndex, record: RunRecord): Touched {
  const { run } = index;
  for (const id of record.invalid ?? []) markInvalid(index, id);
  if (record.stampUs !== undefined) {
    if (run.createdUs !== undefined) return undefined;
    run.createdUs = record.stampUs;
    return 'all';
  }
  if (run.answered !== undefined) return undefined;
  run.answered = record.t;
  return 'all';
}

function markInvalid(index: RunIndex, id: string): void {
  const node = index.node(id);
  if (node && !node.start) node.invalid = true;
}

/** A message with the server's own time: all times of the run, and maybe of those around it, are known better. */
function anchor(
  runs: Runs,
  { run }: RunIndex,
  what: 'start' | 'cached' | 'end',
  record: RunRecord | NodesRecord,
): boolean {
  const past = record.k === 'run' && record.position === PAST;
  if (!noteAnchor(run, what, record.stampUs, past ? undefined : record.t)) return false;
  if (!past && record.stampUs !== undefined)
    runs.state.better ||= noteLag(runs.state, record.t, record.t - record.stampUs);
  return true;
}

/** The socket speaks of the run: bursts, and an end to what we could not see: true when that was so. */
function sawAgain({ run }: RunIndex, record: OfRun): boolean {
  noteBurst(run, record.t);
  run.firstSeen ??= record.t;
  run.link = record.link;
  if (run.ended?.presumed) delete run.ended;
  if (run.again?.t !== undefined && record.t > run.again.t) delete run.again;
  if (run.lostSince === undefined) return false;
  addStretch(run.gaps, RUN_LIMITS.gaps, run.lostSince, record.t);
  run.again = { since: run.lostSince };
  delete run.lostSince;
  return true;
}

function graphOf(runs: Runs, record: RequestRecord | GraphRecord): readonly RunEvent[] {
  const index = record.k === 'request' ? runs.open(record.run, record.t, true) : runs.find(record.run);
  if (!index) return [];
  const { run } = index;
  if (record.part === 0 && run.graph) return [];
  if (record.k === 'request' && run.requested === undefined) {
    run.requested = record.t;
    if (run.link < 0) run.link = runs.state.socket;
    if (run.started) run.alone = wasAlone(runs.state, run);
    run.lateAttach = false;
  }
  run.workflow ||= record.workflow;
  run.graph ||= record.k === 'graph' || record.graph;
  index.addGraph(record);
  return [emitGraph(index), ...whole(runs, index)];
}
