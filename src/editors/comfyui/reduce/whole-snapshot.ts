import { PAGE_LIMITS, RUN_LIMITS } from '../../../model/limits.ts';
import type { Cursor } from '../../scan/cursor.ts';

export interface SnapshotNode {
  readonly id: string;
  readonly parent: string;
  readonly state: string;
}

/** A `progress_state` from end to end. */
export function readSnapshot(c: Cursor): { readonly run: string; readonly nodes: readonly SnapshotNode[] } {
  let run = '';
  const nodes: SnapshotNode[] = [];
  c.eachKey((key) => {
    if (key !== 'data') return;
    c.eachKey((k) => {
      if (k === 'prompt_id') run = c.text(PAGE_LIMITS.idChars) ?? '';
      else if (k === 'nodes') {
        c.eachKey((id) => {
          const node = readNode(c, id);
          if (node.id && nodes.length < RUN_LIMITS.graphNodes) nodes.push(node);
        });
      }
    });
  });
  return { run, nodes };
}

function readNode(c: Cursor, key: string): SnapshotNode {
  let [id, parent, state] = [key, '', ''];
  c.eachKey((k) => {
    // Keys beyond 64 characters are not read; the id is here once more.
    if (k === 'node_id') id = c.text(PAGE_LIMITS.idChars) ?? key;
    else if (k === 'parent_node_id') parent = c.text(PAGE_LIMITS.idChars) ?? '';
    else if (k === 'state') state = c.text(16) ?? '';
  });
  return { id, parent, state };
}
