import type { GraphRow } from '../../../model/record.ts';
import { addEdge, addNode, openRows, type Rows } from '../../graph-rows.ts';
import type { Cursor } from '../../scan/cursor.ts';
import { readId, readLabel, shortId } from '../../scan/labels.ts';
import { containersOf, type Names, readNames } from './subgraphs.ts';

/** A prompt as it is sent to be run: API ids, classes and titles; of inputs only the links, never a value. */
export type PromptGraph = Rows;

export interface Asked {
  readonly graph?: PromptGraph;
  /** Chosen by the page (since July 2025); '' when the server is to choose. */
  readonly run: string;
  readonly workflow: string;
}

/** The body of `POST /prompt`. Tokens and input values are passed over unread. */
export function readAsked(c: Cursor): Asked {
  let graph: PromptGraph | undefined;
  let names: Names = { workflow: '', instances: new Map(), definitions: new Map() };
  let run = '';
  c.eachKey((key) => {
    if (key === 'prompt') graph = readPrompt(c);
    else if (key === 'prompt_id') run = readId(c);
    else if (key === 'extra_data') names = readExtra(c) ?? names;
  });
  return { ...(graph ? { graph: withContainers(graph, names) } : {}), run, workflow: names.workflow };
}

/** `extra_data`, of a request or of a job in the queue: what the author called things. */
export function readExtra(c: Cursor): Names | undefined {
  let names: Names | undefined;
  c.eachKey((key) => {
    if (key !== 'extra_pnginfo') return;
    c.eachKey((k) => {
      if (k === 'workflow') names = readNames(c);
    });
  });
  return names;
}

/** The map of nodes that is to be run. */
export function readPrompt(c: Cursor): PromptGraph {
  const rows = openRows();
  let id = '';
  c.eachKey((key) => {
    id = shortId(key);
    if (!id) return;
    let type = '';
    let title = '';
    c.eachKey((k) => {
      if (k === 'class_type') type = readLabel(c).slice(0, 128);
      else if (k === '_meta') {
        c.eachKey((m) => {
          if (m === 'title') title = readLabel(c);
        });
      } else if (k === 'inputs') {
        c.eachKey(() => {
          const from = readLink(c);
          if (from) addEdge(rows, ['', from, id, 'data', '']);
        });
      }
    });
    addNode(rows, [id, type, title, '']);
  });
  const known = new Set(rows.nodes.map(([node]) => node));
  return { ...rows, edges: rows.edges.filter(([, from]) => known.has(from)) };
}

/** `[source id, slot]` is a link; every other value, lists of other shapes among them, is the user's. */
function readLink(c: Cursor): string {
  if (c.kind() !== 'list') return '';
  let from = '';
  let good = true;
  c.eachItem((i) => {
    if (i === 0 && c.kind() === 'text') from = readId(c);
    else if (i !== 1 || c.kind() !== 'number') good = false;
  });
  return good ? from : '';
}

/** Subgraphs are taken apart before a prompt is sent; the ids of their nodes tell where each came from ("12:7:2"). */
export function withContainers(rows: PromptGraph, names: Names): PromptGraph {
  const containers = containersOf(
    rows.nodes.map(([id]) => id),
    names,
  );
  const placed = rows.nodes.map(([id, type, title]): GraphRow => [id, type, title, parentOf(id)]);
  return { ...rows, nodes: [...containers, ...placed] };
}

function parentOf(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf(':')));
}
