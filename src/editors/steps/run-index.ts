import { RUN_LIMITS } from '../../model/limits.ts';
import type { EdgeRow, GraphRow } from '../../model/record.ts';
import { omit, omitRows } from '../run-bounds.ts';
import { type CallFacts, isOpen, type NodeFacts, newVisit, type RunFacts, type Visit } from './facts.ts';

/** Lookups over the facts of one run; rebuilt from them, never saved. */
export interface RunIndex {
  readonly run: RunFacts;
  node(id: string): NodeFacts | undefined;
  /** The node, made when it is new; undefined without a name, and beyond the bound. */
  nodeFor(id: string): NodeFacts | undefined;
  byKey(key: string): Visit | undefined;
  visitsOf(id: string): readonly Visit[];
  openOf(id: string): readonly Visit[];
  /** True when some node is at work. */
  readonly busy: boolean;
  /** The next execution of a node, or beyond the bound its last one once more. Undefined: too many in all. */
  addVisit(id: string, key: string): Visit | undefined;
  opened(visit: Visit): void;
  closed(visit: Visit): void;
  feedersOf(id: string): readonly string[];
  /** The nodes it feeds. */
  fedBy(id: string): readonly string[];
  addEdge(from: string, to: string, kind: 'data' | 'control'): boolean;
  /** `dropped`: rows that the page left out. */
  addGraph(nodes: readonly GraphRow[], edges: readonly EdgeRow[], dropped?: number): void;
  /** Its place in the run's list; undefined when it is known already, or one too many. */
  addCall(call: CallFacts): number | undefined;
  /** Executions that wait for the one they run inside of to appear under this name. */
  orphansOf(name: string): readonly Visit[];
  orphan(visit: Visit): void;
  adopted(name: string): void;
}

const NONE: readonly never[] = [];

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function nameOf({ node, stampUs, durationUs }: CallFacts): string {
  return JSON.stringify([node, stampUs, durationUs]);
}

export function indexRun(run: RunFacts): RunIndex {
  const nodes = new Map<string, NodeFacts>();
  const keys = new Map<string, Visit>();
  const visits = new Map<string, Visit[]>();
  const open = new Map<string, Visit[]>();
  const edges = new Set<string>();
  const feeders = new Map<string, string[]>();
  const fed = new Map<string, string[]>();
  const orphans = new Map<string, Visit[]>();
  const calls = new Set<string>();
  let openCount = 0;

  function indexEdge(from: string, to: string, kind: string): void {
    edges.add(JSON.stringify([from, to, kind]));
    push(feeders, to, from);
    push(fed, from, to);
  }
  function opened(visit: Visit): void {
    if (open.get(visit.id)?.includes(visit)) return;
    openCount++;
    push(open, visit.id, visit);
  }
  function indexVisit(visit: Visit): void {
    push(visits, visit.id, visit);
    if (visit.key) keys.set(visit.key, visit);
    if (isOpen(visit)) opened(visit);
    if (visit.parent && !visit.within) push(orphans, visit.parent, visit);
  }
  for (const node of run.nodes) nodes.set(node.id, node);
  for (const { from, to, kind } of run.edges) indexEdge(from, to, kind);
  for (const visit of run.visits) indexVisit(visit);
  for (const call of run.calls) calls.add(nameOf(call));

  function nodeFor(id: string): NodeFacts | undefined {
    const known = nodes.get(id);
    if (known || id === '' || run.nodes.length >= RUN_LIMITS.graphNodes) return known;
    const node: NodeFacts = { id, type: '', title: '', parent: '' };
    run.nodes.push(node);
    nodes.set(id, node);
    return node;
  }
  function addEdge(from: string, to: string, kind: 'data' | 'control'): boolean {
    if (edges.has(JSON.stringify([from, to, kind]))) return false;
    if (run.edges.length >= RUN_LIMITS.graphEdges) {
      omit(run);
      return false;
    }
    run.edges.push({ from, to, kind });
    indexEdge(from, to, kind);
    return true;
  }

  return {
    run,
    node: (id) => nodes.get(id),
    nodeFor,
    byKey: (key) => keys.get(key),
    visitsOf: (id) => visits.get(id) ?? NONE,
    openOf: (id) => open.get(id) ?? NONE,
    get busy() {
      return openCount > 0;
    },
    addVisit(id, key) {
      const before = visits.get(id) ?? NONE;
      const last = before.at(-1);
      if (last && before.length >= RUN_LIMITS.firings) {
        last.joined++;
        return last;
      }
      // What never ran after all: the node was said to be left out, and then it began.
      if (last && !key && (last.outcome === 'skipped' || last.outcome === 'blocked')) {
        delete last.outcome;
        return last;
      }
      if (run.visits.length >= RUN_LIMITS.executions) return undefined;
      const visit = newVisit(id, before.length, key);
      run.visits.push(visit);
      indexVisit(visit);
      return visit;
    },
    opened,
    closed(visit) {
      const list = open.get(visit.id);
      if (!list?.includes(visit)) return;
      openCount--;
      open.set(
        visit.id,
        list.filter((v) => v !== visit),
      );
    },
    feedersOf: (id) => feeders.get(id) ?? NONE,
    fedBy: (id) => fed.get(id) ?? NONE,
    addEdge,
    addGraph(rows, edgeRows, dropped) {
      run.graph = true;
      omitRows(run, dropped);
      for (const [id, type, title, parent] of rows) {
        if (id === '') continue;
        const node = nodeFor(id);
        if (!node) {
          omit(run);
          continue;
        }
        node.type = type || node.type;
        node.title = title || node.title;
        node.parent = parent;
      }
      for (const [, from, to, kind] of edgeRows) if (nodes.has(from) && nodes.has(to)) addEdge(from, to, kind);
    },
    addCall(call) {
      const name = nameOf(call);
      if (call.stampUs !== undefined && calls.has(name)) return undefined;
      if (run.calls.length >= RUN_LIMITS.calls) {
        omit(run);
        return undefined;
      }
      calls.add(name);
      return run.calls.push(call) - 1;
    },
    orphansOf: (name) => orphans.get(name) ?? NONE,
    orphan: (visit) => push(orphans, visit.parent, visit),
    adopted: (name) => void orphans.delete(name),
  };
}
