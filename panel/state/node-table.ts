/** Rows of the table of all nodes: ranked and sorted. Pure. */
import type { Analysis, Bottleneck, NodeCost, RunCost } from '../../src/analysis/index.ts';
import { nodeKey, nodeName } from '../../src/drawing/rows.ts';
import { isStatusOnly, type NodeRun, type NodeStatus } from '../../src/model/run.ts';
import type { Column } from './ui.ts';

export interface TableRow {
  readonly id: string;
  /** Key of the instance that a click selects: the longest, or the first. */
  readonly key: string;
  readonly name: string;
  readonly type: string;
  /** Instances that ran. */
  readonly count: number;
  readonly status: NodeStatus;
  readonly startUs?: number;
  readonly workUs?: number;
  readonly share?: number;
  /** What the run would save were it instant. */
  readonly savesUs?: number;
  readonly waitedUs?: number;
  readonly cost?: NodeCost;
  readonly bytes?: number;
  readonly critical: boolean;
  readonly belowResolution: boolean;
  /** It holds other nodes, whose times are not part of its own. */
  readonly holds: boolean;
}

/** Ids of nodes that other nodes lie inside: an agent, a subgraph. Their working time is what they did beside those. */
export function holders(nodes: readonly NodeRun[]): ReadonlySet<string> {
  return new Set(nodes.flatMap((n) => (n.parent ? [n.parent.id] : [])));
}

/** A node's name where its own time is told without that of the nodes inside it: `AI Agent, own time`. */
export function timedName(b: Bottleneck, holding: ReadonlySet<string>): string {
  return `${nodeName({ ...b, instance: 0 })}${holding.has(b.id) ? ', own time' : ''}`;
}

/** How far a node's time may be off, microseconds, where that is more than a fifth of it (as in the findings); else 0. */
export function doubtOf({ instances, workUs }: Bottleneck, nodes: readonly NodeRun[]): number {
  const doubt = instances.reduce((most, { index }) => {
    const [early = 0, late = 0] = nodes[index]?.uncertaintyUs ?? [];
    return Math.max(most, early + late);
  }, 0);
  return doubt > workUs / 5 ? doubt : 0;
}

/** One row a node of the graph: those that ran by what they would save, most first, then the others in graph order. */
export function tableRows(analysis: Analysis, cost: RunCost): readonly TableRow[] {
  const byId = new Map<string, NodeRun[]>();
  for (const node of analysis.run.nodes) {
    const known = byId.get(node.id);
    if (known) known.push(node);
    else byId.set(node.id, [node]);
  }
  const holding = holders(analysis.run.nodes);
  const costs = new Map(cost.nodes.map((n) => [n.id, n]));
  const ranked = analysis.bottlenecks.map((b) => {
    const own = costs.get(b.id);
    return { ...ranRow(b, byId.get(b.id) ?? [], analysis, holding.has(b.id)), ...(own && { cost: own }) };
  });
  const ran = new Set(ranked.map((r) => r.id));
  const rest = [...byId].filter(([id]) => !ran.has(id)).flatMap(([, [node]]) => (node ? [restRow(node)] : []));
  return [...ranked, ...rest];
}

/** Key of a bottleneck's longest instance. */
export function longestKey(b: Bottleneck): string {
  const longest = b.instances.reduce<Bottleneck['instances'][number] | undefined>(
    (best, i) => (best === undefined || i.workUs > best.workUs ? i : best),
    undefined,
  );
  return nodeKey({ id: b.id, instance: longest?.instance ?? 0 });
}

function ranRow(b: Bottleneck, nodes: readonly NodeRun[], analysis: Analysis, holds: boolean): TableRow {
  const sized = nodes.filter((n) => n.bytes !== undefined);
  const starts = b.instances.map((i) => i.startUs);
  return {
    id: b.id,
    key: longestKey(b),
    name: nodeName({ ...b, instance: 0 }),
    type: b.type,
    count: b.count,
    status: (nodes.find((n) => n.status !== 'success') ?? nodes[0])?.status ?? 'unknown',
    ...(starts.length > 0 && { startUs: starts.reduce((a, c) => Math.min(a, c)) - analysis.run.startUs }),
    workUs: b.workUs,
    // Of a status timeline nobody knows how long it really was.
    ...(!isStatusOnly(analysis.run) && { share: b.share }),
    ...(b.savesUs !== undefined && { savesUs: b.savesUs }),
    waitedUs: b.waitedUs,
    ...(sized.length > 0 && { bytes: sized.reduce((sum, n) => sum + (n.bytes ?? 0), 0) }),
    critical: b.onPathUs > 0,
    belowResolution: b.belowResolution,
    holds,
  };
}

function restRow(node: NodeRun): TableRow {
  return {
    id: node.id,
    key: nodeKey(node),
    name: nodeName({ ...node, instance: 0 }),
    type: node.type,
    count: 0,
    status: node.status,
    ...(node.bytes !== undefined && { bytes: node.bytes }),
    critical: false,
    belowResolution: false,
    holds: false,
  };
}

const VALUES: Readonly<Record<Column, (row: TableRow) => string | number | undefined>> = {
  start: (r) => r.startUs,
  name: (r) => r.name.toLowerCase(),
  type: (r) => r.type.toLowerCase(),
  duration: (r) => r.workUs,
  share: (r) => r.share,
  saves: (r) => r.savesUs,
  waited: (r) => r.waitedUs,
  // Units are not compared with each other: the measured amount where there is one.
  cost: (r) => r.cost?.measured[0]?.amount ?? r.cost?.estimated?.amount,
  bytes: (r) => r.bytes,
  status: (r) => r.status,
};

/** Sorted by a column; rows without a value come last in both directions; equal rows keep their rank. */
export function sortRows(rows: readonly TableRow[], column: Column, down: boolean): readonly TableRow[] {
  const value = VALUES[column];
  return [...rows].sort((a, b) => {
    const x = value(a);
    const y = value(b);
    if (x === undefined || y === undefined) return (x === undefined ? 1 : 0) - (y === undefined ? 1 : 0);
    const order = x < y ? -1 : x > y ? 1 : 0;
    return down ? -order : order;
  });
}
