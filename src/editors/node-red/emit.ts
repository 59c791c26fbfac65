/** Facts to run events. */
import type { NodePatch, RunEvent } from '../../model/event.ts';
import type { PartialReason } from '../../model/run.ts';
import type { Micros } from '../../model/time.ts';
import { factsOf, type Moment, type RunFacts, type State } from './facts.ts';
import { graphOf, tabOf } from './reach.ts';

/** Frames are batched by a timer of 50 ms. */
const RESOLUTION_US = 50_000;
/** Clock and scheduling after the arrival: docs/adr/0003-clocks.md. */
const LATE_US = 1_000;

export function emitRun(state: State | undefined, run: RunFacts): RunEvent {
  const partial: PartialReason[] = ['status-only'];
  if (!run.members) partial.push('no-graph');
  if (run.lateAttach) partial.push('late-attach');
  if (run.lostRecords) partial.push('lost-records');
  if (run.omitted) partial.push('too-large');
  if (run.gaps > 0 || run.lostSince !== undefined) partial.push('connection-lost');
  if (run.over) partial.push('no-end');
  return {
    e: 'run',
    editor: 'node-red',
    run: run.key,
    set: {
      serverId: run.injects[0] ?? '',
      ...(state?.flows ? { workflow: tabOf(state.flows, run.injects[0]) } : {}),
      status: run.over ?? 'running',
      startUs: run.asked.t as Micros,
      endUs: run.over ? (run.last.t as Micros) : null,
      clock: 'arrival',
      resolutionUs: RESOLUTION_US,
      uncertaintyUs: [Math.max(run.asked.early, run.last.early), LATE_US],
      ...(run.omitted ? { omitted: run.omitted } : {}),
      partial,
    },
  };
}

export function emitGraph(run: RunFacts, flows: NonNullable<State['flows']>, members: readonly string[]): RunEvent {
  return { e: 'graph', run: run.key, ...graphOf(flows, members) };
}

/** The newest instances of a node. */
export function emitNode(run: RunFacts, id: string): RunEvent[] {
  const node = factsOf(run, id);
  if (!node) return [];
  const { title, type, word, span, arrivals } = node;
  const set = (instance: number, patch: NodePatch): RunEvent => {
    return { e: 'node', run: run.key, id, instance, set: { title, type, ...patch } };
  };
  if (!span && !arrivals) return [set(0, { status: word ?? 'unknown' })];
  const events: RunEvent[] = [];
  if (span) {
    const status = span.end ? (span.red ? 'error' : 'success') : run.over ? 'unknown' : 'running';
    events.push(set(span.instance, { status, ...between(span.start, span.end) }));
  }
  if (arrivals) {
    const { instance, at, n } = arrivals;
    events.push(set(instance, { status: 'success', ...between(at, at), ...(n > 1 ? { iterations: n } : {}) }));
  }
  return events;
}

function between(start: Moment, end: Moment | undefined): NodePatch {
  return {
    startUs: start.t as Micros,
    endUs: end ? (end.t as Micros) : null,
    clock: 'arrival',
    uncertaintyUs: [Math.max(start.early, end?.early ?? 0), LATE_US],
  };
}
