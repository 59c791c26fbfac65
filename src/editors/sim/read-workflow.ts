import { addNode, type OpenRows, openRows, type Rows } from '../graph-rows.ts';
import type { Cursor } from '../scan/cursor.ts';
import { readId, readLabel, shortId } from '../scan/labels.ts';
import { readEdge } from '../steps/rows.ts';

export interface SimWorkflow extends Rows {
  readonly id: string;
  readonly name: string;
}

/** Where the state lies: in the answer `data.state`, in a run's body `workflowStateOverride`. */
const AROUND = new Set(['data', 'state', 'workflowStateOverride']);

/** `blocks` is a map by id, `edges` a list. */
export function readWorkflow(c: Cursor): SimWorkflow {
  const found = { id: '', name: '', ...openRows() };
  readInto(c, found, 0);
  return found;
}

function readInto(c: Cursor, found: OpenRows & { id: string; name: string }, depth: number): void {
  c.eachKey((key) => {
    if (AROUND.has(key) && depth < 2) readInto(c, found, depth + 1);
    else if (key === 'id' && depth < 2) found.id = readId(c);
    else if (key === 'name' && depth < 2) found.name = readLabel(c);
    else if (key === 'blocks') c.eachKey((id) => readBlock(c, shortId(id), found));
    else if (key === 'edges') c.eachItem(() => readEdge(c, found));
  });
}

function readBlock(c: Cursor, place: string, rows: OpenRows): void {
  let [id, type, name, parent] = [place, '', '', ''];
  c.eachKey((key) => {
    if (key === 'id') id = readId(c) || place;
    else if (key === 'type') type = c.text(128) ?? '';
    else if (key === 'name') name = readLabel(c);
    else if (key === 'data') {
      c.eachKey((member) => {
        if (member === 'parentId') parent = readId(c);
      });
    }
  });
  if (id && type !== 'note') addNode(rows, [id, type, name, parent]);
}
