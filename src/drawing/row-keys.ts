/** Names of rows, and what they name. */
import { indexOf, type Names } from '../model/names.ts';

const LOOP = '*';

/** Identity of a node instance within its run. */
export function nodeKey(node: { readonly id: string; readonly instance: number }): string {
  return `${node.id}#${node.instance}`;
}

/** Key of the row that stands for all instances of a node. */
export function loopKey(id: string): string {
  return `${id}#${LOOP}`;
}

/** Index in `Run.nodes` of the instance that a key names, -1 where there is none. The key is taken apart: a map of all would cost more. */
export function nodeOfKey(key: string, names: Names): number {
  const mark = key.lastIndexOf('#');
  const digits = key.slice(mark + 1);
  const instance = Number(digits);
  // `01` is no way to write an instance.
  if (mark < 0 || String(instance) !== digits) return -1;
  return indexOf(names, key.slice(0, mark), instance);
}

/** Number (`Names`) of the node whose loop a key names, -1 where it names none. */
export function loopOfKey(key: string, names: Names): number {
  return key.endsWith(`#${LOOP}`) ? (names.numbers.get(key.slice(0, -2)) ?? -1) : -1;
}
