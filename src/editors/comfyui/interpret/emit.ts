/** Facts to run events, in the recorder's terms. */
import type { NodePatch, RunEvent, RunPatch } from '../../../model/event.ts';
import type { Wait } from '../../../model/run.ts';
import type { Micros } from '../../../model/time.ts';
import { micros } from '../../../model/time.ts';
import { REFUSED } from '../words.ts';
import { type RunClock, stated } from './clock.ts';
import { type Derived, deriveNode } from './derive.ts';
import type { NodeFacts, RunFacts } from './facts.ts';
import type { RunIndex } from './run-index.ts';

/** The stamps are whole milliseconds; arrivals are finer, but what they tell is not. */
const RESOLUTION_US = 1_000;

export function emitRun({ run }: RunIndex, clock: RunClock): RunEvent {
  const { startUs, endUs } = spanOf(run, clock);
  const queuedUs = queuedOf(run, clock);
  const set: RunPatch = {
    serverId: run.serverId.startsWith(REFUSED) ? '' : run.serverId,
    workflow: { id: run.workflow, name: '' },
    status: run.ended?.status ?? (run.started ? 'running' : 'queued'),
    ...(queuedUs === undefined ? {} : { queuedUs: micros(Math.min(queuedUs, startUs)) }),
    startUs: micros(startUs),
    endUs: endUs === undefined ? null : micros(Math.max(startUs, endUs)),
    errorClass: run.errorClass ?? null,
    clock: clock.offsetUs === undefined ? 'arrival' : 'server',
    ...(clock.offsetUs === undefined ? {} : { clockOffsetUs: Math.round(clock.offsetUs) }),
    resolutionUs: RESOLUTION_US,
    uncertaintyUs: doubtOf(run, clock),
    ...(run.omitted ? { omitted: run.omitted } : {}),
    partial: partialOf(run),
  };
  return { e: 'run', editor: 'comfyui', run: run.key, set };
}

function spanOf(run: RunFacts, clock: RunClock): { readonly startUs: number; readonly endUs?: number } {
  const begun = run.started ?? { t: run.requested ?? run.lastSeen };
  const startUs = clock.startUs ?? stated(clock, begun).t;
  if (!run.ended) return { startUs };
  return { startUs, endUs: clock.endUs ?? stated(clock, { t: run.ended.t }).t };
}

/** When it was asked for: as the server says, or as the page did. */
function queuedOf(run: RunFacts, clock: RunClock): number | undefined {
  if (run.createdUs !== undefined && clock.offsetUs !== undefined) return run.createdUs;
  return run.requested === undefined ? undefined : run.requested - (clock.offsetUs ?? 0);
}

/** Exact to the millisecond where the server stamped both; else as good as what was seen. */
function doubtOf(run: RunFacts, clock: RunClock): readonly [number, number] {
  const start = clock.startUs === undefined ? stated(clock, run.started ?? { t: run.lastSeen }) : undefined;
  const end = clock.endUs === undefined && run.ended ? stated(clock, { t: run.ended.t }) : undefined;
  const early = Math.max(0, start?.early ?? 0, end?.early ?? 0);
  return [Math.round(early), Math.round(Math.max(RESOLUTION_US, start?.late ?? 0, end?.late ?? 0))];
}

function partialOf(run: RunFacts): NonNullable<RunPatch['partial']> {
  const partial: NonNullable<RunPatch['partial']>[number][] = [];
  if (!run.graph) partial.push('no-graph');
  if (run.lateAttach) partial.push('late-attach');
  if (run.lostRecords) partial.push('lost-records');
  if (run.omitted) partial.push('too-large');
  if (run.gaps.length > 0 || run.lostSince !== undefined) partial.push('connection-lost');
  if (run.ended?.status === 'cut') partial.push('no-end');
  return partial;
}

/** On the run's clock, as its nodes are: told again when that is better known. */
export function emitGaps({ run }: RunIndex, { offsetUs = 0 }: RunClock): RunEvent[] {
  return run.gaps.map(([from, to], index) => {
    const gap = { startUs: micros(from - offsetUs), endUs: micros(to - offsetUs) };
    return { e: 'gap', run: run.key, index, gap };
  });
}

/** The graph as it was drawn; nodes made at run time are no part of it, or two runs of one workflow could not be compared. */
export function emitGraph(index: RunIndex): RunEvent {
  const drawn = index.run.nodes.filter((n) => !n.ephemeral);
  const nodes = drawn.map((n) => ({
    id: n.id,
    type: n.type,
    title: titleOf(index, n),
    ...(n.parent && index.node(n.parent) ? { parent: n.parent } : {}),
  }));
  return { e: 'graph', run: index.run.key, nodes, edges: index.run.edges };
}

/** The author's title; of a node made at run time, whose title is never sent, that of the drawn node and its own place in it. */
function titleOf(index: RunIndex, node: NodeFacts): string {
  if (!node.ephemeral) return node.title || node.type || node.id;
  const drawn = index.withParents(node.id).find((n) => !n.ephemeral);
  if (!drawn) return node.id;
  const place = node.id.startsWith(`${drawn.id}.`) ? node.id.slice(drawn.id.length + 1) : node.id;
  return `${drawn.title || drawn.type || drawn.id} › ${place}`.slice(0, 256);
}

export function emitNode(index: RunIndex, clock: RunClock, node: NodeFacts): RunEvent {
  const d = deriveNode(index, clock, node);
  return { e: 'node', run: index.run.key, id: node.id, instance: 0, set: patchOf(index, node, d) };
}

function patchOf(index: RunIndex, node: NodeFacts, d: Derived): NodePatch {
  const { status, start, end } = d;
  const early = Math.max(start?.early ?? 0, end?.early ?? 0);
  const late = Math.max(start?.late ?? 0, end?.late ?? 0);
  return {
    type: node.type,
    title: titleOf(index, node),
    status,
    clock: d.measured ? 'server-duration' : 'arrival',
    ...(node.parent && index.node(node.parent) ? { parent: { id: node.parent, instance: 0 } } : {}),
    startUs: start ? micros(start.t) : null,
    endUs: start && end ? micros(Math.max(start.t, end.t)) : null,
    uncertaintyUs: [Math.max(0, Math.round(early)), Math.max(0, Math.round(late))],
    waits: waitsOf(d),
    ...(d.rounds === undefined ? {} : { iterations: d.rounds }),
    ...(node.progress ? { progress: node.progress } : {}),
    ...(node.errorClass ? { errorClass: node.errorClass } : {}),
  };
}

function waitsOf({ waits, start }: Derived): Wait[] {
  return waits
    .filter(([from, to]) => start && to > from)
    .map(([from, to]) => ({ kind: 'input', startUs: Math.round(from) as Micros, endUs: Math.round(to) as Micros }));
}
