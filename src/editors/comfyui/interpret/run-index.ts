import { RUN_LIMITS } from '../../../model/limits.ts';
import type { GraphRecord, RequestRecord } from '../../../model/record.ts';
import { omit, omitRows } from '../../run-bounds.ts';
import { SUBGRAPH } from '../words.ts';
import type { NodeFacts, RunFacts } from './facts.ts';

/** Lookups over the facts of one run; rebuilt from them, never saved. */
export interface RunIndex {
  readonly run: RunFacts;
  node(id: string): NodeFacts | undefined;
  /** The node of a message; made when the graph did not name it. Undefined when it has no name, or there are too many. */
  ensure(id: string, parent: string): NodeFacts | undefined;
  childrenOf(id: string): readonly NodeFacts[];
  addGraph(graph: RequestRecord | GraphRecord): void;
  /** It and all that contain it, innermost first. */
  withParents(id: string): readonly NodeFacts[];
  /** Number of nodes so far: all, and those that were drawn. */
  readonly size: number;
  readonly drawn: number;
}

/** Deeper than any real nesting of loops and subgraphs; bad data must not be walked for ever. */
const DEEPEST = 10_000;

/** `<expanding node>.<call>.<graph>.<local id>`, as ComfyUI's GraphBuilder names the nodes it makes (comfy_execution/graph_utils.py). */
const EPHEMERAL = /^(.+)\.\d+\.\d+\.[^.]+$/;

export function indexRun(run: RunFacts): RunIndex {
  const nodes = new Map<string, NodeFacts>();
  const children = new Map<string, NodeFacts[]>();
  let drawn = 0;
  for (const node of run.nodes) place(node);

  function place(node: NodeFacts): void {
    nodes.set(node.id, node);
    if (!node.ephemeral) drawn++;
    if (!node.parent) return;
    const list = children.get(node.parent);
    if (list) list.push(node);
    else children.set(node.parent, [node]);
  }
  function add(id: string, type: string, title: string, parent: string, ephemeral: boolean): NodeFacts | undefined {
    if (id === '') return undefined;
    if (run.nodes.length >= RUN_LIMITS.graphNodes) {
      omit(run);
      return undefined;
    }
    const node: NodeFacts = { id, parent: parent === id ? '' : parent, type, title, ephemeral, waits: [] };
    run.nodes.push(node);
    place(node);
    return node;
  }
  /** The subgraphs that an id names, where no graph did. */
  function containers(id: string): string {
    const cut = id.lastIndexOf(':');
    if (cut <= 0) return '';
    const path = id.slice(0, cut);
    if (!nodes.has(path)) add(path, SUBGRAPH, '', containers(path), false);
    return path;
  }
  function ensure(id: string, parent: string): NodeFacts | undefined {
    const known = nodes.get(id);
    if (known) return known;
    const maker = parent || (EPHEMERAL.exec(id)?.[1] ?? '');
    if (maker && maker !== id && ensure(maker, '')) return add(id, '', '', maker, true);
    return add(id, '', '', containers(id), false);
  }

  return {
    run,
    node: (id) => nodes.get(id),
    ensure,
    childrenOf: (id) => children.get(id) ?? [],
    addGraph(graph) {
      omitRows(run, graph.dropped);
      for (const [id, type, title, parent] of graph.nodes) {
        const known = nodes.get(id);
        if (known) {
          known.type ||= type;
          known.title ||= title;
        } else add(id, type, title, parent, false);
      }
      const had = new Set(run.edges.map(([from, to]) => JSON.stringify([from, to])));
      for (const [, from, to, kind] of graph.edges) {
        const key = JSON.stringify([from, to]);
        if (had.has(key) || !nodes.has(from) || !nodes.has(to)) continue;
        if (run.edges.length >= RUN_LIMITS.graphEdges) {
          omit(run);
          continue;
        }
        had.add(key);
        run.edges.push([from, to, kind]);
      }
    },
    withParents(id) {
      const found: NodeFacts[] = [];
      for (let at = nodes.get(id); at && found.length < DEEPEST; at = at.parent ? nodes.get(at.parent) : undefined) {
        found.push(at);
      }
      return found;
    },
    get drawn() {
      return drawn;
    },
    get size() {
      return run.nodes.length;
    },
  };
}
