import { RUN_LIMITS } from '../../../model/limits.ts';
import type { RequestRecord } from '../../../model/record.ts';
import { omit, omitRows } from '../../run-bounds.ts';
import { shortId } from '../../scan/labels.ts';
import { isDecoration } from '../wire.ts';
import { type EdgeFacts, type NodeFacts, newNode, type RunFacts } from './facts.ts';

/** Lookups over the facts of one run; rebuilt from them, never saved. */
export interface RunIndex {
  readonly run: RunFacts;
  readonly nodes: ReadonlyMap<string, NodeFacts>;
  /** All nodes with this id on the wire, outer first: inner ids are not namespaced and may collide. */
  byWireId(id: string): readonly NodeFacts[];
  /** Edges by the id on the wire; inner ones only of this container and round. */
  edge(id: string, inside: string): EdgeFacts | undefined;
  into(key: string): readonly EdgeFacts[];
  outOf(key: string): readonly EdgeFacts[];
  childrenOf(key: string): readonly NodeFacts[];
  /** False when there are too many: it is counted and let go. */
  addNode(node: NodeFacts): boolean;
  addGraph(request: RequestRecord): void;
  /** Facts of the nodes inside `container` for its next inner run; round 0 is there from the start. */
  addRound(container: string, round: number): readonly NodeFacts[];
}

const NONE: readonly never[] = [];
function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Key of an inner node: containing node, round (when not the first), id. */
export function innerKey(container: string, round: number, id: string): string {
  return `${container}${round > 0 ? `#${round}` : ''}/${id}`;
}

export function indexRun(run: RunFacts): RunIndex {
  const nodes = new Map<string, NodeFacts>();
  const wire = new Map<string, NodeFacts[]>();
  const edges = new Map<string, EdgeFacts>();
  const inbound = new Map<string, EdgeFacts[]>();
  const outbound = new Map<string, EdgeFacts[]>();
  const children = new Map<string, NodeFacts[]>();

  function indexNode(node: NodeFacts): void {
    nodes.set(node.key, node);
    push(wire, node.wireId, node);
    if (node.parentKey) push(children, node.parentKey, node);
  }
  function indexEdge(edge: EdgeFacts): void {
    edges.set(edge.key, edge);
    push(inbound, edge.to, edge);
    push(outbound, edge.from, edge);
  }
  function addNode(node: NodeFacts): boolean {
    if (run.nodes.length >= RUN_LIMITS.graphNodes) {
      omit(run);
      return false;
    }
    run.nodes.push(node);
    indexNode(node);
    return true;
  }
  function addEdge(edge: EdgeFacts): void {
    if (edges.has(edge.key)) return;
    if (run.edges.length >= RUN_LIMITS.graphEdges) {
      omit(run);
      return;
    }
    run.edges.push(edge);
    indexEdge(edge);
  }
  for (const node of run.nodes) indexNode(node);
  for (const edge of run.edges) indexEdge(edge);

  /** A parent is named by its bare id: the newest node so called is meant, for rows come in order of nesting. */
  function keyOfParent(id: string): string {
    return id ? (wire.get(id)?.at(-1)?.key ?? id) : '';
  }

  return {
    run,
    nodes,
    byWireId: (id) => wire.get(id) ?? NONE,
    edge: (id, inside) => edges.get(inside ? `${inside}/${id}` : id),
    into: (key) => inbound.get(key) ?? NONE,
    outOf: (key) => outbound.get(key) ?? NONE,
    childrenOf: (key) => children.get(key) ?? NONE,
    addNode,
    addGraph(request) {
      omitRows(run, request.dropped);
      for (const [wireId, type, title, parent] of request.nodes) {
        if (isDecoration(type)) continue;
        const parentKey = keyOfParent(parent);
        const key = parentKey ? innerKey(parentKey, 0, wireId) : wireId;
        if (nodes.has(key)) continue;
        // The model wants one id per node: an inner id that is taken gets its container in front.
        const id = wire.has(wireId) ? shortId(key) : wireId;
        addNode(newNode({ key, id, wireId, instance: 0, parentKey, type, title }));
      }
      for (const [wireId, from, to, kind, parent] of request.edges) {
        const inside = keyOfParent(parent);
        const at = (id: string) => (inside ? innerKey(inside, 0, id) : id);
        if (!nodes.has(at(from)) || !nodes.has(at(to))) continue;
        const key = inside ? `${inside}/${wireId}` : wireId || `${from}>${to}`;
        addEdge({ key, from: at(from), to: at(to), kind, count: 0 });
      }
    },
    addRound(container, round) {
      const fresh: NodeFacts[] = [];
      for (const first of (children.get(container) ?? NONE).filter((n) => n.instance === 0)) {
        const key = innerKey(container, round, first.wireId);
        if (nodes.has(key)) continue;
        // Only what the graph says of it: what the round before came to is not its own.
        const { id, wireId, parentKey, type, title } = first;
        const node = newNode({ key, id, wireId, instance: round, parentKey, type, title });
        if (!addNode(node)) continue;
        fresh.push(node);
        for (const e of [...(outbound.get(first.key) ?? NONE)]) {
          const inside = (k: string) => `${container}#${round}${k.slice(container.length)}`;
          addEdge({ key: inside(e.key), from: inside(e.from), to: inside(e.to), kind: e.kind, count: 0 });
        }
      }
      return fresh;
    },
  };
}
