import { FF, SS } from './arcs.ts';
import { type Cpm, cpm, lagIf, lengthOf, slackOf } from './cpm.ts';
import { drags } from './drag.ts';
import type { Net } from './net.ts';

/** Nodes of parallel branches of which each alone saves next to nothing, because the others take as long. */
export interface Tie {
  /** Ids, the one that works longest first. */
  readonly nodes: readonly string[];
  /** Joint drag: L less L with all of them at no length, microseconds. */
  readonly jointUs: number;
}

/** Branches this near to the longest one count as equally long: a share of L (docs: analysis, section 3). */
const NEAR = 0.02;
/** A node that alone saves at most this share of its work saves next to nothing. */
const NOTHING = 0.1;
/** Nodes of one tie, and nodes that ties are looked for from. */
const MOST = 4;
const FROM = 3;
/** Larger nets are not looked through: each step costs as much as a whole analysis. */
const LARGEST = 50_000;

/** How much shorter than the longest a branch may be and still count as tied, microseconds. */
export function tieTolerance(net: Net, { minimumUs }: Cpm): number {
  return Math.max(net.epsUs, NEAR * minimumUs);
}

/**
 * Ties of the longest branches, largest joint drag first. From each node of the longest path that alone saves next to nothing, partners
 * of which the same is true are added, the one with the largest drag by then first, until together they save more than a branch may
 * differ. Unlimited workers; empty without a graph.
 */
export function tiesOf(net: Net, times: Cpm, drag: ReadonlyMap<string, number>): Tie[] {
  const size = net.tasks.count + net.arcs.count;
  if (!net.hasGraph || size > LARGEST) return [];
  const near = tieTolerance(net, times);
  const saved = (id: string): number => drag.get(id) ?? Number.POSITIVE_INFINITY;
  const idle = ([id, work]: readonly [string, number]): boolean =>
    work > near && saved(id) <= Math.max(near, NOTHING * work);
  const found = new Map<string, Tie>();
  for (const [id] of heaviest(net, times, near).filter(idle).slice(0, FROM)) {
    const tie = tieFrom(id, net, times, near, idle, saved);
    const key = tie && JSON.stringify([...tie.nodes].sort());
    if (tie && key !== undefined && !found.has(key)) found.set(key, tie);
  }
  return [...found.values()].sort((a, b) => b.jointUs - a.jointUs || a.nodes.length - b.nodes.length);
}

function tieFrom(
  first: string,
  net: Net,
  times: Cpm,
  near: number,
  idle: (node: readonly [string, number]) => boolean,
  saved: (id: string) => number,
): Tie | undefined {
  const nodes = [first];
  for (;;) {
    const rest = withoutWork(net, new Set(nodes));
    const after = cpm(rest);
    const jointUs = times.minimumUs - after.minimumUs;
    // More than two branches may be equally long: then it takes one node of each.
    if (nodes.length > 1 && jointUs > Math.max(...nodes.map(saved)) + 2 * near) return { nodes, jointUs };
    if (nodes.length >= MOST) return undefined;
    const drag = drags(rest, after);
    const [partner] = heaviest(rest, after, near)
      .filter((node) => idle(node) && !nodes.includes(node[0]))
      .sort((a, b) => (drag.get(b[0]) ?? 0) - (drag.get(a[0]) ?? 0));
    if (partner === undefined) return undefined;
    nodes.push(partner[0]);
  }
}

/** Nodes that work on a path at most `near` shorter than the longest, by id with what they work there, most first. */
function heaviest(net: Net, times: Cpm, near: number): (readonly [id: string, workUs: number])[] {
  const { tasks, names } = net;
  const work = new Map<string, number>();
  for (let t = 0; t < tasks.count; t++) {
    const us = lengthOf(net, t);
    // One that a stream holds open may begin late and still end last: what it does behind the stream is on the path.
    if (us === 0 || slackOf(times, t) > near) continue;
    const id = names.ids[names.of[tasks.node[t] as number] as number] as string;
    work.set(id, (work.get(id) ?? 0) + us);
  }
  return [...work].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** The net with these nodes taking no time, as `forward` takes them. */
export function withoutWork(net: Net, ids: ReadonlySet<string>): Net {
  const { tasks, names, arcs } = net;
  const gone = tasks.node.map((node) => (ids.has(names.ids[names.of[node] as number] as string) ? 1 : 0));
  const endUs = tasks.endUs.map((us, t) => (gone[t] === 1 ? (tasks.startUs[t] as number) : us));
  const lagUs = arcs.lagUs.map((us, arc) => {
    const worker = arcs.kind[arc] === SS ? arcs.from[arc] : arcs.kind[arc] === FF ? arcs.to[arc] : undefined;
    return worker === undefined ? us : lagIf(gone[worker] === 1, arcs, arc);
  });
  return { ...net, tasks: { ...tasks, endUs }, arcs: { ...arcs, lagUs } };
}
