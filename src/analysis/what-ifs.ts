import type { Analysis } from './analyse.ts';
import { arcsOf } from './arcs.ts';
import { forward } from './cpm.ts';
import type { Net } from './net.ts';
import { nodeCurve, whyNotProjected } from './node-curve.ts';
import { savingOf } from './savings.ts';
import { type Change, type Projection, project, within } from './what-if.ts';

/** Nodes and edges of which what-ifs are listed. */
const LISTED = 5;
const EDGES = 20;
/** A projection that changes less than this share of the run is none. */
const WORTH = 0.01;

/**
 * What could be changed about a run and what it would bring, largest gain first: its first nodes twice as fast, or in the cache with all
 * that lies inside them, a dependency of the critical path cut; then no hand-off, and twice the workers where these are limited. Changes of
 * nodes and edges are found as savings are (savings.ts), the others by simulation, and only where that repeats the run as it was. Those
 * that bring less than 1 % of the run are left out. Empty where nothing is projected (`whyNotProjected`).
 */
export function whatIfs(analysis: Analysis): Projection[] {
  const { net, bottlenecks } = analysis;
  if (whyNotProjected(analysis) !== '') return [];
  const actualUs = net.window.endUs - net.window.startUs;
  const to = (change: Change, projectedUs: number): Projection => ({
    change,
    projectedUs: Math.round(projectedUs),
    savedUs: actualUs - Math.round(projectedUs),
  });
  const nodes = bottlenecks.slice(0, LISTED).flatMap(({ id }): Projection[] => {
    const curve = nodeCurve(analysis, id);
    const saved = savingOf(analysis, within(net, id));
    return [
      ...(curve.known ? [to({ what: 'faster', node: id, factor: 2 }, curve.at(2))] : []),
      ...(saved === undefined ? [] : [to({ what: 'cached', node: id }, actualUs - saved)]),
    ];
  });
  const least = WORTH * actualUs;
  const worth = (list: readonly Projection[]): Projection[] =>
    list.filter(({ savedUs }) => savedUs > least).sort((a, b) => b.savedUs - a.savedUs);
  return [...worth([...nodes, ...cuts(analysis, to)]), ...worth(schedules(analysis))];
}

/** Dependencies between nodes of the critical path. Where one node runs at a time none of them costs anything. */
function cuts(analysis: Analysis, to: (change: Change, projectedUs: number) => Projection): Projection[] {
  const { net, cpm, path, savings, run } = analysis;
  if (!savings.known || savings.basis === 'work') return [];
  const ids = new Set(path.nodes.flatMap((i) => run.nodes[i]?.id ?? []));
  const edges = run.edges.filter(([from, to_]) => ids.has(from) && ids.has(to_)).slice(0, EDGES);
  const actualUs = net.window.endUs - net.window.startUs;
  return edges.flatMap(([from, to_]): Projection[] => {
    const change: Change = { what: 'edge-removed', from, to: to_ };
    if (savings.basis === 'simulated') return [project(analysis.model(), change) ?? []].flat();
    return [to(change, actualUs - (cpm.minimumUs - forward(withoutEdge(net, from, to_)).minimumUs))];
  });
}

function withoutEdge(net: Net, from: string, to: string): Net {
  const { arcs, names, tasks } = net;
  const [u, v] = [names.numbers.get(from), names.numbers.get(to)];
  const is = (task: number | undefined, number: number | undefined): boolean =>
    names.of[tasks.node[task ?? -1] ?? -1] === number;
  const keep = arcs.kind.map((_, arc) => (is(arcs.from[arc], u) && is(arcs.to[arc], v) ? 0 : 1));
  return { ...net, arcs: arcsOf(arcs, tasks.count, keep) };
}

/** What only another schedule would bring. */
function schedules(analysis: Analysis): Projection[] {
  const model = analysis.model();
  const limited = model.capacities.some(Number.isFinite);
  const changes: readonly Change[] = [
    { what: 'free-handoff' },
    ...(limited ? [{ what: 'workers', times: 2 } as const] : []),
  ];
  return changes.flatMap((change) => project(model, change) ?? []);
}
