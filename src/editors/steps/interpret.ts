import type { RunEvent } from '../../model/event.ts';
import type { GraphRecord, RequestRecord, TrafficRecord } from '../../model/record.ts';
import type { Micros } from '../../model/time.ts';
import type { Interpreter } from '../editor.ts';
import { nextGap } from '../run-bounds.ts';
import { applyCall, applyNodes, applyRun, applySmall, begins, learnOffset } from './apply.ts';
import { applyNode } from './apply-node.ts';
import { clockOf } from './derive.ts';
import { type Effects, noEffects } from './effects.ts';
import { emitEffects } from './emit.ts';
import type { State } from './facts.ts';
import { knownGraph, takeGraph } from './graphs.ts';
import type { RunIndex } from './run-index.ts';
import { createRuns, type OfRun, type Runs } from './runs.ts';
import { gone, settleRun } from './settle.ts';
import type { StepTraits } from './traits.ts';

/**
 * Records of one editor to run events, for wires that tell of steps. All state is plain data; every record only adds facts, and
 * what they mean is derived from all of them again (ADR 11). What it understands:
 *
 * **Which run.** `run` is the server's id. '' means: the run at work on this link (one streaming answer = one run; on a socket a
 * `request`, or a run record that begins one, opens the next when the one before is over). A `request` with run '' waits for its id: the
 * next record with an unknown id on its link, else of its `workflow`, is about it. An `ack` 'started' gives the id of the request on its link.
 *
 *   request    the page asked: queued since `t`. Rows are the run's own graph when `graph`. Not necessary: without it the run
 *              begins with its first `run` or `node` record; with a `node` it is marked 'late-attach' (unless `traits.quietUs`)
 *   graph      the workflow's graph as of now, for the next runs of `workflow`, and for the open ones that have none. With `run`: of that one
 *   run        queued | starting; running (the engine began; `stampUs` = when); completed, failed, error, timed_out, cancelled:
 *              over (`stampUs` = when); suspended, paused: parked until the next `running`. `name` names the workflow, `editorName` the editor, `invalid`
 *              nodes were refused. A run with an id ends once: what comes for it later may add to its nodes, not begin it anew
 *   node       one execution (instance, counted per node id in order of appearance):
 *                starting             its inputs are there (`readyUs`); it may be taken to run from now on, a start or duration told later wins
 *                running              it starts; `stampUs` = server's start. `resumed`: it goes on after it was parked
 *                retry                a try failed, the same execution goes on
 *                waiting, suspended, paused   it is parked: an external wait until it resumes or ends
 *                completed, failed, error, timed_out, cancelled, unknown   it ended. `stampUs` = server's *start*, `durationUs` = server's duration
 *                cached, skipped, blocked, pinned, reused   it did not work: no times. Later `running` of the node takes it back
 *              Pairing: by `key` when there is one (a key means one execution for ever: more records of it add tokens, cost, items,
 *              and never a second end); else to the oldest open execution of that node id, one of the same `iteration` first.
 *              An end without a start begins and ends one; without stamp and duration it has no times.
 *              `parent`: key or node id (its newest execution) of what it runs inside; else the graph's containing node if that is at work;
 *              with `traits.afterInputs` a node that starts while one that it feeds is at work is a tool inside of that. A container of the
 *              graph without a word of its own has the time from the first to the last of what ran in it.
 *              `from`: the edges, where no graph is seen. `iteration` counts in the parent's `iterations`.
 *   nodes      status of all these nodes unless they ran
 *   progress   of the newest execution; output: bytes given out, added up
 *   call       a model call; `stampUs` = its end; one with the same stamp, node and duration is the same
 *   command    cancel: a run that then falls silent for 5 s with nothing at work, or whose answer breaks off (before or after), was cancelled
 *   link       close of an 'http' link: runs on it are cut at once (presumed; the next word on the run takes it back). Of another: connection lost,
 *              cut after 60 s, a gap when it comes back
 *   trouble    overflow: open runs may lack records; paused: as if every connection were lost
 *
 * **Time** (microseconds). With `traits.serverClock`, nodes and runs that have stamps are on the server's clock as told; arrivals are
 * moved there by the smallest lag of the run (`clockOffsetUs` = page minus server), and again when a smaller one is seen. Otherwise times are arrivals;
 * a server's duration makes 'server-duration': end - duration is the start where none was told, and where one was told the earlier of
 * start and end - duration is. Where they differ by more than 100 ms the arrivals stay, the duration goes to `reportedUs`, and the +/- covers both.
 *
 * **Same again.** With `seq` a message that is not newer than the run's newest is ignored (all records of one message have its seq and its
 * `t`). With keys every record may come twice. A wire with neither relies on the numbering of records (epoch, seq) before us.
 *
 * **Bounds.** RUN_LIMITS.firings executions per node id become instances, later ones join the last (`iterations`); RUN_LIMITS.openRuns,
 * RUN_LIMITS.graphs, RUN_LIMITS.executions to a run; what is left out is counted in `omitted`.
 */
export function createStepInterpreter(traits: StepTraits, saved?: unknown): Interpreter {
  const state = (saved as State | undefined) ?? { runs: [], aliases: [], graphs: [] };
  const runs = createRuns(state, traits);

  function tell(index: RunIndex, change: (effects: Effects) => void): readonly RunEvent[] {
    const effects = noEffects();
    change(effects);
    return emitEffects(index, effects, traits);
  }
  const whole = (index: RunIndex) => tell(index, all);

  function feed(record: TrafficRecord): readonly RunEvent[] {
    switch (record.k) {
      case 'trouble':
        if (record.what === 'paused') return lostSight(runs.all(), record.t, false).flatMap(whole);
        return record.what === 'overflow' ? recordsLost(runs).flatMap(whole) : [];
      case 'link': {
        const here = runs.all().filter(({ run }) => run.link === record.link);
        return record.what === 'close' ? lostSight(here, record.t, record.transport === 'http').flatMap(whole) : [];
      }
      case 'graph':
        return record.run ? ofRun(record) : graphSeen(record);
      case 'request':
        return requested(record);
      default:
        return ofRun(record);
    }
  }

  function graphSeen(record: GraphRecord): readonly RunEvent[] {
    const graph = takeGraph(state, record);
    if (!graph) return [];
    const waiting = runs.all().filter(({ run }) => run.workflow === graph.workflow && !run.graph && !run.ended);
    return waiting.flatMap((index) => tell(index, (effects) => giveGraph(state, index, effects)));
  }

  function requested(record: RequestRecord): readonly RunEvent[] {
    const index = runs.open(record);
    return tell(index, (effects) => {
      const { run } = index;
      run.requested ??= { t: record.t, late: 0 };
      run.name ||= record.name;
      run.editorName ||= record.editorName ?? '';
      run.workflow ||= record.workflow;
      run.lastSeen = Math.max(run.lastSeen, record.t);
      effects.run = true;
      if (record.graph) index.addGraph(record.nodes, record.edges, record.dropped);
      if (record.graph) effects.graph = true;
      else giveGraph(state, index, effects);
    });
  }

  function ofRun(record: Exclude<OfRun, RequestRecord>): readonly RunEvent[] {
    const index = runs.find(record, begins(record));
    if (!index) return [];
    const { run } = index;
    if (record.seq !== undefined && record.k !== 'ack') {
      if (record.seq < run.lastSeq || (record.seq === run.lastSeq && record.t !== run.lastSeqT)) return [];
      [run.lastSeq, run.lastSeqT] = [record.seq, record.t];
    }
    return tell(index, (effects) => {
      // Seen at work before any word on the run: recording began after it did.
      const unheard = !run.requested && !run.started && run.visits.length === 0;
      if (record.k === 'node' && unheard && traits.quietUs === undefined) run.lateAttach = true;
      sawAgain(index, record, traits, effects);
      run.workflow ||= record.workflow;
      if (!run.graph) giveGraph(state, index, effects);
      if (learnOffset(index, record) && traits.serverClock) effects.moved = true;
      apply(index, record, traits, effects);
      effects.events.push({ e: 'seen', run: run.key });
    });
  }

  return {
    feed(record) {
      const events = feed(record);
      const evicted = runs.evicted();
      if (evicted.length === 0) return events;
      for (const index of evicted) if (!index.run.ended) gone(index);
      return [...evicted.flatMap(whole), ...events];
    },
    settle(now, final) {
      return runs.all().flatMap((index) => {
        const what = settleRun(index, now, final, traits);
        if (what === 'forget') runs.forget(index);
        return what === 'ended' ? whole(index) : [];
      });
    },
    // A copy: the caller may keep it while we go on.
    save: () => JSON.parse(JSON.stringify(state)) as unknown,
  };
}

function all(effects: Effects): void {
  effects.all = true;
}

function apply(index: RunIndex, record: Exclude<OfRun, RequestRecord>, traits: StepTraits, effects: Effects): void {
  switch (record.k) {
    case 'run':
      applyRun(index, record, effects);
      break;
    case 'node':
      applyNode(index, record, traits, effects);
      break;
    case 'nodes':
      applyNodes(index, record, effects);
      break;
    case 'progress':
    case 'output':
      applySmall(index, record, effects);
      break;
    case 'call':
      applyCall(index, record, effects);
      break;
    case 'graph':
      index.addGraph(record.nodes, record.edges, record.dropped);
      index.run.name ||= record.name;
      effects.graph = true;
      effects.run = true;
      break;
    case 'command':
      if (record.what === 'cancel') cancelAsked(index, record.t, effects);
      break;
    case 'ack':
      if (record.what === 'refused' && !index.run.started) {
        applyRun(index, { ...record, k: 'run', status: 'failed' }, effects);
      }
      effects.run = true;
      break;
    default:
  }
}

/** The page stops a run. Some break off the answer first and ask then. */
function cancelAsked({ run }: RunIndex, t: number, effects: Effects): void {
  run.cancelAsked ??= t;
  if (!run.ended?.presumed || run.ended.status !== 'cut') return;
  run.ended.status = 'cancelled';
  effects.all = true;
}

/** The workflow's graph as last seen, for a run that brought none. */
function giveGraph(state: State, index: RunIndex, effects: Effects): void {
  const graph = knownGraph(state, index.run.workflow);
  if (!graph) return;
  index.addGraph(graph.nodes, graph.edges, graph.dropped);
  index.run.name ||= graph.name;
  effects.graph = effects.run = true;
}

/** A connection closed, or recording was paused. An HTTP answer that is over says nothing more; other connections may come back. */
function lostSight(concerned: readonly RunIndex[], t: number, over: boolean): readonly RunIndex[] {
  const open = concerned.filter(({ run }) => !run.ended);
  for (const index of open) {
    if (over) gone(index);
    else index.run.lostSince ??= t;
  }
  return open;
}

function recordsLost(runs: Runs): readonly RunIndex[] {
  const open = runs.all().filter(({ run }) => !run.ended || run.ended.presumed);
  for (const { run } of open) run.lostRecords = true;
  return open;
}

/** A word on a run: what was presumed of it is taken back, and if the connection was lost, what was missed is a gap. */
function sawAgain({ run }: RunIndex, record: OfRun, traits: StepTraits, effects: Effects): void {
  if (record.k === 'command' || record.k === 'ack' || record.k === 'graph') return;
  run.link = record.link;
  if (run.ended?.presumed && (run.ended.status === 'cut' || record.k === 'run')) {
    if (run.ended.status === 'cut') run.lostSince ??= run.lastSeen;
    delete run.ended;
    effects.all = true;
  }
  run.lastSeen = Math.max(run.lastSeen, record.t);
  if (run.lostSince === undefined) return;
  const clock = clockOf(run, traits);
  const at = (t: number): Micros => clock.at({ t, late: 0 });
  const gap = { startUs: at(run.lostSince), endUs: at(Math.max(record.t, run.lostSince)) };
  delete run.lostSince;
  effects.all = true;
  effects.events.push({ e: 'gap', run: run.key, index: nextGap(run), gap });
}

export type { StepTraits } from './traits.ts';
