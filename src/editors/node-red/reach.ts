/** Which nodes the messages of an inject can come to. */
import type { Edge, GraphNode } from '../../model/graph.ts';
import type { State } from './facts.ts';

type Flows = NonNullable<State['flows']>;

/** They are fed by what happens to other nodes of their tab, without a wire. */
const LISTENERS: readonly string[] = ['catch', 'status', 'complete'];

/** Ids of all nodes downstream of `from`, these included, over wires, links and the listeners of the tabs on the way. */
export function reachable({ nodes, edges }: Flows, from: readonly string[]): string[] {
  const next = new Map<string, string[]>();
  for (const [a, b] of edges) next.set(a, [...(next.get(a) ?? []), b]);
  const tabOf = new Map(nodes.map(([id, , , tab]) => [id, tab]));
  const listeners = nodes.filter(([, type]) => LISTENERS.includes(type));
  const found = new Set<string>();
  const tabs = new Set<string>();
  const todo = from.filter((id) => tabOf.has(id));
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    todo.push(...(next.get(id) ?? []).filter((other) => tabOf.has(other)));
    const tab = tabOf.get(id) ?? '';
    if (!tabs.has(tab)) todo.push(...listeners.filter(([, , , z]) => z === tab).map(([listener]) => listener));
    tabs.add(tab);
  }
  return nodes.map(([id]) => id).filter((id) => found.has(id));
}

/** The part of the flows that a run can touch. */
export function graphOf({ nodes, edges }: Flows, members: readonly string[]): { nodes: GraphNode[]; edges: Edge[] } {
  const own = new Set(members);
  return {
    nodes: nodes.filter(([id]) => own.has(id)).map(([id, type, name]) => ({ id, type, title: name || type })),
    edges: edges.filter(([a, b]) => own.has(a) && own.has(b)).map(([a, b]): Edge => [a, b, 'data']),
  };
}

/** The tab of a node: a workflow's id and name. */
export function tabOf({ nodes }: Flows, id: string | undefined): { id: string; name: string } {
  const tab = nodes.find(([node]) => node === id)?.[3] ?? '';
  return { id: tab, name: nodes.find(([node]) => node === tab)?.[2] ?? '' };
}
