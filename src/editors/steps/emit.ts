/** Facts to run events, in the recorder's terms. */
import type { NodePatch, RunEvent, RunPatch } from '../../model/event.ts';
import type { ModelCall, PartialReason } from '../../model/run.ts';
import { type Micros, micros } from '../../model/time.ts';
import { silentContainers } from './containers.ts';
import { clockOf, isExact, statusOf, statusUnseen, timesOf, waitsOf } from './derive.ts';
import type { Effects } from './effects.ts';
import type { NodeFacts, RunFacts, Visit } from './facts.ts';
import type { RunIndex } from './run-index.ts';
import type { StepTraits } from './traits.ts';

/** Edges told one by one (no graph): beyond this many the list is told again at its multiples only, and when the run is over. */
const EDGE_STEP = 256;

export function emitEffects(index: RunIndex, effects: Effects, traits: StepTraits): readonly RunEvent[] {
  const { run } = index;
  const events = [...effects.events];
  const many = !run.graph && run.edges.length > EDGE_STEP;
  if (effects.graph ? !many || run.edges.length % EDGE_STEP === 0 || effects.all : effects.all && many) {
    events.push(emitGraph(run));
  }
  if (effects.all) delete run.firstUs;
  const containers = silentContainers(index);
  for (const visit of changed(run, effects)) {
    const set = patchOf(index, visit, traits);
    events.push({ e: 'node', run: run.key, id: visit.id, instance: visit.instance, set });
    containers.add(visit, set);
    if (set.startUs && set.startUs < (run.firstUs ?? Number.POSITIVE_INFINITY)) {
      run.firstUs = set.startUs;
      effects.run = true;
    }
  }
  for (const node of effects.all ? run.nodes : effects.nodes) {
    if (index.visitsOf(node.id).length > 0) continue;
    const set = { ...emptyPatch(run, node), ...containers.patchFor(node.id) };
    events.push({ e: 'node', run: run.key, id: node.id, instance: 0, set });
  }
  for (const at of effects.all || effects.moved ? run.calls.keys() : effects.calls)
    events.push(...emitCall(run, at, traits));
  if (effects.all || effects.run || effects.moved) events.push(emitRun(run, traits));
  return events;
}

/** A busy page that catches up learns of a smaller lag with every word: what is exact need not be told again. */
function changed(run: RunFacts, effects: Effects): Iterable<Visit> {
  if (effects.all) return run.visits;
  if (!effects.moved) return effects.visits;
  return run.visits.filter((visit) => effects.visits.has(visit) || !isExact(visit));
}

function emitRun(run: RunFacts, traits: StepTraits): RunEvent {
  const clock = clockOf(run, traits);
  const { started, ended, requested } = run;
  const seen = started ?? requested ?? { t: run.lastSeen, late: 0 };
  const exact = {
    start: clock.server && started?.stampUs !== undefined,
    end: clock.server && ended?.stampUs !== undefined,
  };
  const told = exact.start ? micros(started?.stampUs ?? 0) : clock.at(seen);
  const running = run.started !== undefined || run.visits.length > 0;
  // Nothing of a run was before it: a start that the server's own duration moved may move the run's. Unasked, it begins with its first node.
  const startUs = running ? (Math.min(started ? told : (run.firstUs ?? told), run.firstUs ?? told) as Micros) : told;
  const end = ended && (exact.end ? micros(ended.stampUs ?? 0) : clock.at(ended.at));
  const server = exact.start && (exact.end || !ended);
  const set: RunPatch = {
    serverId: run.serverId,
    workflow: { id: run.workflow, name: run.name },
    ...(run.editorName ? { editorName: run.editorName } : {}),
    status: ended?.status ?? (running ? 'running' : 'queued'),
    ...(requested ? { queuedUs: Math.min(clock.at(requested), startUs) as Micros } : {}),
    startUs,
    endUs: end === undefined ? null : (Math.max(end, startUs) as Micros),
    errorClass: run.errorClass ?? null,
    clock: server ? 'server' : 'arrival',
    ...(clock.server && run.offsetUs !== undefined ? { clockOffsetUs: run.offsetUs } : {}),
    uncertaintyUs: server ? [0, traits.resolutionUs] : [clock.early(seen, ended?.at), clock.late],
    resolutionUs: traits.resolutionUs,
    ...(run.omitted ? { omitted: run.omitted } : {}),
    partial: partialOf(run, traits),
  };
  return { e: 'run', editor: traits.editor, run: run.key, set };
}

function partialOf(run: RunFacts, traits: StepTraits): readonly PartialReason[] {
  const partial: PartialReason[] = [...(traits.partial ?? [])];
  if (!run.graph) partial.push('no-graph');
  if (run.lateAttach) partial.push('late-attach');
  if (run.lostRecords) partial.push('lost-records');
  if (run.omitted) partial.push('too-large');
  const over = run.ended?.status;
  if (run.gaps > 0 || (run.lostSince !== undefined && (!over || over === 'cut'))) partial.push('connection-lost');
  if (over === 'cut') partial.push('no-end');
  return [...new Set(partial)];
}

function emitGraph(run: RunFacts): RunEvent {
  // Without a graph, nodes are told by what happens to them.
  const nodes = run.graph ? run.nodes : [];
  return {
    e: 'graph',
    run: run.key,
    nodes: nodes.map(({ id, type, title, parent }) => ({
      id,
      type,
      title: title || id,
      ...(parent ? { parent } : {}),
    })),
    edges: run.edges.map(({ from, to, kind }) => [from, to, kind]),
  };
}

/** Of a node of the graph without executions. */
function emptyPatch(run: RunFacts, node: NodeFacts): NodePatch {
  return {
    type: node.type,
    title: node.title || node.id,
    status: statusUnseen(run, node.fate),
    clock: 'arrival',
    uncertaintyUs: [0, 0],
  };
}

function patchOf(index: RunIndex, visit: Visit, traits: StepTraits): NodePatch {
  const { run } = index;
  const node = index.node(visit.id);
  const times = timesOf(run, visit, traits);
  const status = statusOf(run, visit);
  // Stopped with its run: it was at work until then.
  const stopped = status === 'cancelled' && times.start !== undefined && times.end === undefined && run.ended;
  const end = stopped ? endOf(run, times.start ?? (0 as Micros), traits) : times.end;
  const { cost, unit, model, tokensIn, tokensOut, tokensCached, tokensTotal } = visit.money;
  const parts = tokensIn ?? tokensOut ?? visit.callTokens?.input ?? visit.callTokens?.output;
  const tokens = {
    ...pick('input', tokensIn ?? visit.callTokens?.input),
    ...pick('output', tokensOut ?? visit.callTokens?.output),
    ...pick('cached', tokensCached),
    ...(parts === undefined ? pick('total', tokensTotal) : {}),
  };
  const paid = cost === undefined ? visit.callCost : { amount: cost, unit: unit ?? 'USD' };
  const parent = visit.within ?? (node?.parent ? { id: node.parent, instance: 0 } : undefined);
  const iterations = Math.max(visit.iterations, visit.joined > 0 ? visit.joined + 1 : 0);
  return {
    type: node?.type ?? '',
    title: node?.title || visit.id,
    status,
    clock: times.clock,
    ...(parent ? { parent } : {}),
    readyUs: times.ready ?? null,
    startUs: times.start ?? null,
    endUs: end ?? null,
    uncertaintyUs: times.start === undefined ? [0, 0] : [times.early, times.late],
    waits: times.start === undefined ? [] : waitsOf(run, visit, traits, times.start, end ?? micros(run.lastSeen)),
    ...pick('reportedUs', times.reported),
    ...(iterations > 0 ? { iterations } : {}),
    ...(visit.retries > 0 ? { retries: visit.retries } : {}),
    ...pick('items', visit.items),
    ...pick('failedItems', visit.failedItems),
    ...pick('bytes', visit.bytes),
    ...pick('progress', visit.progress),
    ...pick('cost', paid),
    ...pick('model', model),
    ...pick('errorClass', visit.errorClass),
    ...(Object.keys(tokens).length > 0 ? { tokens } : {}),
  };
}

function endOf(run: RunFacts, start: Micros, traits: StepTraits): Micros | undefined {
  const clock = clockOf(run, traits);
  if (!run.ended) return undefined;
  const end = clock.server && run.ended.stampUs !== undefined ? micros(run.ended.stampUs) : clock.at(run.ended.at);
  return Math.max(end, start) as Micros;
}

function emitCall(run: RunFacts, at: number, traits: StepTraits): readonly RunEvent[] {
  const facts = run.calls[at];
  if (!facts) return [];
  const clock = clockOf(run, traits);
  const { node, provider, model, durationUs, cost, input, output } = facts;
  const tokens = { ...pick('input', input), ...pick('output', output) };
  const call: ModelCall = {
    ...(node ? { node } : {}),
    provider,
    model,
    endUs: facts.stampUs === undefined ? clock.at({ t: facts.t, late: 0 }) : clock.stamp(facts.stampUs),
    durationUs,
    ...(Object.keys(tokens).length > 0 ? { tokens } : {}),
    ...pick('cost', cost),
  };
  return [{ e: 'call', run: run.key, index: at, call }];
}

function pick<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
