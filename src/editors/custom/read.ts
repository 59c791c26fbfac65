/** Values at many paths of one message, read in a single pass in place. */
import { PAGE_LIMITS } from '../../model/limits.ts';
import type { Cursor } from '../scan/cursor.ts';

/** There is an object, a list or bytes. An empty object or list counts as null. */
export const CONTAINER = Symbol('container');

/** Undefined: there is no such value. */
export type Value = string | number | boolean | null | undefined | typeof CONTAINER;

/** A tree of paths; each slot is a number in the values read. */
export interface Branch {
  readonly values: number[];
  /** Slots that want a list of ids, and those that want the size. */
  readonly ids: number[];
  readonly sizes: number[];
  readonly below: Map<string, Branch>;
}

export function newBranch(): Branch {
  return { values: [], ids: [], sizes: [], below: new Map() };
}

/** The branch at the end of the path, made where it is missing. */
export function branchAt(root: Branch, steps: readonly string[]): Branch {
  let at = root;
  for (const step of steps) {
    const next = at.below.get(step) ?? newBranch();
    at.below.set(step, next);
    at = next;
  }
  return at;
}

export interface Found {
  readonly values: Value[];
  readonly ids: (readonly string[] | undefined)[];
}

export function nothing(slots: number): Found {
  return { values: new Array<Value>(slots).fill(undefined), ids: [] };
}

/** Reads what `branch` asks for from the value ahead. */
export function readBranch(c: Cursor, branch: Branch, into: Found): void {
  const from = c.offset();
  const kind = c.kind();
  let value: Value;
  if (kind === 'map' || kind === 'list') value = readContainer(c, branch, into) ? CONTAINER : null;
  else if (branch.values.length > 0 && kind !== 'bytes') value = scalar(c);
  else {
    c.skip();
    value = CONTAINER;
  }
  for (const slot of branch.values) into.values[slot] = value;
  const size = c.offset() - from;
  if (kind !== 'nil') for (const slot of branch.sizes) into.values[slot] = size;
}

/** True when there is anything in it. */
function readContainer(c: Cursor, branch: Branch, into: Found): boolean {
  if (branch.ids.length > 0 && c.kind() === 'list') {
    const ids = readIds(c);
    for (const slot of branch.ids) into.ids[slot] = ids;
    return ids.length > 0;
  }
  if (branch.below.size === 0 && branch.values.length === 0) return c.skip() > 0;
  let any = false;
  const visit = (key: string): void => {
    any = true;
    const next = branch.below.get(key);
    if (next) readBranch(c, next, into);
  };
  if (c.kind() === 'map') c.eachKey(visit);
  else c.eachItem((index) => visit(String(index)));
  return any;
}

function scalar(c: Cursor): Value {
  switch (c.kind()) {
    case 'text':
      return c.text(PAGE_LIMITS.idChars);
    case 'number':
      return c.number();
    case 'bool':
      return c.bool();
    default:
      c.skip();
      return null;
  }
}

function readIds(c: Cursor): string[] {
  const ids: string[] = [];
  c.eachItem(() => {
    const id = ids.length < PAGE_LIMITS.nodeIds ? textOf(scalar(c)) : '';
    if (id !== '') ids.push(id);
  });
  return ids;
}

/** An id or a name: numbers count as their digits, anything else is ''. */
export function textOf(value: Value): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
}

/** Walks to the container at `steps` and calls back per item with the cursor on it; `key` is its name or number. At most `most`; how many more there are. */
export function eachAt(c: Cursor, steps: readonly string[], most: number, each: (key: string) => void): number {
  const [step, ...rest] = steps;
  let count = 0;
  let over = 0;
  function visit(key: string): void {
    if (step === undefined) {
      if (count++ < most) each(key);
      else over++;
    } else if (key === step) over += eachAt(c, rest, most, each);
  }
  if (c.kind() === 'map') c.eachKey(visit);
  else if (c.kind() === 'list') c.eachItem((index) => visit(String(index)));
  else c.skip();
  return over;
}
