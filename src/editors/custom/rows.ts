/** The graph in a message, cut into records. */
import { RELAY_LIMITS } from '../../model/limits.ts';
import { addEdge, addNode, openRows, type Rows } from '../graph-rows.ts';
import { shortId } from '../scan/labels.ts';
import type { CompiledGraph, Slot, Tree } from './compile.ts';
import type { Message } from './documents.ts';
import { eachAt, type Found, nothing, readBranch, textOf, type Value } from './read.ts';

/** Rows count what goes beyond their bounds. */
const ALL = Number.POSITIVE_INFINITY;

/** Nodes and edges of the graph in this message; none when there is none at its path. */
export function readGraph(graph: CompiledGraph, message: Message, whole: Found): Rows {
  const rows = openRows();
  const join = (from: string, to: string): void => {
    if (from !== '' && to !== '') addEdge(rows, ['', from, to, 'data', '']);
  };
  const { id, rest } = graph;
  eachItem(message, graph.nodes, graph.node, whole, ALL, (at, idsAt) => {
    const node = shortId(textOf(at(id)));
    if (node === '') return;
    const [type, title] = [label(at(rest.type)).slice(0, 128), label(at(rest.title))];
    addNode(rows, [node, type, title, shortId(textOf(at(rest.parent)))]);
    for (const need of idsAt(rest.needs) ?? []) join(shortId(need), node);
  });
  if (graph.edges) {
    eachItem(message, graph.edges, graph.edge, whole, ALL, (at) =>
      join(shortId(textOf(at(rest.from))), shortId(textOf(at(rest.to)))),
    );
  }
  return rows;
}

export type At = (slot: Slot | undefined) => Value;
export type IdsAt = (slot: Slot | undefined) => readonly string[] | undefined;

/** Calls back per item of the list at `steps`, with the way to its values and, by `message` slots, to the whole's; how many are beyond `most`. */
export function eachItem(
  message: Message,
  steps: readonly string[],
  item: Tree,
  whole: Found,
  most: number,
  each: (at: At, idsAt: IdsAt) => void,
): number {
  const cursor = message.open();
  return eachAt(cursor, steps, most, (key) => {
    const found = nothing(item.slots);
    readBranch(cursor, item.branch, found);
    if (!cursor.trouble) each(valueIn(message, whole, found, key), idsIn(whole, found));
  });
}

/** The value of a slot: in the item, in the message, or of what is around them. */
export function valueIn(message: Message, whole: Found, item: Found | undefined, key: string): At {
  return (slot) => {
    if (!slot) return undefined;
    if (slot.of === 'event') return message.event;
    if (slot.of === 'key') return key;
    return (slot.of === 'item' ? item : whole)?.values[slot.slot];
  };
}

export function idsIn(whole: Found, item: Found | undefined): IdsAt {
  return (slot) => slot && (slot.of === 'item' ? item : whole)?.ids[slot.slot];
}

/** A name to show. */
export function label(value: Value): string {
  return textOf(value).slice(0, RELAY_LIMITS.recordLabelChars);
}
