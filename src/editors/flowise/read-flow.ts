import { PAGE_LIMITS } from '../../model/limits.ts';
import { addEdge, addNode, type OpenRows, openRows, type Rows } from '../graph-rows.ts';
import type { Cursor } from '../scan/cursor.ts';
import { jsonCursor } from '../scan/json.ts';
import { readId, readLabel, shortId } from '../scan/labels.ts';
import { readEdge } from '../steps/rows.ts';

/** React Flow's node types of an agentflow v2; of older chatflows the wire tells of no nodes, so theirs are no nodes of a run. */
const DRAWN = new Set(['agentFlow', 'iteration']);

export interface Chatflow extends Rows {
  readonly id: string;
  readonly name: string;
}

/** A chatflow as the editor loads and saves it: `flowData` is JSON inside a JSON string, scanned and let go. */
export function readChatflow(c: Cursor): Chatflow {
  let id = '';
  let name = '';
  let rows: Rows = { nodes: [], edges: [] };
  c.eachKey((key) => {
    if (key === 'id') id = readId(c);
    else if (key === 'name') name = readLabel(c);
    else if (key === 'flowData') rows = readFlow(jsonCursor(c.text(PAGE_LIMITS.bodyBytes) ?? '{}', PAGE_LIMITS.depth));
  });
  return { id, name, ...rows };
}

function readFlow(c: Cursor): Rows {
  const rows = openRows();
  c.eachKey((key) => {
    if (key === 'nodes') c.eachItem(() => readNode(c, rows));
    else if (key === 'edges') c.eachItem(() => readEdge(c, rows));
  });
  return c.trouble ? openRows() : rows;
}

function readNode(c: Cursor, rows: OpenRows): void {
  let [id, drawn, parent, name, label, back] = ['', '', '', '', '', ''];
  c.eachKey((key) => {
    if (key === 'id') id = readId(c);
    else if (key === 'type') drawn = c.text(32) ?? '';
    else if (key === 'parentNode') parent = readId(c);
    else if (key === 'data') {
      c.eachKey((member) => {
        if (member === 'name') name = readLabel(c).slice(0, 128);
        else if (member === 'label') label = readLabel(c);
        else if (member === 'inputs') {
          c.eachKey((input) => {
            if (input === 'loopBackToNode') back = c.text(256) ?? '';
          });
        }
      });
    }
  });
  if (!id || !DRAWN.has(drawn) || name === 'stickyNoteAgentflow') return;
  if (!addNode(rows, [id, name, label, parent])) return;
  // A Loop node says where it goes back to ("<id>-<label>") and is not drawn to it.
  const dash = back.indexOf('-');
  if (dash > 0) addEdge(rows, ['', id, shortId(back.slice(0, dash)), 'control', '']);
}
