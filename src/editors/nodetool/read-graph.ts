import { addEdge, addNode, type OpenRows, openRows, type Rows } from '../graph-rows.ts';
import type { Cursor } from '../scan/cursor.ts';
import { readId, readLabel } from '../scan/labels.ts';

/**
 * Nodes and edges of the graph ahead, those inside Subgraph nodes included (`node.data.graph`), with the containing node as
 * `parent`. Inner ids are as sent: bare, and they may collide with outer ones. Property values are skipped unread.
 */
export function readGraph(c: Cursor): Rows {
  const rows = openRows();
  readInto(rows, c, '');
  // Outer nodes first: where ids collide, the outer one keeps its own.
  const outer = rows.nodes.filter((row) => row[3] === '');
  return { ...rows, nodes: [...outer, ...rows.nodes.filter((row) => row[3] !== '')] };
}

function readInto(rows: OpenRows, c: Cursor, parent: string): void {
  c.eachKey((key) => {
    if (key === 'nodes') c.eachItem(() => readNode(rows, c, parent));
    else if (key === 'edges') c.eachItem(() => readEdge(rows, c, parent));
  });
}

function readNode(rows: OpenRows, c: Cursor, parent: string): void {
  let id = '';
  let type = '';
  let title = '';
  const inner = openRows();
  c.eachKey((key) => {
    if (key === 'id') id = readId(c);
    else if (key === 'type') type = readLabel(c).slice(0, 128);
    else if (key === 'ui_properties') {
      c.eachKey((ui) => {
        if (ui === 'title') title = readLabel(c);
      });
    } else if (key === 'data') {
      c.eachKey((property) => {
        if (property === 'graph' && c.kind() === 'map') readInto(inner, c, '');
      });
    }
  });
  if (!id) return;
  addNode(rows, [id, type, title, parent]);
  rows.dropped += inner.dropped;
  // The id of a node may come after its data, so the parent of what is inside is known only now.
  for (const [a, b, d, p] of inner.nodes) addNode(rows, [a, b, d, p || id]);
  for (const [a, b, d, kind, p] of inner.edges) addEdge(rows, [a, b, d, kind, p || id]);
}

function readEdge(rows: OpenRows, c: Cursor, parent: string): void {
  let id = '';
  let from = '';
  let to = '';
  let control = false;
  c.eachKey((key) => {
    if (key === 'id') id = readId(c);
    else if (key === 'source') from = readId(c);
    else if (key === 'target') to = readId(c);
    else if (key === 'edge_type') control = c.text(16) === 'control';
  });
  if (from && to) addEdge(rows, [id, from, to, control ? 'control' : 'data', parent]);
}
