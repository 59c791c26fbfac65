import type { RunEvent } from '../../model/event.ts';
import { RUN_LIMITS } from '../../model/limits.ts';
import type { CommandRecord, GraphRecord, NodeRecord, RequestRecord, TrafficRecord } from '../../model/record.ts';
import type { Micros } from '../../model/time.ts';
import type { Interpreter } from '../editor.ts';
import { nextGap, omit, omitRows } from '../run-bounds.ts';
import { emitGraph, emitNode, emitRun } from './emit.ts';
import { factsOf, type Moment, type NodeFacts, type RunFacts, type State } from './facts.ts';
import { reachable } from './reach.ts';

/** The server gathers messages for 50 ms before it sends them, so that long ago at most is the truth. */
const BATCH_US = 50_000;
/**
 * A run without a node at work is over after such a silence. Nodes that report nothing may be at work for longer: what comes
 * later takes the end back, unless another inject came before.
 */
export const QUIET_US = 1_000_000;
/** What comes later than this belongs to no run any more: a status like "connected" is never taken back. */
export const STALE_US = 60_000_000;

/**
 * Node-RED has neither runs nor starts and ends of nodes on its wire. What is made of it here is a **status timeline**:
 *
 * - A run begins with the button of an Inject node and goes on until nobody at work is left and nothing was said for 1 s: its
 *   end is its last word, presumed. Another inject before that joins it, since statuses do not say which message they are of.
 * - Only nodes that messages of the inject can reach belong to it, where the flows were seen.
 * - A node is at work from a status of work (`reduce.ts`) until it says done as often as it said the same word of work. Done
 *   without work before has no times. Arrivals at a Debug node are marks without a duration.
 * - Every other node is unknown.
 */
export function createInterpreter(saved?: unknown): Interpreter {
  const state = (saved as State | undefined) ?? { runs: 0 };
  return {
    feed: (record) => feed(state, record),
    settle(now, final) {
      const { run } = state;
      if (!run?.told || run.over || !(final || isQuiet(run, now))) return [];
      return finish(run);
    },
    save: () => JSON.parse(JSON.stringify(state)) as unknown,
  };
}

function feed(state: State, record: TrafficRecord): RunEvent[] {
  const { run } = state;
  switch (record.k) {
    case 'request':
      return ask(state, record);
    case 'graph':
      return learn(state, record);
    case 'command':
      return subscribed(state, record);
    case 'node':
    case 'progress':
      return spoken(state, record);
    case 'ack':
      return run && record.link === run.link ? answered(run, record.what === 'refused') : [];
    case 'link':
      return record.what === 'close' && record.link === state.comms ? lost(state, record.t) : [];
    case 'trouble':
      if (record.what === 'paused') return lost(state, record.t);
      if (record.what !== 'overflow' || !run || run.over) return [];
      run.lostRecords = true;
      return told(state, run);
    default:
      return [];
  }
}

function momentOf({ t, late }: Pick<TrafficRecord, 't' | 'late'>): Moment {
  return { t, early: BATCH_US + (late ?? 0) };
}

function atWork(run: RunFacts): boolean {
  return Object.values(run.nodes).some(({ span }) => span !== undefined && span.end === undefined);
}

/** By times of records alone, so that it does not matter when somebody looked. */
function isQuiet(run: RunFacts, now: number): boolean {
  return run.refused || now - run.last.t >= (atWork(run) ? STALE_US : QUIET_US);
}

function ask(state: State, record: RequestRecord): RunEvent[] {
  const inject = record.nodes[0]?.[0] ?? '';
  const asked: Moment = { t: record.t, early: record.late ?? 0 };
  const { run } = state;
  if (run && !isQuiet(run, record.t)) {
    if (!run.injects.includes(inject) && run.injects.length < RUN_LIMITS.graphNodes) run.injects.push(inject);
    run.last = asked;
    return run.told ? [...member(state, run), ...again(run)] : [];
  }
  const ended = run?.told && !run.over ? finish(run) : [];
  const next: RunFacts = {
    key: `inject ${++state.runs}`,
    asked,
    link: record.link,
    injects: [inject],
    last: asked,
    nodes: {},
    told: false,
    refused: false,
    failed: false,
    lateAttach: false,
    lostRecords: false,
    gaps: 0,
  };
  state.run = next;
  return state.comms !== undefined || state.flows ? [...ended, ...begin(state, next)] : ended;
}

/** There are other signs of Node-RED than a request to `inject/...`: from now on it is a run. */
function begin(state: State, run: RunFacts): RunEvent[] {
  run.told = true;
  return [emitRun(state, run), ...member(state, run)];
}

/** Which nodes belong to it; all of them are unknown until they say something. */
function member(state: State, run: RunFacts): RunEvent[] {
  if (!state.flows?.complete) return [];
  const before = run.members?.length;
  run.members = reachable(state.flows, run.injects);
  if (before === run.members.length) return [];
  omitRows(run, state.flows.dropped);
  const fresh = run.members.filter((id) => factsOf(run, id) === undefined);
  const rows = new Map(state.flows.nodes.map((row) => [row[0], row]));
  for (const id of fresh) {
    const [, type = '', name = ''] = rows.get(id) ?? [];
    addNode(run, id, { title: name || type, type, instances: 0 });
  }
  return [emitRun(state, run), emitGraph(run, state.flows, run.members), ...fresh.flatMap((id) => emitNode(run, id))];
}

function learn(state: State, record: GraphRecord): RunEvent[] {
  if (record.part === 0) state.flows = { nodes: [], edges: [], complete: false };
  const { flows } = state;
  if (!flows) return [];
  let dropped = (flows.dropped ?? 0) + (record.dropped ?? 0);
  for (const row of record.nodes) {
    if (flows.nodes.length < RUN_LIMITS.graphNodes) flows.nodes.push(row);
    else dropped++;
  }
  for (const [, from, to] of record.edges) {
    if (flows.edges.length < RUN_LIMITS.graphEdges) flows.edges.push([from, to]);
    else dropped++;
  }
  if (dropped > 0) flows.dropped = dropped;
  flows.complete = record.part === record.parts - 1;
  // A run that began before the flows were seen gets them; one that has them keeps those it began with.
  const { run } = state;
  return flows.complete && run && !run.over && !run.members ? (run.told ? member(state, run) : begin(state, run)) : [];
}

function subscribed(state: State, record: CommandRecord): RunEvent[] {
  state.comms = record.link;
  const { run } = state;
  if (!run || run.over || isQuiet(run, record.t)) return [];
  if (!run.told) {
    run.lateAttach = true;
    return begin(state, run);
  }
  if (run.lostSince === undefined) return [];
  const gap = { startUs: run.lostSince as Micros, endUs: record.t };
  delete run.lostSince;
  const index = nextGap(run);
  return [{ e: 'gap', run: run.key, index, gap }, emitRun(state, run)];
}

function lost(state: State, t: number): RunEvent[] {
  const { run } = state;
  if (!run?.told || run.over || isQuiet(run, t)) return [];
  run.lostSince ??= t;
  return [emitRun(state, run)];
}

function answered(run: RunFacts, refused: boolean): RunEvent[] {
  if (!refused) {
    for (const id of run.injects) {
      const node = nodeOf(run, id);
      if (node) node.word = 'success';
    }
    return run.told ? run.injects.flatMap((id) => emitNode(run, id)) : [];
  }
  run.refused = true;
  run.failed = true;
  return run.told && !run.over ? finish(run) : [];
}

function spoken(state: State, record: NodeRecord | Extract<TrafficRecord, { k: 'progress' }>): RunEvent[] {
  state.comms ??= record.link;
  const { run } = state;
  if (!run || record.t - run.last.t >= STALE_US || run.refused) return [];
  if (run.members ? !run.members.includes(record.node) : isQuiet(run, record.t)) return [];
  const at = momentOf(record);
  const events = run.told ? again(run) : begin(state, run);
  const node = nodeOf(run, record.node);
  run.last = at;
  if (!node) return [...events, ...told(state, run)];
  events.push({ e: 'seen', run: run.key });
  if (record.k === 'progress') return events;
  if (record.status === 'message_sent') arrive(node, at, record.items ?? 1);
  else if (record.status === 'running') work(node, at);
  else if (record.status === 'error') {
    run.failed = true;
    done(node, at, 'error');
  } else done(node, at, record.status === 'completed' ? 'success' : undefined);
  return [...events, ...emitNode(run, record.node)];
}

/** Undefined when the run has too many. */
function nodeOf(run: RunFacts, id: string): NodeFacts | undefined {
  return factsOf(run, id) ?? addNode(run, id, { title: id, type: '', instances: 0 });
}

function addNode(run: RunFacts, id: string, node: NodeFacts): NodeFacts | undefined {
  // What an older version saved has no count.
  run.size ??= Object.keys(run.nodes).length;
  if (run.size >= RUN_LIMITS.graphNodes) {
    omit(run);
    return undefined;
  }
  run.size++;
  run.nodes[id] = node;
  return node;
}

function work(node: NodeFacts, at: Moment): void {
  const { span } = node;
  if (span && span.ends < span.starts) {
    span.starts++;
    delete span.end;
  } else node.span = { instance: instanceOf(node), start: at, starts: 1, ends: 0, red: false };
}

/** Of what it did before there are no times when it did not say that it was at work. */
function done(node: NodeFacts, at: Moment, word: NodeFacts['word']): void {
  const { span } = node;
  if (word) node.word = word;
  if (!span || span.ends >= span.starts) return;
  span.ends++;
  span.end = at;
  span.red ||= word === 'error';
}

function arrive(node: NodeFacts, at: Moment, n: number): void {
  const same = node.arrivals && (node.arrivals.at.t === at.t || node.instances >= RUN_LIMITS.firings);
  if (same && node.arrivals) node.arrivals.n += n;
  else node.arrivals = { instance: instanceOf(node), at, n };
}

function instanceOf(node: NodeFacts): number {
  return Math.min(node.instances++, RUN_LIMITS.firings - 1);
}

/** What is presumed to be over goes on. */
function again(run: RunFacts): RunEvent[] {
  if (!run.over) return [];
  delete run.over;
  return [
    emitRun(undefined, run),
    ...Object.keys(run.nodes).flatMap((id) => (factsOf(run, id)?.span ? emitNode(run, id) : [])),
  ];
}

function finish(run: RunFacts): RunEvent[] {
  run.over = run.failed ? 'error' : atWork(run) ? 'cut' : 'success';
  return [emitRun(undefined, run), ...Object.keys(run.nodes).flatMap((id) => emitNode(run, id))];
}

function told(state: State, run: RunFacts): RunEvent[] {
  return run.told ? [emitRun(state, run)] : [];
}
