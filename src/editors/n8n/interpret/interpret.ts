import type { RunEvent } from '../../../model/event.ts';
import { RUN_LIMITS } from '../../../model/limits.ts';
import type { AckRecord, GraphRecord, NodesRecord, RequestRecord, TrafficRecord } from '../../../model/record.ts';
import type { Micros } from '../../../model/time.ts';
import type { Interpreter } from '../../editor.ts';
import { nextGap } from '../../run-bounds.ts';
import { type Applied, applyNode, applyRun } from './apply.ts';
import { timeOf } from './derive.ts';
import { edgesOf, emitGraph, emitNode, emitRun } from './emit.ts';
import { newRun, newState, type RunFacts, type State } from './facts.ts';
import { attachGraph, findNode, keepGraph, nodeOf, takeGraph } from './graphs.ts';
import { settleRun } from './settle.ts';

/** A request without an answer for longer than this was lost: a run that begins later was not asked for by it. */
const ANSWER_US = 30_000_000;

/** n8n records to run events. All state is facts (see facts.ts); restoring them restores everything. */
export function createInterpreter(saved?: unknown): Interpreter {
  const state = (saved as State | undefined) ?? newState();
  return {
    feed: (record) => feed(state, record),
    settle(now, final) {
      return [...state.runs].flatMap((run) => {
        const what = settleRun(run, now, final);
        if (what === 'forget') forget(state, run);
        return what === 'ended' ? picture(run) : [];
      });
    },
    // A copy: the caller may keep it while we go on.
    save: () => JSON.parse(JSON.stringify(state)) as unknown,
  };
}

function feed(state: State, record: TrafficRecord): readonly RunEvent[] {
  switch (record.k) {
    case 'trouble':
      if (record.what === 'paused') return lostSight(state, () => true, record.t);
      return record.what === 'overflow' ? recordsLost(state) : [];
    case 'link':
      return record.what === 'close' ? lostSight(state, (run) => run.link === record.link, record.t) : [];
    case 'graph':
      return graphSeen(state, record);
    case 'request':
      return asked(state, record);
    case 'ack':
      return answered(state, record);
    case 'nodes':
      return reused(state, record);
    case 'run':
    case 'node':
      return told(state, record);
    default:
      return [];
  }
}

/** A run or a node of it. */
function told(state: State, record: TrafficRecord & { k: 'run' | 'node' }): readonly RunEvent[] {
  const stored = record.k === 'run' && record.stampUs !== undefined && record.durationUs !== undefined;
  const begins = record.k === 'node' || record.status === 'running' || record.stampUs !== undefined;
  const known = find(state, record.run);
  const run = known ?? (begins ? open(state, record.run, record.workflow, record.link, record.t) : undefined);
  if (!run) return [];
  // A cancelled run by hand is stored without its nodes: what they did is not known.
  const first = run.started === undefined && run.askedUs === undefined;
  if (first) run.lateAttach = record.k === 'node' || (stored && record.status === 'cancelled');
  const before = { nodes: run.nodes.length, edges: edgesOf(run).length, graph: run.graph, ended: run.ended };
  bindAsked(state, run, record);
  giveGraph(state, run);
  const gap = seenAgain(run, record, stored);
  const { omitted } = run;
  const applied = record.k === 'run' ? applyRun(run, record) : applyNode(run, record);
  run.lastSeen = Math.max(run.lastSeen, record.t);
  if (!applied) return run.omitted === omitted ? [] : [emitRun(run)];
  // It goes on: we had given it up too early.
  if (applied.fresh && run.ended === before.ended && run.ended?.presumed) delete run.ended;
  const graphChanged = run.graph !== before.graph || run.nodes.length !== before.nodes;
  const edgesChanged = !run.graph && edgesOf(run).length !== before.edges;
  const all = applied.at === undefined || first || graphChanged || edgesChanged || run.ended !== before.ended;
  return [
    ...gap,
    ...(all || edgesChanged ? picture(run) : [emitRun(run), ...around(run, applied)]),
    ...(applied.fresh ? [{ e: 'seen', run: run.key } as const] : []),
  ];
}

/** The node run it was about, and the one it runs inside of, whose start may have to be found anew. */
function around(run: RunFacts, { at }: Applied): RunEvent[] {
  if (!at) return [];
  const parent = at.node.turns[at.turn]?.parent;
  const outer = parent ? findNode(run, parent.node) : undefined;
  const instance = parent && outer?.turns[parent.run]?.begins.length === 0 ? parent.run : undefined;
  return [
    ...(outer && instance !== undefined ? emitNode(run, outer, instance) : []),
    ...emitNode(run, at.node, at.turn),
  ];
}

function picture(run: RunFacts): RunEvent[] {
  return [emitRun(run), emitGraph(run), ...run.nodes.flatMap((n) => emitNode(run, n))];
}

function find(state: State, key: string): RunFacts | undefined {
  return state.runs.find((run) => run.key === key);
}

/** A run heard of for the first time; none when it is done with, or has no id. */
function open(state: State, key: string, workflow: string, link: number, t: number): RunFacts | undefined {
  if (!key || state.done.includes(key)) return undefined;
  const full = state.runs.length >= RUN_LIMITS.openRuns;
  const oldest = full ? (state.runs.find((each) => each.ended) ?? state.runs[0]) : undefined;
  if (oldest) forget(state, oldest);
  const run = newRun(key, workflow, link, t);
  state.runs.push(run);
  return run;
}

function forget(state: State, run: RunFacts): void {
  state.runs = state.runs.filter((other) => other !== run);
  state.done = [...state.done, run.key].slice(-RUN_LIMITS.openRuns);
}

function giveGraph(state: State, run: RunFacts): void {
  if (run.graph || !run.workflow) return;
  const graph = state.graphs.find(([id]) => id === run.workflow)?.[1];
  if (graph) attachGraph(run, graph);
}

function graphSeen(state: State, record: GraphRecord): readonly RunEvent[] {
  const graph = takeGraph(state, record);
  if (!graph) return [];
  if (!record.run) {
    keepGraph(state, record.workflow, graph);
    // A run whose workflow was not known when it began: it may have been edited since, but is most likely the same.
    const open = state.runs.filter(
      (run) => !run.ended && !run.graph && run.workflow === record.workflow && run.workflow,
    );
    for (const run of open) attachGraph(run, graph);
    return open.flatMap(picture);
  }
  const run = find(state, record.run) ?? open(state, record.run, record.workflow, record.link, record.t);
  if (!run || run.graph) return [];
  run.workflow ||= record.workflow;
  attachGraph(run, graph);
  return run.started ? picture(run) : [];
}

function asked(state: State, record: RequestRecord): readonly RunEvent[] {
  const { link, workflow, t } = record;
  const others = state.asked.filter((a) => a.link !== link);
  state.asked = [...others, { link, workflow, t }].slice(-RUN_LIMITS.graphs);
  return [];
}

/** The server named the run, or refused it. */
function answered(state: State, record: AckRecord): readonly RunEvent[] {
  const request = state.asked.find((a) => a.link === record.link);
  if (request) state.asked = state.asked.filter((a) => a !== request);
  if (record.what !== 'started') return [];
  const run = find(state, record.run) ?? open(state, record.run, record.workflow, record.link, record.t);
  if (!run) return [];
  run.workflow ||= record.workflow;
  if (request) run.askedUs ??= request.t;
  giveGraph(state, run);
  return picture(run);
}

/** Told of before its request was answered: the oldest request of its workflow is meant. */
function bindAsked(state: State, run: RunFacts, record: TrafficRecord & { k: 'run' | 'node' }): void {
  if (run.askedUs !== undefined || run.announced || record.k !== 'run' || record.status !== 'running') return;
  run.workflow ||= record.workflow;
  const request = state.asked.find((a) => a.workflow === run.workflow && record.t - a.t < ANSWER_US);
  if (!request) return;
  run.askedUs = request.t;
  state.asked = state.asked.filter((a) => a !== request);
}

function reused(state: State, record: NodesRecord): readonly RunEvent[] {
  const run = find(state, record.run);
  if (!run) return [];
  for (const name of record.nodes) {
    const node = nodeOf(run, name, name);
    if (node) node.reused = true;
  }
  return picture(run);
}

/** A connection closed, or recording was paused: what the open runs on it do from now on is not seen. */
function lostSight(state: State, concerns: (run: RunFacts) => boolean, t: number): readonly RunEvent[] {
  const lost = state.runs.filter((run) => concerns(run) && (!run.ended || run.ended.presumed));
  for (const run of lost) run.lostSince ??= t;
  return lost.map(emitRun);
}

/** Some records never arrived: every run that was going on may lack some. */
function recordsLost(state: State): readonly RunEvent[] {
  const open = state.runs.filter((run) => !run.ended || run.ended.presumed);
  for (const run of open) run.lostRecords = true;
  return open.map(emitRun);
}

/** First word after the connection was lost. The server's own record leaves no gap. */
function seenAgain(run: RunFacts, record: TrafficRecord & { k: 'run' | 'node' }, stored: boolean): RunEvent[] {
  const { lostSince } = run;
  if (stored) delete run.lostSince;
  else run.link = record.link;
  if (lostSince === undefined || stored || record.link === 0) return [];
  delete run.lostSince;
  const at = (us: number) => timeOf(run, { us, arrived: { late: 0 } }) as Micros;
  const gap = { startUs: at(lostSince), endUs: at(record.t) };
  return [{ e: 'gap', run: run.key, index: nextGap(run), gap }];
}
