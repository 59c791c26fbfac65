/** Which rows the timeline has, in which order. A row is a node instance. */

import { type Names, namesOf } from '../model/names.ts';
import type { NodeRun, NodeStatus, Run } from '../model/run.ts';
import { isOver } from '../model/run.ts';
import { plural } from './format.ts';
import { loopKey, loopOfKey, nodeKey, nodeOfKey } from './row-keys.ts';
import { treeOf } from './row-tree.ts';

export { loopKey, nodeKey };

/** CSS pixels; as tall as a row of the browser's own panels. */
export const ROW_HEIGHT = 20;

export interface Row {
  readonly key: string;
  /** Of a loop: its first instance. */
  readonly node: NodeRun;
  /** `bar`: it ran or runs; `ghost`: its turn has not come; `quiet`: it delivered without running, or never will run. */
  readonly kind: 'bar' | 'ghost' | 'quiet';
  /** How many rows it lies under: an agent's tools, the nodes of a subgraph, the rounds of a loop. */
  readonly depth: number;
  /** Set on a row that others lie under. */
  readonly fold?: Fold;
}

/** Rows under one row, shown or put away. */
export interface Fold {
  /** `loop`: the instances of one node; `inside`: the nodes that lie in it. */
  readonly what: 'loop' | 'inside';
  readonly open: boolean;
  /** Instances of the loop, or nodes inside at any depth. */
  readonly count: number;
  /** Of a loop: its instances that ran, by start. */
  readonly members: readonly NodeRun[];
}

/** Looks up by the key of a row. */
export interface ByKey<T> {
  get(key: string): T | undefined;
}

export interface Rows {
  /** Bars in start order, what lies inside a node below it, then ghosts; quiet rows last. */
  readonly rows: readonly Row[];
  /** Row of each node instance, also of those put away: of the row that stands for them. */
  readonly placeOf: ByKey<number>;
  /** Every node instance by its key. */
  readonly nodes: ByKey<NodeRun>;
  /** How many rows at the end are quiet. */
  readonly quiet: number;
  /** "4 constants, 2 skipped"; '' when there are none. */
  readonly quietWords: string;
}

/** What to call a node: its title, else the last part of its type, else its id. The instance is told when it is not the first. */
export function nodeName(node: Pick<NodeRun, 'id' | 'title' | 'type' | 'instance'>): string {
  return bareName(node) + instanceMark(node);
}

/** The name without the instance, for where that stands by itself so that a cut name keeps it. */
export function bareName(node: Pick<NodeRun, 'id' | 'title' | 'type'>): string {
  return node.title || shortType(node.type) || node.id;
}

/** ` (2)` for the second instance; '' for the first. */
export function instanceMark({ instance }: Pick<NodeRun, 'instance'>): string {
  return instance > 0 ? ` (${instance + 1})` : '';
}

/** `nodetool.image.Resize` -> `Resize`. */
export function shortType(type: string): string {
  return type.slice(Math.max(type.lastIndexOf('.'), type.lastIndexOf('/')) + 1);
}

/** What may still have its turn while the run goes on. */
const OPEN: readonly NodeStatus[] = ['waiting', 'running', 'unknown'];

const QUIET_WORDS: readonly (readonly [NodeStatus, string, string])[] = [
  ['constant', 'constant', 'constants'],
  ['cached', 'cached', 'cached'],
  ['reused', 'reused', 'reused'],
  ['pinned', 'pinned', 'pinned'],
  ['skipped', 'skipped', 'skipped'],
  ['cancelled', 'cancelled', 'cancelled'],
  ['error', 'failed before start', 'failed before start'],
  ['success', 'without times', 'without times'],
  ['waiting', 'not reached', 'not reached'],
  ['running', 'without times', 'without times'],
  ['unknown', 'not seen', 'not seen'],
];

function quietWords(rows: readonly Row[]): string {
  const words = new Map<string, number>();
  for (const [status, one, many] of QUIET_WORDS) {
    const n = rows.filter((r) => r.node.status === status).length;
    const word = n === 1 ? one : many;
    if (n > 0) words.set(word, (words.get(word) ?? 0) + n);
  }
  return [...words].map(([word, n]) => plural(n, word, word)).join(', ');
}

export interface LayoutOptions {
  /** Order of keys on screen (empty at first sight of the run): rows that had started keep their places, so that nothing jumps. */
  readonly shown?: readonly string[];
  /** Keys of rows whose fold is not as it is at first: loops closed, the others open. */
  readonly toggled?: ReadonlySet<string>;
  /** Only these instances, and what they lie under; absent: all. */
  readonly only?: ReadonlySet<string>;
}

/** Rows of a run as a tree in start order. */
export function layoutRows(run: Run, options: LayoutOptions = {}): Rows {
  const { toggled = NONE, only } = options;
  const { nodes } = run;
  const names = namesOf(run);
  const tree = treeOf(nodes, names, options.shown ?? []);
  const places = { ofNode: new Int32Array(nodes.length).fill(-1), ofLoop: new Int32Array(names.ids.length).fill(-1) };
  const bars: Row[] = [];
  const wanted = (i: number): boolean => !only || only.has(nodeKey(nodes[i] as NodeRun)) || tree.inside(i).some(wanted);
  /** What is put away is found at the row that stands for it. */
  const putAway = (i: number, at: number): number => {
    places.ofNode[i] = at;
    return tree.inside(i).reduce((sum, child) => sum + putAway(child, at), 1);
  };
  const addNode = (i: number, depth: number): void => {
    const node = nodes[i] as NodeRun;
    const key = nodeKey(node);
    const at = bars.length;
    places.ofNode[i] = at;
    bars.push({ key, node, kind: 'bar', depth });
    const all = tree.inside(i);
    const inside = all.length > 0 ? all.filter(wanted) : all;
    if (inside.length === 0) return;
    const open = !toggled.has(key);
    if (open) addAll(inside, depth + 1);
    const count = open ? bars.length - at - 1 : inside.reduce((sum, child) => sum + putAway(child, at), 0);
    bars[at] = { key, node, kind: 'bar', depth, fold: { what: 'inside', open, count, members: [] } };
  };
  const addLoop = (rounds: Int32Array, depth: number): void => {
    const first = nodes[rounds[0] as number] as NodeRun;
    const key = loopKey(first.id);
    const open = toggled.has(key);
    const at = bars.length;
    places.ofLoop[names.of[rounds[0] as number] as number] = at;
    const members = Array.from(rounds, (i) => nodes[i] as NodeRun);
    bars.push({ key, node: first, kind: 'bar', depth, fold: { what: 'loop', open, count: members.length, members } });
    for (const i of rounds) {
      if (open) addNode(i, depth + 1);
      else putAway(i, at);
    }
  };
  const addAll = (list: Int32Array, depth: number): void => {
    const { order, rounds } = tree.units(list);
    for (const first of order) {
      const loop = rounds.get(first);
      if (loop) addLoop(loop, depth);
      else addNode(first, depth);
    }
  };
  addAll(only ? tree.roots.filter(wanted) : tree.roots, 0);
  const still = stillRows(tree.still.filter(wanted), nodes, isOver(run.status));
  for (const [at, { index }] of still.entries()) places.ofNode[index] = bars.length + at;
  const quiet = still.filter(({ row }) => row.kind === 'quiet').map(({ row }) => row);
  return {
    rows: [...bars, ...still.map(({ row }) => row)],
    ...lookups(nodes, names, places),
    quiet: quiet.length,
    quietWords: quietWords(quiet),
  };
}

/** Rows of what did not run, with their indices in `Run.nodes`: ghosts first. */
function stillRows(
  list: Int32Array,
  nodes: readonly NodeRun[],
  over: boolean,
): readonly { readonly row: Row; readonly index: number }[] {
  const ghosts: { row: Row; index: number }[] = [];
  const quiet: { row: Row; index: number }[] = [];
  for (const index of list) {
    const node = nodes[index] as NodeRun;
    const kind = !over && OPEN.includes(node.status) ? 'ghost' : 'quiet';
    (kind === 'ghost' ? ghosts : quiet).push({ row: { key: nodeKey(node), node, kind, depth: 0 }, index });
  }
  return [...ghosts, ...quiet];
}

/** Places of rows: by index in `Run.nodes`, and of loops by number of the node (`Names`); -1 for those that have none. */
interface Places {
  readonly ofNode: Int32Array;
  readonly ofLoop: Int32Array;
}

function lookups(nodes: readonly NodeRun[], names: Names, { ofNode, ofLoop }: Places): Pick<Rows, 'placeOf' | 'nodes'> {
  return {
    nodes: { get: (key) => nodes[nodeOfKey(key, names)] },
    placeOf: {
      get(key) {
        const place = ofNode[nodeOfKey(key, names)] ?? ofLoop[loopOfKey(key, names)] ?? -1;
        return place < 0 ? undefined : place;
      },
    },
  };
}

const NONE: ReadonlySet<string> = new Set();

/** Keys of the rows that have started, in order: what to pass as `shown` the next time. */
export function startedKeys(rows: Rows): readonly string[] {
  return rows.rows.filter((r) => r.kind === 'bar').map((r) => r.key);
}

/** Rows `[first, last)` that cover `[top, top + height)` pixels, widened to blocks of 16 rows and one block around. */
export function visibleRows(
  count: number,
  rowHeight: number,
  top: number,
  height: number,
): { first: number; last: number } {
  const block = 16;
  const first = Math.floor(top / rowHeight / block) * block - block;
  const last = Math.ceil((top + height) / rowHeight / block) * block + block;
  return { first: Math.min(Math.max(0, first), count), last: Math.min(Math.max(0, last), count) };
}
