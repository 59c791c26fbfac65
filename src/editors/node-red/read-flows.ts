import { addEdge, addNode, type OpenRows, openRows, type Rows } from '../graph-rows.ts';
import type { Cursor } from '../scan/cursor.ts';
import { readId, readLabel } from '../scan/labels.ts';

/**
 * The nodes of `{flows: [...]}` or of the bare list: `{id, type, z, name, wires: [[ids]]}`, tabs `{id, type: "tab", label}`. A
 * row's parent is its tab. Wires and the links between `link` nodes are edges; disabled nodes (`d`) are no part of what runs.
 */
export function readFlows(c: Cursor): Rows {
  const rows = openRows();
  if (c.kind() === 'list') c.eachItem(() => readNode(rows, c));
  else {
    c.eachKey((key) => {
      if (key === 'flows') c.eachItem(() => readNode(rows, c));
    });
  }
  return rows;
}

function readNode(rows: OpenRows, c: Cursor): void {
  let [id, type, tab, name, label] = ['', '', '', '', ''];
  let disabled = false;
  const wires: string[] = [];
  const links: string[] = [];
  c.eachKey((key) => {
    if (key === 'id') id = readId(c);
    else if (key === 'type') type = readLabel(c).slice(0, 128);
    else if (key === 'z') tab = readId(c);
    else if (key === 'name') name = readLabel(c);
    else if (key === 'label') label = readLabel(c);
    else if (key === 'd') disabled = c.bool() ?? false;
    else if (key === 'wires') c.eachItem(() => c.eachItem(() => wires.push(readId(c))));
    else if (key === 'links') c.eachItem(() => links.push(readId(c)));
  });
  // What has no tab is configuration (a broker, a dashboard), except the tabs themselves.
  if (!id || disabled || (tab === '' && type !== 'tab')) return;
  if (!addNode(rows, [id, type, type === 'tab' ? label || name : name, tab])) return;
  // A `link in` names the `link out`s that lead to it, too: the message goes the other way.
  for (const target of new Set(type === 'link in' ? wires : [...wires, ...links])) {
    if (target) addEdge(rows, ['', id, target, 'data', '']);
  }
}
