import { RUN_LIMITS } from '../../model/limits.ts';
import type { EdgeRow, GraphRow } from '../../model/record.ts';
import type { Cursor } from '../scan/cursor.ts';
import { readId, readLabel } from '../scan/labels.ts';
import { type Rows, readEdge } from '../steps/rows.ts';

export interface Flow extends Rows {
  readonly id: string;
  readonly name: string;
}

/** A flow as it is loaded and saved, or the body of a run: `data.nodes`, `data.edges` (React Flow). */
export function readFlow(c: Cursor): Flow {
  let [id, name] = ['', ''];
  const nodes: GraphRow[] = [];
  const edges: EdgeRow[] = [];
  c.eachKey((key) => {
    if (key === 'id') id = readId(c);
    else if (key === 'name') name = readLabel(c);
    else if (key === 'data') {
      c.eachKey((part) => {
        if (part === 'nodes') c.eachItem(() => readNode(c, nodes));
        else if (part === 'edges') c.eachItem(() => readEdge(c, edges));
      });
    }
  });
  return { id, name, nodes, edges };
}

function readNode(c: Cursor, nodes: GraphRow[]): void {
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
  if (id && drawn !== 'noteNode' && nodes.length < RUN_LIMITS.graphNodes) nodes.push([id, type, title, parent]);
}
