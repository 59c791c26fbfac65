/** What lies inside what in a run, and in which order: the rows of the timeline before they are rows. By index in `Run.nodes`. */
import { grouped, inOrder, numbersTo } from '../model/grouped.ts';
import { indexOf, type Names } from '../model/names.ts';
import type { NodeRun } from '../model/run.ts';
import { loopOfKey, nodeOfKey } from './row-keys.ts';

/** From so many instances on that ran, those of a node are rows under one row, put away until they are asked for. */
const LOOP = 4;

/** Subgraphs nest a few levels; deeper ones are drawn as if they lay here. */
const MAX_DEPTH = 8;

/** Siblings in order: nodes, and loops by their first rounds. */
export interface Units {
  readonly order: Int32Array;
  /** All rounds of a loop in order of time, by the first. */
  readonly rounds: ReadonlyMap<number, Int32Array>;
}

export interface RowTree {
  /** What ran and lies inside no other. */
  readonly roots: Int32Array;
  /** What did not run. */
  readonly still: Int32Array;
  /** What ran inside a node. */
  inside(node: number): Int32Array;
  /** Siblings in order of start; the instances of a loop together, where the first of them stands. */
  units(siblings: Int32Array): Units;
}

const NOBODY = new Int32Array(0);

/** The tree of what ran; `shown` are keys of rows in the order on screen, which those that were there keep. */
export function treeOf(nodes: readonly NodeRun[], names: Names, shown: readonly string[]): RowTree {
  const times = timesOf(nodes);
  const parents = times.nested ? parentsIn(nodes, names) : undefined;
  const { begin, items } = grouped(parents ?? NOBODY, parents ? nodes.length : 0);
  const all = numbersTo(nodes.length);
  const roots = all.filter((i) => times.ran[i] === 1 && !(parents && (parents[i] as number) >= 0));
  const inTime = timeOrder(times);
  const rankOf = ranksIn(shown, names);
  const unitsOf = unitFinder(names, inTime);
  return {
    roots,
    still: all.filter((i) => times.ran[i] === 0),
    inside: (node) => (parents ? items.subarray(begin[node], begin[node + 1]) : NOBODY),
    units(siblings) {
      const { order, rounds } = unitsOf(siblings);
      const rank = (i: number): number => rankOf?.(rounds.get(i) ?? [i]) ?? 0;
      inOrder(order, 0, order.length, rankOf ? (a, b) => apart(rank(a), rank(b)) || inTime(a, b) : inTime);
      return { order, rounds };
    },
  };
}

/** What is asked of all nodes, read in one walk: of a large run they are far more than what the caches hold. */
interface Times {
  readonly startUs: Float64Array;
  /** Infinite while it runs. */
  readonly endUs: Float64Array;
  readonly ran: Uint8Array;
  /** Some node lies inside another. */
  readonly nested: boolean;
}

function timesOf(nodes: readonly NodeRun[]): Times {
  const startUs = new Float64Array(nodes.length);
  const endUs = new Float64Array(nodes.length);
  const ran = new Uint8Array(nodes.length);
  let nested = false;
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i] as NodeRun;
    ran[i] = node.startUs === undefined ? 0 : 1;
    startUs[i] = node.startUs ?? 0;
    endUs[i] = node.endUs ?? Number.POSITIVE_INFINITY;
    if (node.parent) nested = true;
  }
  return { startUs, endUs, ran, nested };
}

/** By start; what ends first before what it might contain by chance. */
function timeOrder({ startUs, endUs }: Times): (a: number, b: number) => number {
  return (a, b) => (startUs[a] as number) - (startUs[b] as number) || apart(endUs[a] as number, endUs[b] as number);
}

/** Of two that may both be infinite. */
function apart(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

/**
 * Tells siblings apart that are instances of one node: nodes and first rounds as they come, and the rounds of what is a loop. In one
 * walk: each instance points to the next one of its node.
 */
function unitFinder({ of, ids }: Names, inTime: (a: number, b: number) => number): (siblings: Int32Array) => Units {
  const next = new Int32Array(of.length);
  const size = new Int32Array(of.length);
  // By number of the node: its first and last instance among the siblings, whichever they are: `-1` between two calls.
  const first = new Int32Array(ids.length).fill(-1);
  const last = new Int32Array(ids.length);
  return (siblings) => {
    const heads: number[] = [];
    for (const i of siblings) {
      const number = of[i] as number;
      const head = first[number] as number;
      next[i] = -1;
      if (head < 0) {
        first[number] = i;
        size[i] = 1;
        heads.push(i);
      } else {
        next[last[number] as number] = i;
        size[head] = (size[head] as number) + 1;
      }
      last[number] = i;
    }
    const order: number[] = [];
    const rounds = new Map<number, Int32Array>();
    for (const head of heads) {
      first[of[head] as number] = -1;
      const loop = (size[head] as number) < LOOP ? undefined : new Int32Array(size[head] as number);
      for (let i = head, k = 0; i >= 0; i = next[i] as number) {
        if (loop) loop[k++] = i;
        else order.push(i);
      }
      if (!loop) continue;
      inOrder(loop, 0, loop.length, inTime);
      order.push(loop[0] as number);
      rounds.set(loop[0] as number, loop);
    }
    return { order: new Int32Array(order), rounds };
  };
}

/** Place on screen of a node or a loop, by its rounds; infinite for what was not there. Undefined where nothing was. */
function ranksIn(shown: readonly string[], names: Names): ((rounds: ArrayLike<number>) => number) | undefined {
  if (shown.length === 0) return undefined;
  const ofNode = new Float64Array(names.of.length).fill(Number.POSITIVE_INFINITY);
  const ofLoop = new Float64Array(names.ids.length).fill(Number.POSITIVE_INFINITY);
  shown.forEach((key, place) => {
    const loop = loopOfKey(key, names);
    const node = loop >= 0 ? -1 : nodeOfKey(key, names);
    if (loop >= 0) ofLoop[loop] = place;
    else if (node >= 0) ofNode[node] = place;
  });
  // A loop keeps the place of its first round, which had a row of its own before there were so many.
  return (rounds) => {
    let least = ofLoop[names.of[rounds[0] as number] as number] as number;
    for (let k = 0; k < rounds.length; k++) least = Math.min(least, ofNode[rounds[k] as number] as number);
    return least;
  };
}

/**
 * The instance each one lies inside, of those that ran; -1 where none does. Deeper than `MAX_DEPTH`, or in a circle (wrong data), it
 * is drawn as if it lay nowhere.
 */
function parentsIn(nodes: readonly NodeRun[], names: Names): Int32Array {
  const up = Int32Array.from(nodes, ({ parent, startUs }) => {
    const found = parent && startUs !== undefined ? indexOf(names, parent.id, parent.instance) : -1;
    return nodes[found]?.startUs === undefined ? -1 : found;
  });
  return up.map((parent) => {
    let above = parent;
    for (let depth = 1; above >= 0 && depth < MAX_DEPTH; depth++) above = up[above] as number;
    return above >= 0 ? -1 : parent;
  });
}
