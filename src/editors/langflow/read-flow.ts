import { addNode, type OpenRows, openRows, type Rows } from '../graph-rows.ts';
import type { Cursor } from '../scan/cursor.ts';
import { readId, readLabel } from '../scan/labels.ts';
import { readEdge } from '../steps/rows.ts';

export interface Flow extends Rows {
  readonly id: string;
  readonly name: string;
}

/** A flow as it is loaded and saved, or the body of a run: `data.nodes`, `data.edges` (React Flow). */
export function readFlow(c: Cursor): Flow {
  let [id, name] = ['', ''];
  const rows = openRows();
  c.eachKey((key) => {
    if (key === 'id') id = readId(c);
    else if (key === 'name') name = readLabel(c);
    else if (key === 'data') {
      c.eachKey((part) => {
        if (part === 'nodes') c.eachItem(() => readNode(c, rows));
        else if (part === 'edges') c.eachItem(() => readEdge(c, rows));
      });
    }
  });
  return { id, name, ...rows };
}

function readNode(c: Cursor, rows: OpenRows): void {
  let [id, drawn, parent, type, title] = ['', '', '', '', ''];
  c.eachKey((key) => {
    if (key === 'id') id = readId(c);
    else if (key === 'type') drawn = c.text(32) ?? '';
    else if (key === 'parentId') parent = readId(c);
    else if (key === 'data') {
      c.eachKey((member) => {
        if (member === 'type') type = c.text(128) ?? '';
        else if (member === 'node') {
          c.eachKey((inner) => {
            if (inner === 'display_name') title = readLabel(c);
          });
        }
      });
    }
  });
  if (id && drawn !== 'noteNode') addNode(rows, [id, type, title, parent]);
}
