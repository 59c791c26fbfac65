/** Facts to run events, in the recorder's terms. */
import type { NodePatch, RunEvent, RunPatch } from '../../../model/event.ts';
import type { Edge, GraphNode } from '../../../model/graph.ts';
import type { Micros } from '../../../model/time.ts';
import { idleStatus, parentRef, readyOf, runSpan, shiftOf, TICK_US, turnSpan, turnStatus, waitsOf } from './derive.ts';
import type { NodeFacts, RunFacts, Turn } from './facts.ts';
import { findNode } from './graphs.ts';

export function emitRun(run: RunFacts): RunEvent {
  const { startUs, endUs, uncertaintyUs, server } = runSpan(run);
  const partial: NonNullable<RunPatch['partial']>[number][] = [];
  if (!run.graph) partial.push('no-graph');
  if (run.lateAttach && !run.filled) partial.push('late-attach');
  if (run.lostRecords && !run.filled) partial.push('lost-records');
  if (run.omitted) partial.push('too-large');
  if ((run.gaps > 0 || run.lostSince !== undefined) && !run.filled) partial.push('connection-lost');
  if (run.ended?.status === 'cut') partial.push('no-end');
  const begun = run.started !== undefined;
  const asked = run.askedUs === undefined ? undefined : run.askedUs - shiftOf(run);
  const set: RunPatch = {
    serverId: run.key,
    workflow: { id: run.workflow, name: run.name },
    status: run.ended?.status ?? (begun ? 'running' : 'queued'),
    ...(asked === undefined ? {} : { queuedUs: (begun ? Math.min(asked, startUs) : asked) as Micros }),
    startUs: (begun || asked === undefined ? startUs : asked) as Micros,
    endUs: endUs === undefined ? null : (endUs as Micros),
    errorClass: errorOf(run) ?? null,
    clock: server ? 'server' : 'arrival',
    ...(run.offsetUs === undefined ? {} : { clockOffsetUs: run.offsetUs }),
    resolutionUs: TICK_US,
    uncertaintyUs,
    ...(run.omitted ? { omitted: run.omitted } : {}),
    partial,
  };
  return { e: 'run', editor: 'n8n', run: run.key, set };
}

/** Of a run that failed, the error of the node that failed last. */
function errorOf(run: RunFacts): string | undefined {
  if (run.errorClass || run.ended?.status !== 'error') return run.errorClass;
  const failed = run.nodes.flatMap((n) => n.turns.filter((t) => t.status === 'error'));
  return failed.sort((a, b) => (a.end?.us ?? 0) - (b.end?.us ?? 0)).at(-1)?.errorClass;
}

export function emitGraph(run: RunFacts): RunEvent {
  const nodes = run.nodes.map((n): GraphNode => {
    const parent = n.parent ? findNode(run, n.parent)?.id : undefined;
    return { id: n.id, type: n.type, title: n.title, ...(parent === undefined ? {} : { parent }) };
  });
  return { e: 'graph', run: run.key, nodes, edges: edgesOf(run).map(([from, to]): Edge => [from, to, 'data']) };
}

/** Of the workflow; where none was seen, what each node says of where its input came from. */
export function edgesOf(run: RunFacts): readonly (readonly [from: string, to: string])[] {
  if (run.graph) return run.edges;
  const edges = new Map<string, readonly [string, string]>();
  for (const node of run.nodes) {
    for (const name of node.sources) {
      const from = findNode(run, name)?.id;
      if (from !== undefined) edges.set(JSON.stringify([from, node.id]), [from, node.id]);
    }
  }
  return [...edges.values()];
}

/** All runs of a node, or one. A node that never ran has one entry all the same. */
export function emitNode(run: RunFacts, node: NodeFacts, only?: number): RunEvent[] {
  const event = (instance: number, set: NodePatch): RunEvent => ({
    e: 'node',
    run: run.key,
    id: node.id,
    instance,
    set,
  });
  if (node.turns.length === 0) return [event(0, idlePatch(run, node))];
  if (only !== undefined) return [event(only, turnPatch(run, node, only))];
  return node.turns.map((_, i) => event(i, turnPatch(run, node, i)));
}

function idlePatch(run: RunFacts, node: NodeFacts): NodePatch {
  const parent = parentRef(run, node, undefined);
  return {
    ...{ type: node.type, title: node.title, status: idleStatus(run, node), clock: 'server', waits: [] },
    ...(parent ? { parent } : {}),
  };
}

function turnPatch(run: RunFacts, node: NodeFacts, index: number): NodePatch {
  const turn = node.turns[index] as Turn;
  const status = turnStatus(run, node, turn);
  const span = turnSpan(run, node, index, status);
  const parent = parentRef(run, node, turn);
  const ready = span?.server && !turn.parent ? readyOf(run, turn, span.startUs) : undefined;
  return {
    type: node.type,
    title: node.title,
    status,
    clock: !span || span.server ? 'server' : 'arrival',
    ...(parent ? { parent } : {}),
    readyUs: ready ?? null,
    startUs: span ? (span.startUs as Micros) : null,
    endUs: span?.endUs === undefined ? null : (span.endUs as Micros),
    uncertaintyUs: span?.uncertaintyUs ?? [0, 0],
    waits: span ? waitsOf(turn) : [],
    ...(turn.errorClass ? { errorClass: turn.errorClass } : {}),
    ...figuresOf(node, turn, span),
  };
}

function figuresOf(node: NodeFacts, turn: Turn, span: ReturnType<typeof turnSpan>): NodePatch {
  // Of several runs counted as one only the last was told.
  if (turn.joined !== undefined) return { iterations: turn.joined };
  const { items, bytes, failedItems, tokensIn, tokensOut, durationUs, waits } = turn;
  const spanUs = span?.endUs === undefined ? undefined : span.endUs - span.startUs;
  const differs = durationUs !== undefined && spanUs !== undefined && waits.length === 0 && spanUs !== durationUs;
  const tokens = {
    ...(tokensIn === undefined ? {} : { input: tokensIn }),
    ...(tokensOut === undefined ? {} : { output: tokensOut }),
  };
  return {
    ...(items === undefined ? {} : { items }),
    ...(bytes === undefined ? {} : { bytes }),
    // An item's `error` may be anything, unless the node is told to go on after an error.
    ...(failedItems !== undefined && node.marks.includes('continues') ? { failedItems } : {}),
    ...(differs && span?.server ? { reportedUs: durationUs } : {}),
    ...(node.marks.includes('retries') ? { mayRetry: true } : {}),
    ...(Object.keys(tokens).length > 0 ? { tokens } : {}),
  };
}
