/** Which rows the timeline has, in which order. A row is a node instance. */
import type { NodeRun, NodeStatus, Run } from '../model/run.ts';
import { isOver } from '../model/run.ts';
import { plural } from './format.ts';

/** CSS pixels; as tall as a row of the browser's own panels. */
export const ROW_HEIGHT = 20;

export interface Row {
  readonly key: string;
  readonly node: NodeRun;
  /** `bar`: it ran or runs; `ghost`: its turn has not come; `quiet`: it delivered without running, or never will run. */
  readonly kind: 'bar' | 'ghost' | 'quiet';
  /** How many nodes it lies inside: an agent's tools, the nodes of a subgraph. */
  readonly depth: number;
}

export interface Rows {
  /** Bars in start order, then ghosts; quiet rows last. */
  readonly rows: readonly Row[];
  /** How many rows at the end are quiet. */
  readonly quiet: number;
  /** "4 constants, 2 skipped"; '' when there are none. */
  readonly quietWords: string;
}

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

/** How many nodes each one lies inside, at most `MAX_DEPTH`: also where wrong data makes parents go round in a circle. */
function depthsOf(nodes: readonly NodeRun[]): (node: NodeRun) => number {
  if (!nodes.some((n) => n.parent)) return () => 0;
  const byKey = new Map(nodes.map((n) => [nodeKey(n), n]));
  return (node) => {
    let depth = 0;
    let up = node.parent && byKey.get(nodeKey(node.parent));
    for (; up && depth < MAX_DEPTH; depth++) up = up.parent && byKey.get(nodeKey(up.parent));
    return depth;
  };
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

/**
 * Rows of a run in start order. `shown` is the order of keys on screen (empty at first sight of the run): rows that had
 * started keep their places, so that nothing jumps when a start is corrected while the run goes.
 */
export function layoutRows(run: Run, shown: readonly string[] = []): Rows {
  const live = !isOver(run.status);
  const place = new Map(shown.map((key, i) => [key, i]));
  const bars: Row[] = [];
  const ghosts: Row[] = [];
  const quiet: Row[] = [];
  const depth = depthsOf(run.nodes);
  for (const node of run.nodes) {
    const kind = kindOf(node, live);
    const row = { key: nodeKey(node), node, kind, depth: depth(node) };
    if (kind === 'bar') bars.push(row);
    else (kind === 'ghost' ? ghosts : quiet).push(row);
  }
  const start = (r: Row): number => r.node.startUs ?? 0;
  const rank = (r: Row): number => place.get(r.key) ?? Number.POSITIVE_INFINITY;
  // What contains others stands above them, although it ends after them.
  const order = (a: Row, b: Row): number => start(a) - start(b) || a.depth - b.depth || ended(a) - ended(b);
  bars.sort((a, b) => (rank(a) === rank(b) ? order(a, b) : rank(a) - rank(b)));
  return { rows: [...bars, ...ghosts, ...quiet], quiet: quiet.length, quietWords: quietWords(quiet) };
}

function ended(row: Row): number {
  return row.node.endUs ?? Number.POSITIVE_INFINITY;
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
