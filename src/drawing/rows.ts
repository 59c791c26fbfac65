/** Which rows the timeline has, in which order. A row is a node instance. */
import type { NodeRun, NodeStatus, Run } from '../model/run.ts';
import { isOver } from '../model/run.ts';
import { plural } from './format.ts';

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

export interface Rows {
  /** Bars in start order, what lies inside a node below it, then ghosts; quiet rows last. */
  readonly rows: readonly Row[];
  /** Row of each node instance, also of those put away: of the row that stands for them. */
  readonly placeOf: ReadonlyMap<string, number>;
  /** Every node instance by its key. */
  readonly nodes: ReadonlyMap<string, NodeRun>;
  /** How many rows at the end are quiet. */
  readonly quiet: number;
  /** "4 constants, 2 skipped"; '' when there are none. */
  readonly quietWords: string;
}

/** From so many instances on that ran, those of a node are rows under one row, put away until they are asked for. */
const LOOP = 4;

/** Subgraphs nest a few levels; deeper ones are drawn as if they lay here. */
const MAX_DEPTH = 8;

/** Identity of a node instance within its run. */
export function nodeKey(node: { readonly id: string; readonly instance: number }): string {
  return `${node.id}#${node.instance}`;
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

function kindOf(node: NodeRun, live: boolean): Row['kind'] {
  if (node.startUs !== undefined) return 'bar';
  const open = node.status === 'waiting' || node.status === 'running' || node.status === 'unknown';
  return live && open ? 'ghost' : 'quiet';
}

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

const LOOP_MARK = '#*';

/** Key of the row that stands for all instances of a node. */
export function loopKey(id: string): string {
  return id + LOOP_MARK;
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
  const { shown = [], toggled = NONE, only } = options;
  const live = !isOver(run.status);
  const place = new Map(shown.map((key, i) => [key, i]));
  const rank = (key: string): number => place.get(key) ?? Number.POSITIVE_INFINITY;
  const wasLoop = shown.some((key) => key.endsWith(LOOP_MARK));
  const parents = parentsIn(run.nodes);
  const children = new Map<string, NodeRun[]>();
  const roots: NodeRun[] = [];
  const ghosts: Row[] = [];
  const quiet: Row[] = [];
  for (const node of run.nodes) {
    const kind = kindOf(node, live);
    if (kind !== 'bar') {
      if (!only || only.has(nodeKey(node))) {
        (kind === 'ghost' ? ghosts : quiet).push({ key: nodeKey(node), node, kind, depth: 0 });
      }
      continue;
    }
    const parent = parents.size > 0 ? parents.get(nodeKey(node)) : undefined;
    if (parent === undefined) roots.push(node);
    else push(children, parent, node);
  }

  const bars: Row[] = [];
  const placeOf = new Map<string, number>();
  // Making a key is most of the cost of a large run's layout: none is made where nothing nests.
  const insideOf = (node: NodeRun): readonly NodeRun[] =>
    children.size > 0 ? (children.get(nodeKey(node)) ?? NOBODY) : NOBODY;
  const wanted = (node: NodeRun): boolean => !only || only.has(nodeKey(node)) || insideOf(node).some(wanted);
  /** What is put away is found at the row that stands for it. */
  const putAway = (node: NodeRun, at: number): number => {
    placeOf.set(nodeKey(node), at);
    return insideOf(node).reduce((sum, child) => sum + putAway(child, at), 1);
  };
  const addNode = (node: NodeRun, depth: number): void => {
    const key = nodeKey(node);
    const inside = insideOf(node).filter(wanted);
    const at = bars.length;
    const open = !toggled.has(key);
    placeOf.set(key, at);
    bars.push({ key, node, kind: 'bar', depth });
    if (inside.length === 0) return;
    if (open) addAll(inside, depth + 1);
    const count = open ? bars.length - at - 1 : inside.reduce((sum, child) => sum + putAway(child, at), 0);
    bars[at] = { key, node, kind: 'bar', depth, fold: { what: 'inside', open, count, members: [] } };
  };
  const addLoop = (members: readonly NodeRun[], depth: number): void => {
    const [first] = members;
    if (!first) return;
    const key = loopKey(first.id);
    const open = toggled.has(key);
    const at = bars.length;
    placeOf.set(key, at);
    bars.push({ key, node: first, kind: 'bar', depth, fold: { what: 'loop', open, count: members.length, members } });
    for (const member of members) {
      if (open) addNode(member, depth + 1);
      else putAway(member, at);
    }
  };
  /** Siblings in order of start; the instances of a loop together, where the first of them stands. */
  const addAll = (nodes: readonly NodeRun[], depth: number): void => {
    const byId = new Map<string, NodeRun[]>();
    for (const node of nodes) push(byId, node.id, node);
    const units = [...byId.values()].flatMap((list) => (list.length >= LOOP ? [list] : list.map((n) => [n])));
    for (const unit of units) unit.sort(inTime);
    // A loop keeps the place of its first round, which had a row of its own before there were so many.
    const rankOf = (unit: readonly NodeRun[]): number => {
      let first = Number.POSITIVE_INFINITY;
      if (place.size === 0) return first;
      for (const node of unit) first = Math.min(first, rank(nodeKey(node)));
      return wasLoop && unit[0] ? Math.min(first, rank(loopKey(unit[0].id))) : first;
    };
    const ranked = units.map((unit) => ({
      unit,
      loop: unit.length >= LOOP,
      rank: rankOf(unit),
    }));
    ranked.sort((a, b) => (a.rank === b.rank ? inTime(a.unit[0] as NodeRun, b.unit[0] as NodeRun) : a.rank - b.rank));
    for (const { unit, loop } of ranked) {
      if (loop) addLoop(unit, depth);
      else addNode(unit[0] as NodeRun, depth);
    }
  };
  addAll(roots.filter(wanted), 0);
  const rows = [...bars, ...ghosts, ...quiet];
  rows.forEach((row, i) => {
    if (row.kind !== 'bar') placeOf.set(row.key, i);
  });
  const nodes = new Map(run.nodes.map((n) => [nodeKey(n), n]));
  return { rows, placeOf, nodes, quiet: quiet.length, quietWords: quietWords(quiet) };
}

const NONE: ReadonlySet<string> = new Set();
const NOBODY: readonly NodeRun[] = [];

/** By start; what ends first before what it might contain by chance. */
function inTime(a: NodeRun, b: NodeRun): number {
  const end = (n: NodeRun): number => n.endUs ?? Number.POSITIVE_INFINITY;
  return (a.startUs ?? 0) - (b.startUs ?? 0) || end(a) - end(b);
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}

/**
 * Key of the instance each one lies inside, of those that ran. Deeper than `MAX_DEPTH`, or in a circle (wrong data), it is drawn as if
 * it lay nowhere.
 */
function parentsIn(nodes: readonly NodeRun[]): ReadonlyMap<string, string> {
  if (!nodes.some((n) => n.parent)) return new Map();
  const ran = new Map(nodes.filter((n) => n.startUs !== undefined).map((n) => [nodeKey(n), n]));
  const up = (n: NodeRun): NodeRun | undefined => n.parent && ran.get(nodeKey(n.parent));
  const out = new Map<string, string>();
  for (const node of ran.values()) {
    const parent = up(node);
    if (!parent) continue;
    let above: NodeRun | undefined = parent;
    for (let depth = 1; above && depth < MAX_DEPTH; depth++) above = up(above);
    if (!above) out.set(nodeKey(node), nodeKey(parent));
  }
  return out;
}

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
