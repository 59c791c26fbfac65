import { FILE_LIMITS } from '../../model/limits.ts';
import { headOf, type Run } from '../../model/run.ts';
import { decodeNode } from '../node-decoder.ts';
import { inPieces } from '../pieces.ts';
import type { SessionMeta } from '../session.ts';
import { flowsOf } from './flows.ts';
import { firstOf, labelOf, laneOf, lastOf, runLabel, type Span, spansOf } from './spans.ts';

/** One event of the format, as far as we write it. https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU */
export type TraceEvent = Readonly<Record<string, unknown>>;

/** Names of the metadata events that hold what only we read; viewers pass over metadata they do not know. */
export const OWN = { run: 'longpole_run', node: 'longpole_node', edges: 'longpole_edges' } as const;

/**
 * Runs as Trace Event JSON, for speedscope, Perfetto and chrome://tracing, in pieces of about 64 Ki units. A process a run, each from its
 * own start on, so that runs of different days stand below each other; a thread a lane.
 *
 *   { "traceEvents": [
 *       { "ph": "M", "name": "process_name" | "thread_name", ... }
 *       { "ph": "M", "name": "longpole_run" | "longpole_node" | "longpole_edges", "args": what a session holds of it }
 *       { "ph": "X", "name": title, "cat": "node", "ts", "dur", "pid": run, "tid": lane }        one an instance that worked
 *       { "ph": "i", ... }                                                                      one that delivered without working
 *       { "ph": "s" | "f", ... }  { "ph": "C", "name": "nodes at once", ... }                   edges; how many worked
 *     ], "displayTimeUnit": "ms", "metadata": { "longpole": 1, ... } }
 *
 * X events have no `args`: speedscope makes them part of a frame's name, and each node would be a frame of its own.
 */
export function writeTrace(runs: Iterable<Run>, meta: SessionMeta = {}): Iterable<string> {
  return inPieces(traceText(eventsOf(runs), meta));
}

/** The text around events. */
export function* traceText(events: Iterable<TraceEvent>, meta: SessionMeta): Generator<string> {
  yield '{"traceEvents":[';
  let first = true;
  for (const event of events) {
    yield `${first ? '' : ','}\n${JSON.stringify(event)}`;
    first = false;
  }
  yield `\n],"displayTimeUnit":"ms","metadata":${JSON.stringify({ longpole: 1, ...meta })}}\n`;
}

function* eventsOf(runs: Iterable<Run>): Generator<TraceEvent> {
  let pid = 0;
  for (const run of runs) yield* runEvents(run, ++pid);
}

/** Everything of one run. */
function* runEvents(run: Run, pid: number): Generator<TraceEvent> {
  const spans = spansOf(run);
  const lanes = laneOf(spans);
  const startUs = run.startUs - firstOf(run);
  yield named('process_name', pid, 0, { name: runLabel(run) });
  yield named('process_sort_index', pid, 0, { sort_index: pid });
  const most = lanes.reduce((a, b) => Math.max(a, b), 0);
  for (let lane = 0; lane <= most; lane++) {
    yield named('thread_name', pid, lane + 1, { name: `lane ${lane + 1}` });
  }
  const { nodeCount: _, ...head } = headOf(run);
  yield named(OWN.run, pid, 0, { ...head, ...(run.calls ? { calls: run.calls } : {}) });
  for (let i = 0; i < run.edges.length; i += FILE_LIMITS.traceEdges) {
    yield named(OWN.edges, pid, 0, { edges: run.edges.slice(i, i + FILE_LIMITS.traceEdges) });
  }
  for (const node of run.nodes) {
    const known = decodeNode(node);
    yield named(OWN.node, pid, 0, { ...(known.ok ? known.value : node) });
    if (node.startUs === undefined && DELIVERED.has(node.status)) {
      yield { ph: 'i', s: 't', name: `${labelOf(node)} (${node.status})`, cat: 'node', ts: startUs, pid, tid: 1 };
    }
  }
  for (const [i, { node, fromUs, toUs }] of spans.entries()) {
    const at = { ts: fromUs, dur: toUs - fromUs, pid, tid: (lanes[i] ?? 0) + 1 };
    yield { ph: 'X', name: labelOf(node), cat: 'node', ...at };
  }
  yield* flowsOf(run, spans, lanes, pid);
  yield* counts(run, spans, pid);
}

const DELIVERED: ReadonlySet<string> = new Set(['cached', 'reused', 'pinned', 'constant']);

function named(name: string, pid: number, tid: number, args: object): TraceEvent {
  return { ph: 'M', name, pid, tid, ts: 0, args };
}

/** How many worked at once, at each change. */
function* counts(run: Run, spans: readonly Span[], pid: number): Generator<TraceEvent> {
  const changes = spans.flatMap(({ fromUs, toUs }) =>
    toUs > fromUs
      ? [
          { us: fromUs, by: 1 },
          { us: toUs, by: -1 },
        ]
      : [],
  );
  changes.sort((a, b) => a.us - b.us);
  let nodes = 0;
  for (const [i, { us, by }] of changes.entries()) {
    nodes += by;
    if (changes[i + 1]?.us !== us) yield { ph: 'C', name: 'nodes at once', pid, tid: 0, ts: us, args: { nodes } };
  }
  if (changes.length === 0)
    yield { ph: 'C', name: 'nodes at once', pid, tid: 0, ts: lastOf(run) - firstOf(run), args: { nodes: 0 } };
}
