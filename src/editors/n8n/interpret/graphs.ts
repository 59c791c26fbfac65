/** Workflows as the page loads and saves them, and what they tell of a run. */
import { RELAY_LIMITS, RUN_LIMITS } from '../../../model/limits.ts';
import type { GraphRecord, NodeMark } from '../../../model/record.ts';
import { omit, omitRows } from '../../run-bounds.ts';
import { shortId } from '../../scan/labels.ts';
import type { GraphFacts, NodeFacts, RunFacts, State } from './facts.ts';

/** Takes a part; the whole graph once it has come to its end. */
export function takeGraph(state: State, record: GraphRecord): GraphFacts | undefined {
  const key = `${record.link}/${record.run}/${record.workflow}`;
  const before = record.part === 0 ? undefined : state.parts.find(([k]) => k === key)?.[1];
  if (record.part > 0 && !before) return undefined;
  const graph = before ?? { name: record.name, nodes: [], edges: [], marks: [] };
  const over =
    take(graph.nodes, record.nodes, RUN_LIMITS.graphNodes) + take(graph.edges, record.edges, RUN_LIMITS.graphEdges);
  graph.dropped = (graph.dropped ?? 0) + (record.dropped ?? 0) + over;
  take(graph.marks, record.marks ?? [], RUN_LIMITS.graphNodes);
  state.parts = state.parts.filter(([k]) => k !== key);
  if (record.part + 1 < record.parts) {
    state.parts = [...state.parts, [key, graph] as [string, GraphFacts]].slice(-RUN_LIMITS.graphs);
    return undefined;
  }
  return graph;
}

/** Appends as many rows as fit; how many do not. */
function take<T>(into: T[], rows: readonly T[], most: number): number {
  const fit = rows.slice(0, most - into.length);
  for (const row of fit) into.push(row);
  return rows.length - fit.length;
}

/** The graph that runs of this workflow will have from now on. */
export function keepGraph(state: State, workflow: string, graph: GraphFacts): void {
  const others = state.graphs.filter(([id]) => id !== workflow);
  state.graphs = [...others, [workflow, graph] as [string, GraphFacts]].slice(-RUN_LIMITS.graphs);
}

/** The name by which n8n's messages call a node. */
function wireName(title: string): string {
  return shortId(title.slice(0, RELAY_LIMITS.recordLabelChars));
}

/** Gives a run its graph, once. Nodes that were told already keep the ids they were told by. */
export function attachGraph(run: RunFacts, graph: GraphFacts): void {
  if (run.graph) return;
  run.graph = true;
  omitRows(run, graph.dropped);
  run.name ||= graph.name;
  const known = new Map(run.nodes.map((n) => [n.name, n]));
  const ids = new Map<string, string>();
  const names = new Map<string, string>();
  for (const [id, , title] of graph.nodes) {
    const name = wireName(title);
    ids.set(id, known.get(name)?.id ?? id);
    names.set(id, name);
  }
  const marks = new Map<string, NodeMark[]>();
  for (const [id, mark] of graph.marks) marks.set(id, [...(marks.get(id) ?? []), mark]);
  for (const [id, type, title, parent] of graph.nodes) {
    const name = names.get(id) ?? title;
    const facts = { title, type, parent: names.get(parent) ?? '', marks: marks.get(id) ?? [] };
    const told = known.get(name);
    if (told) Object.assign(told, facts);
    else if (run.nodes.length >= RUN_LIMITS.graphNodes) omit(run);
    else run.nodes.push({ name, id: ids.get(id) ?? id, ...facts, ...unused() });
  }
  run.edges = graph.edges.map(([, from, to]) => [ids.get(from) ?? from, ids.get(to) ?? to]);
}

function unused(): Pick<NodeFacts, 'reused' | 'holds' | 'sources' | 'turns'> {
  return { reused: false, holds: false, sources: [], turns: [] };
}

/** Lookups over the facts of a run; rebuilt from them, never saved. */
const indexes = new WeakMap<RunFacts, Map<string, NodeFacts>>();

/** The node of this name, if the run has it. */
export function findNode(run: RunFacts, name: string): NodeFacts | undefined {
  let index = indexes.get(run);
  if (index?.size !== run.nodes.length) {
    index = new Map(run.nodes.map((n) => [n.name, n]));
    indexes.set(run, index);
  }
  return index.get(name);
}

/** The node a message names; one the graph does not have is called by its name. */
export function nodeOf(run: RunFacts, name: string, title: string): NodeFacts | undefined {
  const known = findNode(run, name);
  if (known) return known;
  if (run.nodes.length >= RUN_LIMITS.graphNodes) {
    omit(run);
    return undefined;
  }
  const taken = run.nodes.some((n) => n.id === name);
  const id = taken ? shortId(`name:${name}`) : name;
  const node: NodeFacts = { name, id, title: title || name, type: '', parent: '', marks: [], ...unused() };
  run.nodes.push(node);
  return node;
}
