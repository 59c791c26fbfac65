/** Facts to run events, in the recorder's terms. */

import type { NodePatch, RunEvent, RunPatch } from '../../../model/event.ts';
import type { Edge, GraphNode } from '../../../model/graph.ts';
import { RUN_LIMITS } from '../../../model/limits.ts';
import type { CallRecord } from '../../../model/record.ts';
import type { ModelCall, Wait } from '../../../model/run.ts';
import type { Micros } from '../../../model/time.ts';
import { omit } from '../../run-bounds.ts';
import { LATE_US, POLL_US } from '../wire.ts';
import { type DerivedNode, deriveNode } from './derive.ts';
import type { Moment, NodeFacts, RunFacts } from './facts.ts';
import { earlyOf } from './lag.ts';
import type { RunIndex } from './run-index.ts';

const us = (m: Moment) => m.t as Micros;

export function emitRun(index: RunIndex): RunEvent {
  const { run } = index;
  const begun = run.started ?? run.requested;
  // Frames out of order: a run that was refused may be said to run after that; it took no time.
  const startUs = Math.min(begun?.t ?? run.lastSeen, run.ended?.moment.t ?? Number.POSITIVE_INFINITY);
  const partial: NonNullable<RunPatch['partial']>[number][] = [];
  if (!run.graph) partial.push('no-graph');
  if (run.lateAttach) partial.push('late-attach');
  if (run.lostRecords) partial.push('lost-records');
  if (run.omitted) partial.push('too-large');
  // A connection that closes after the run was over (if only by an acknowledged cancel) took nothing away.
  const lost = run.lostSince !== undefined && run.ended?.status !== 'cancelled';
  if (run.gaps > 0 || lost) partial.push('connection-lost');
  if (run.ended?.status === 'cut') partial.push('no-end');
  const set: RunPatch = {
    serverId: run.serverId,
    workflow: { id: run.workflow, name: run.name },
    status: run.ended?.status ?? (run.started ? 'running' : 'queued'),
    ...(run.requested ? { queuedUs: Math.min(run.requested.t, startUs) as Micros } : {}),
    startUs: startUs as Micros,
    endUs: run.ended ? us(run.ended.moment) : null,
    errorClass: run.errorClass ?? null,
    clock: 'arrival',
    resolutionUs: POLL_US,
    uncertaintyUs: [earliest(index, begun, run.ended?.moment), LATE_US],
    ...(run.omitted ? { omitted: run.omitted } : {}),
    partial,
  };
  return { e: 'run', editor: 'nodetool', run: run.key, set };
}

export function emitGraph(index: RunIndex): RunEvent {
  const nodes: GraphNode[] = [];
  for (const n of index.run.nodes) {
    if (n.instance > 0) continue;
    const parent = index.nodes.get(n.parentKey)?.id;
    nodes.push({ id: n.id, type: n.type, title: titleOf(n), ...(parent ? { parent } : {}) });
  }
  const edges = new Map<string, Edge>();
  for (const e of index.run.edges) {
    const [from, to] = [index.nodes.get(e.from)?.id, index.nodes.get(e.to)?.id];
    if (from === undefined || to === undefined) continue;
    const kind = e.kind === 'data' && e.count > 1 ? 'stream' : e.kind;
    const key = JSON.stringify([from, to, e.kind]);
    if (kind === 'stream' || !edges.has(key)) edges.set(key, [from, to, kind]);
  }
  return { e: 'graph', run: index.run.key, nodes, edges: [...edges.values()] };
}

/** The author's title; without one the last part of the type, which is what the editor shows. */
function titleOf(node: NodeFacts): string {
  return node.title || node.type.slice(node.type.lastIndexOf('.') + 1) || node.wireId;
}

export function emitNode(index: RunIndex, node: NodeFacts, whole = false): RunEvent[] {
  return deriveNode(index, node, whole).map((d) => ({
    e: 'node',
    run: index.run.key,
    id: node.id,
    instance: d.instance,
    set: patchOf(index, node, d),
  }));
}

function patchOf(index: RunIndex, node: NodeFacts, d: DerivedNode): NodePatch {
  const { status, ready, start, end } = d.times;
  const parent = index.nodes.get(node.parentKey);
  const { money, callTokens, callCost, progress, errorClass } = d.figures ?? node;
  const { cost, unit, model, tokensIn, tokensOut, tokensCached } = money;
  const tokens = {
    ...pick('input', tokensIn ?? callTokens?.input),
    ...pick('output', tokensOut ?? callTokens?.output),
    ...pick('cached', tokensCached),
  };
  const paid = cost !== undefined ? { amount: cost, unit: unit ?? 'USD' } : callCost;
  return {
    type: node.type,
    title: titleOf(node),
    status,
    clock: 'arrival',
    ...(parent ? { parent: { id: parent.id, instance: parent.instance } } : {}),
    readyUs: ready ? us(ready) : null,
    startUs: start ? us(start) : null,
    endUs: end ? us(end) : null,
    uncertaintyUs: start
      ? [earliest(index, start, end), Math.max(LATE_US, (d.latest?.t ?? start.t) - start.t)]
      : [0, 0],
    waits: waitsOf(d),
    ...pick('iterations', d.iterations),
    ...pick('items', d.items),
    ...pick('bytes', d.bytes),
    ...pick('progress', progress),
    ...pick('cost', paid),
    ...pick('model', model),
    ...pick('errorClass', errorClass),
    ...(Object.keys(tokens).length > 0 ? { tokens } : {}),
  };
}

/** A start and an end have one +/-: the larger. */
function earliest({ run }: RunIndex, start: Moment | undefined, end: Moment | undefined): number {
  return Math.max(start ? earlyOf(run, start) : 0, end ? earlyOf(run, end) : 0);
}

/** Spawned long before its inputs came: the time until then is waiting, and so is gathering items inside the span. */
function waitsOf(d: DerivedNode): Wait[] {
  const { start } = d.times;
  if (!start) return [];
  const waits: Wait[] = [];
  if (d.spawned && d.spawned.t < start.t) waits.push({ kind: 'input', startUs: us(d.spawned), endUs: us(start) });
  if (d.gathers) waits.push({ kind: 'input', startUs: us(start), endUs: us(d.gathers) });
  return waits;
}

export function emitCall(index: RunIndex, record: CallRecord, node: NodeFacts | undefined): RunEvent {
  const tokens = { ...pick('input', record.tokensIn), ...pick('output', record.tokensOut) };
  const call: ModelCall = {
    ...(node ? { node: node.id } : {}),
    provider: record.provider,
    model: record.model ?? '',
    endUs: record.t,
    durationUs: record.durationUs,
    ...(Object.keys(tokens).length > 0 ? { tokens } : {}),
    ...(record.cost === undefined ? {} : { cost: { amount: record.cost, unit: record.unit ?? 'USD' } }),
  };
  return { e: 'call', run: index.run.key, index: nextCall(index.run), call };
}

/** Place of the next call in the run's list; beyond the bound the newest takes the place of the last. */
function nextCall(run: RunFacts): number {
  if (run.calls >= RUN_LIMITS.calls) omit(run);
  else run.calls++;
  // An older version counted on.
  return Math.min(run.calls, RUN_LIMITS.calls) - 1;
}

function pick<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
