import { addNode, type OpenRows, openRows, type Rows } from '../graph-rows.ts';
import type { Cursor } from '../scan/cursor.ts';
import { readId, readLabel } from '../scan/labels.ts';
import { readEdge } from '../steps/rows.ts';

/** Drawn, never run: notes, and the little start marks inside iterations and loops. */
const DECORATION = /^custom-(?:note|iteration-start|loop-start|simple)/;

/** The draft as the editor loads and saves it: `graph.nodes`, `graph.edges`. */
export function readDraft(c: Cursor): Rows {
  const rows = openRows();
  c.eachKey((key) => {
    if (key !== 'graph') return;
    c.eachKey((part) => {
      if (part === 'nodes') c.eachItem(() => readNode(c, rows));
      else if (part === 'edges') c.eachItem(() => readEdge(c, rows));
    });
  });
  const known = new Set(rows.nodes.map(([id]) => id));
  return { ...rows, edges: rows.edges.filter(([, from, to]) => known.has(from) && known.has(to)) };
}

function readNode(c: Cursor, rows: OpenRows): void {
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
  if (id && !DECORATION.test(drawn)) addNode(rows, [id, type, title, parent]);
}
