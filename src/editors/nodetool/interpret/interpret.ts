import type { RunEvent } from '../../../model/event.ts';
import type { CommandRecord, LinkRecord, RequestRecord, TrafficRecord } from '../../../model/record.ts';
import type { Micros } from '../../../model/time.ts';
import type { Interpreter } from '../../editor.ts';
import { nextGap } from '../../run-bounds.ts';
import { applyCall, applyEdge, applyNode, applyRun, applySmall, type Touched } from './apply.ts';
import { emitCall, emitGraph, emitNode, emitRun } from './emit.ts';
import type { EdgeFacts, State } from './facts.ts';
import { noteBurst } from './lag.ts';
import type { RunIndex } from './run-index.ts';
import { createRuns, type Runs } from './runs.ts';
import { settleRun } from './settle.ts';
import { subRunOf } from './sub-runs.ts';

/** How long after a reconnect frames may still repeat the past. Seen: 2-12 ms (captures 10, py-07). */
const SNAPSHOT_US = 250_000;

/** NodeTool records to run events. All state is facts (see facts.ts); restoring them restores everything. */
export function createInterpreter(saved?: unknown): Interpreter {
  const state: State = (saved as State | undefined) ?? { runs: [], aliases: [] };
  const runs = createRuns(state);
  return {
    feed(record) {
      const events = feed(runs, record);
      const crowded = runs.crowdedOut();
      if (crowded.length === 0) return events;
      return [
        ...crowded.flatMap((index) => (settleRun(index, record.t, true) ? picture(index, 'all') : [])),
        ...events,
      ];
    },
    settle(now, final) {
      return runs.all().flatMap((index) => {
        const what = settleRun(index, now, final);
        if (what === 'forget') runs.forget(index);
        return what === 'ended' ? picture(index, 'all') : [];
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
      return requested(runs, record);
    case 'command':
      return commanded(runs, record);
    default:
      return record.run.startsWith('sub-') ? ofSubRun(runs, record) : ofRun(runs, record);
  }
}

type OfRun = Exclude<TrafficRecord, LinkRecord | RequestRecord | CommandRecord | { k: 'trouble' }>;

function ofRun(runs: Runs, record: OfRun): readonly RunEvent[] {
  const first =
    record.k === 'node' || (record.k === 'run' && (record.status === 'running' || record.status === 'queued'));
  const index = runs.find(record, first);
  if (!index) return [];
  const { run } = index;
  const { seq } = record;
  if (seq !== undefined && record.k !== 'ack') {
    // Newer servers number their frames and send the tail again after a reconnect: outputs and calls would count twice.
    if (seq <= run.lastSeq) return [];
    run.lastSeq = seq;
  }
  const again = sawAgain(index, record);
  const { started } = run;
  // We had given up on it too early.
  const found = run.ended?.presumed && run.ended.status === 'cut' && record.k !== 'ack';
  if (found) delete run.ended;
  run.lastSeen = record.t;
  if (record.k !== 'ack') run.bound = true;
  // The edge alone: to look through all of them with each record took 1.7 of 10 s with 5 000 edges at 1 000 records/s.
  const edge = record.k === 'edge' ? index.edge(record.edge, '') : undefined;
  const [nodesBefore, streamedBefore, omittedBefore] = [run.nodes.length, isStream(edge), run.omitted];
  const applied = withBurst(index, record.t, apply(index, record));
  const touched = found ? 'all' : applied;
  const calls = callEvents(index, record);
  const news = again.length > 0 || run.started !== started || run.omitted !== omittedBefore;
  const graphChanged = run.nodes.length !== nodesBefore || isStream(edge) !== streamedBefore;
  return [
    ...again,
    ...(graphChanged ? [emitGraph(index)] : []),
    ...picture(index, touched, record.k === 'run' || touched === 'all' || news),
    ...calls,
    { e: 'seen', run: run.key },
  ];
}

/** And the nodes of the same burst, when what came of it says that it was held up longer. */
function withBurst(index: RunIndex, t: number, touched: Touched): Touched {
  const grew = noteBurst(index, t, touched === 'all' ? [] : touched);
  return touched === 'all' || grew.length === 0 ? touched : [...new Set([...touched, ...grew])];
}

function apply(index: RunIndex, record: OfRun): Touched {
  switch (record.k) {
    case 'run':
      return applyRun(index, record);
    case 'node':
      return applyNode(index, record);
    case 'edge':
      return applyEdge(index, record, '');
    case 'ack':
      if (record.what === 'cancelling') index.run.cancelAsked ??= record.t;
      if (record.what === 'refused' && !index.run.started)
        return applyRun(index, { ...record, k: 'run', status: 'failed' });
      return [];
    case 'call':
      return [];
    default:
      return applySmall(index, record);
  }
}

function callEvents(index: RunIndex, record: OfRun): readonly RunEvent[] {
  if (record.k !== 'call') return [];
  const { node } = applyCall(index, record);
  return [emitCall(index, record, node), ...(node ? emitNode(index, node) : [])];
}

/** An edge that turned out to carry a stream: the graph is told again when one more does. */
function isStream(edge: EdgeFacts | undefined): boolean {
  return edge !== undefined && edge.count > 1;
}

/** Run and the given nodes as events. A run's end or begin changes all its nodes. */
function picture(index: RunIndex, touched: Touched, withRun = true): RunEvent[] {
  const nodes =
    touched === 'all' ? index.run.nodes : touched.map((key) => index.nodes.get(key)).filter((n) => n !== undefined);
  return [...(withRun ? [emitRun(index)] : []), ...nodes.flatMap((n) => emitNode(index, n, touched === 'all'))];
}

function requested(runs: Runs, record: RequestRecord): readonly RunEvent[] {
  const index = runs.open(record);
  const { run } = index;
  // Seen as the page sends it: no earlier, whatever the main thread does.
  run.requested ??= { t: record.t, early: 0 };
  run.name ||= record.name;
  run.graph ||= record.graph;
  run.lastSeen = record.t;
  index.addGraph(record);
  return [emitRun(index), emitGraph(index), ...picture(index, 'all', false)];
}

function commanded(runs: Runs, record: CommandRecord): readonly RunEvent[] {
  const index = runs.find(record, false);
  if (index && record.what === 'reconnect') {
    const since = index.run.lostSince ?? record.t;
    index.run.replay = { until: record.t + SNAPSHOT_US, since, missed: index.run.lostSince !== undefined };
  }
  return [];
}

/** A connection closed, or recording was paused: what the open runs on these links do from now on is not seen. */
function lostSight(runs: Runs, concerns: (link: number) => boolean, t: number): readonly RunEvent[] {
  const events: RunEvent[] = [];
  for (const index of runs.all()) {
    const { run } = index;
    if (!concerns(run.link) || (run.ended && !run.ended.presumed)) continue;
    run.lostSince ??= t;
    events.push(emitRun(index));
  }
  return events;
}

/** Some records never arrived: every run that was going on may lack some. */
function recordsLost(runs: Runs): readonly RunEvent[] {
  const open = runs.all().filter(({ run }) => !run.ended || run.ended.presumed);
  for (const index of open) index.run.lostRecords = true;
  return open.map(emitRun);
}

/** First word after the connection was lost: what was missed is a gap, and what comes at once may have happened in it. */
function sawAgain(index: RunIndex, record: TrafficRecord): RunEvent[] {
  const { run } = index;
  run.link = record.link;
  if (run.lostSince === undefined || record.k === 'ack') return [];
  const gap = { startUs: run.lostSince as Micros, endUs: record.t };
  run.replay = { until: record.t + SNAPSHOT_US, since: run.lostSince, missed: true };
  delete run.lostSince;
  return [{ e: 'gap', run: run.key, index: nextGap(run), gap }];
}

/** Inner runs of Subgraph nodes have jobs of their own that must not end the outer run. */
function ofSubRun(runs: Runs, record: OfRun): readonly RunEvent[] {
  const found = subRunOf(runs, record);
  if (!found) return [];
  const { index, sub, fresh } = found;
  index.run.lastSeen = record.t;
  let touched: Touched = fresh.map((n) => n.key);
  if (record.k === 'run' && record.status !== 'running' && record.status !== 'queued') sub.over = true;
  else if (record.k === 'edge') {
    touched = applyEdge(index, record, sub.round > 0 ? `${sub.container}#${sub.round}` : sub.container);
  } else if (record.k === 'node') touched = applyNode(index, record);
  touched = withBurst(index, record.t, touched);
  return [...picture(index, touched, false), { e: 'seen', run: index.run.key }];
}
