/** A workflow as the REST paths give it: `{id, name, nodes, connections, pinData}`. Parameters are skipped unread. */
import { RELAY_LIMITS, RUN_LIMITS } from '../../model/limits.ts';
import type { EdgeRow, GraphRow, NodeMark } from '../../model/record.ts';
import type { Cursor } from '../scan/cursor.ts';
import { readId, readLabel } from '../scan/labels.ts';

export interface Workflow {
  id: string;
  name: string;
  /** It has nodes, if only none. */
  whole: boolean;
  nodes: Node[];
  wires: Wire[];
  pinned: string[];
  /** Nodes and wires beyond the bounds. */
  dropped: number;
}

interface Node {
  id: string;
  name: string;
  type: string;
  marks: NodeMark[];
}

/** By names. `ai_...` wires hang a sub-node (a model, a tool) on the node that uses it: nesting, no flow of data. */
interface Wire {
  readonly from: string;
  readonly to: string;
  readonly nests: boolean;
}

export function blankWorkflow(): Workflow {
  return { id: '', name: '', whole: false, nodes: [], wires: [], pinned: [], dropped: 0 };
}

/** Reads one member of a workflow if it is one we know. */
export function readMember(w: Workflow, key: string, c: Cursor): void {
  if (key === 'id') w.id = c.kind() === 'number' ? String(c.number()) : readId(c);
  else if (key === 'name') w.name = readLabel(c);
  else if (key === 'nodes' && c.kind() === 'list') {
    w.whole = true;
    c.eachItem(() => {
      const node = readNode(c);
      if (!node) return;
      if (w.nodes.length < RUN_LIMITS.graphNodes) w.nodes.push(node);
      else w.dropped++;
    });
  } else if (key === 'connections') readConnections(w, c);
  else if (key === 'pinData') w.pinned = readPinned(c);
}

export function readWorkflow(c: Cursor): Workflow {
  const w = blankWorkflow();
  c.eachKey((key) => readMember(w, key, c));
  return w;
}

/** Names of nodes with pinned data, of the map ahead. */
export function readPinned(c: Cursor): string[] {
  const names: string[] = [];
  c.eachKey((name) => {
    if (name && c.kind() === 'list') names.push(name.slice(0, RELAY_LIMITS.recordLabelChars));
  });
  return names;
}

function readNode(c: Cursor): Node | undefined {
  const node: Node = { id: '', name: '', type: '', marks: [] };
  c.eachKey((key) => {
    if (key === 'id') node.id = readId(c);
    else if (key === 'name') node.name = readLabel(c);
    else if (key === 'type') node.type = readLabel(c).slice(0, 128);
    else if (key === 'disabled' && c.bool() === true) node.marks.push('disabled');
    else if (key === 'retryOnFail' && c.bool() === true) node.marks.push('retries');
    else if (key === 'onError' && (c.text(32) ?? '').startsWith('continue')) node.marks.push('continues');
    else if (key === 'continueOnFail' && c.bool() === true) node.marks.push('continues');
  });
  // Notes on the canvas are no nodes of a run.
  return node.name && node.type !== 'n8n-nodes-base.stickyNote' ? node : undefined;
}

function readConnections(w: Workflow, c: Cursor): void {
  c.eachKey((from) => {
    c.eachKey((type) => {
      c.eachItem(() =>
        c.eachItem(() => {
          let to = '';
          c.eachKey((key) => {
            if (key === 'node') to = readLabel(c);
          });
          if (!from || !to) return;
          if (w.wires.length < RUN_LIMITS.graphEdges) w.wires.push({ from, to, nests: type.startsWith('ai_') });
          else w.dropped++;
        }),
      );
    });
  });
}

export interface Rows {
  readonly nodes: readonly GraphRow[];
  readonly edges: readonly EdgeRow[];
  readonly marks: readonly (readonly [node: string, mark: NodeMark])[];
}

/** The workflow in rows of a record: nodes by their ids, their names as titles. */
export function rowsOf(w: Workflow): Rows {
  const ids = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id, name } of w.nodes) {
    // Imported workflows may repeat an id; names are unique in every one.
    const own = id && !taken.has(id) ? id : name.slice(0, 128);
    taken.add(own);
    ids.set(name, own);
  }
  const parents = parentsOf(w);
  const edges = new Map<string, EdgeRow>();
  for (const { from, to, nests } of w.wires) {
    const [a, b] = [ids.get(from), ids.get(to)];
    if (a !== undefined && b !== undefined && !nests) edges.set(JSON.stringify([a, b]), ['', a, b, 'data', '']);
  }
  const pinned = new Set(w.pinned);
  return {
    nodes: w.nodes.map(({ name, type }) => [ids.get(name) ?? '', type, name, ids.get(parents.get(name) ?? '') ?? '']),
    edges: [...edges.values()],
    marks: w.nodes.flatMap(({ name, marks }) => {
      const all = new Set<NodeMark>(pinned.has(name) ? [...marks, 'pinned'] : marks);
      return [...all].map((mark) => [ids.get(name) ?? '', mark] as const);
    }),
  };
}

/** The one node that uses a sub-node. Of one that several use only its runs tell whose they are. */
function parentsOf(w: Workflow): ReadonlyMap<string, string> {
  const users = new Map<string, Set<string>>();
  for (const { from, to, nests } of w.wires) {
    if (!nests || from === to) continue;
    users.set(from, (users.get(from) ?? new Set()).add(to));
  }
  const one = new Map<string, string>();
  for (const [name, all] of users) {
    const [user] = all;
    if (all.size === 1 && user !== undefined && !leadsTo(user, name, one)) one.set(name, user);
  }
  return one;
}

function leadsTo(from: string, to: string, parents: ReadonlyMap<string, string>): boolean {
  let at: string | undefined = from;
  for (let depth = 0; at !== undefined && depth < 100; depth++) {
    if (at === to) return true;
    at = parents.get(at);
  }
  return at !== undefined;
}
