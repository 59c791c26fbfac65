import { RUN_LIMITS } from '../../model/limits.ts';
import type { EdgeRow, GraphRow } from '../../model/record.ts';
import type { Cursor } from '../scan/cursor.ts';
import { readId, readLabel } from '../scan/labels.ts';
import { type Rows, readEdge } from '../steps/rows.ts';

/** Drawn, never run: notes, and the little start marks inside iterations and loops. */
const DECORATION = /^custom-(?:note|iteration-start|loop-start|simple)/;

/** The draft as the editor loads and saves it: `graph.nodes`, `graph.edges`. */
export function readDraft(c: Cursor): Rows {
  const nodes: GraphRow[] = [];
  const edges: EdgeRow[] = [];
  c.eachKey((key) => {
    if (key !== 'graph') return;
    c.eachKey((part) => {
      if (part === 'nodes') c.eachItem(() => readNode(c, nodes));
      else if (part === 'edges') c.eachItem(() => readEdge(c, edges));
    });
  });
  const known = new Set(nodes.map(([id]) => id));
  return { nodes, edges: edges.filter(([, from, to]) => known.has(from) && known.has(to)) };
}

function readNode(c: Cursor, nodes: GraphRow[]): void {
  let [id, drawn, parent, type, title] = ['', '', '', '', ''];
  c.eachKey((key) => {
    if (key === 'id') id = readId(c);
    else if (key === 'type') drawn = c.text(64) ?? '';
    else if (key === 'parentId') parent = readId(c);
    else if (key === 'data') {
      c.eachKey((member) => {
        if (member === 'type') type = c.text(128) ?? '';
        else if (member === 'title') title = readLabel(c);
      });
    }
  });
  if (id && !DECORATION.test(drawn) && nodes.length < RUN_LIMITS.graphNodes) nodes.push([id, type, title, parent]);
}
