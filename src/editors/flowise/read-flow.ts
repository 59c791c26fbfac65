import { PAGE_LIMITS, RUN_LIMITS } from '../../model/limits.ts';
import type { EdgeRow, GraphRow } from '../../model/record.ts';
import type { Cursor } from '../scan/cursor.ts';
import { jsonCursor } from '../scan/json.ts';
import { readId, readLabel, shortId } from '../scan/labels.ts';
import { type Rows, readEdge } from '../steps/rows.ts';

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
  const nodes: GraphRow[] = [];
  const edges: EdgeRow[] = [];
  c.eachKey((key) => {
    if (key === 'nodes') c.eachItem(() => readNode(c, nodes, edges));
    else if (key === 'edges') c.eachItem(() => readEdge(c, edges));
  });
  return c.trouble ? { nodes: [], edges: [] } : { nodes, edges };
}

function readNode(c: Cursor, nodes: GraphRow[], edges: EdgeRow[]): void {
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
  if (!id || !DRAWN.has(drawn) || name === 'stickyNoteAgentflow' || nodes.length >= RUN_LIMITS.graphNodes) return;
  nodes.push([id, name, label, parent]);
  // A Loop node says where it goes back to ("<id>-<label>") and is not drawn to it.
  const dash = back.indexOf('-');
  if (dash > 0) edges.push(['', id, shortId(back.slice(0, dash)), 'control', '']);
}
