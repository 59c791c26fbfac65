import { RUN_LIMITS } from '../../model/limits.ts';
import type { GraphRecord } from '../../model/record.ts';
import type { KnownGraph, State } from './facts.ts';

/** Rows of all remembered graphs together, those of one large one: what is older than this many is let go. */
const MOST_ROWS = RUN_LIMITS.graphNodes + RUN_LIMITS.graphEdges;

const rowsOf = (graph: KnownGraph) => graph.nodes.length + graph.edges.length;

/** Takes a part of a workflow's graph; the whole of it when this was its last part. */
export function takeGraph(state: State, record: GraphRecord): KnownGraph | undefined {
  const { workflow, name, part, parts, dropped } = record;
  let graph = state.graphs.find((g) => g.workflow === workflow);
  if (part === 0) {
    state.graphs = state.graphs.filter((g) => g !== graph);
    graph = {
      workflow,
      name,
      nodes: [...record.nodes],
      edges: [...record.edges],
      parts,
      got: 1,
      ...(dropped ? { dropped } : {}),
    };
    state.graphs.push(graph);
  } else {
    // A part that came before, or one whose forerunner was lost.
    if (graph?.got !== part) return undefined;
    graph.nodes.push(...record.nodes);
    graph.edges.push(...record.edges);
    graph.got++;
  }
  let rows = state.graphs.reduce((sum, g) => sum + rowsOf(g), 0);
  while (state.graphs.length > RUN_LIMITS.graphs || (rows > MOST_ROWS && state.graphs.length > 1)) {
    rows -= rowsOf(state.graphs.shift() as KnownGraph);
  }
  return graph.got === graph.parts ? graph : undefined;
}

/** The graph of a workflow as last seen whole. */
export function knownGraph(state: State, workflow: string): KnownGraph | undefined {
  const found = workflow ? state.graphs.find((g) => g.workflow === workflow) : undefined;
  return found?.got === found?.parts ? found : undefined;
}
