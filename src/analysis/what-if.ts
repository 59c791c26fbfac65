import { arcsAt } from './arcs.ts';
import { type Cpm, lengthOf } from './cpm.ts';
import { type RunModel, tailOf } from './model-run.ts';
import { parentsOf } from './nesting.ts';
import type { Net } from './net.ts';
import { NO_GAPS, simulate } from './simulate.ts';

/** A change to a run that has not been made. Nodes are meant with all their instances. */
export type Change =
  | { readonly what: 'faster'; readonly node: string; readonly factor: number }
  /** Found in the cache: no time and no worker, its results are there. */
  | { readonly what: 'cached'; readonly node: string }
  /** Taken out of the graph, what it connected stays connected. */
  | { readonly what: 'removed'; readonly node: string }
  | { readonly what: 'edge-removed'; readonly from: string; readonly to: string }
  /** So many times the workers in each limited class. */
  | { readonly what: 'workers'; readonly times: number }
  | { readonly what: 'free-handoff' };

/** A duration that was computed, not measured: always to be labelled "projected". */
export interface Projection {
  readonly change: Change;
  readonly projectedUs: number;
  /** What the change saves; negative when the engine's scheduling makes it worse (Graham's anomalies are real). */
  readonly savedUs: number;
}

/**
 * The run's duration under a change: the observed one plus what the change makes of the replay. Undefined when the model is not to be
 * trusted or the changed run would lock up.
 */
export function project(model: RunModel, change: Change): Projection | undefined {
  const { net, replay, trusted, capacities, gaps } = model;
  if (!trusted || !replay) return undefined;
  const schedule = simulate(net, {
    priority: 'replay',
    capacities: change.what === 'workers' ? capacities.map((c) => c * change.times) : capacities,
    gaps: change.what === 'free-handoff' ? NO_GAPS : gaps,
    ...changedTasks(net, change),
  });
  if (!schedule) return undefined;
  const actualUs = net.window.endUs - net.window.startUs;
  // A replay may be a little longer than the run was; no change saves more than all but the tail.
  const savedUs = Math.min(actualUs - tailOf(net), Math.round(replay.makespanUs - schedule.makespanUs));
  return { change, savedUs, projectedUs: actualUs - savedUs };
}

function changedTasks(net: Net, change: Change): Pick<Parameters<typeof simulate>[1], 'lengths' | 'gone' | 'cut'> {
  const { tasks, names } = net;
  const is = (t: number, id: string): boolean => names.ids[names.of[tasks.node[t] as number] as number] === id;
  if (change.what === 'faster') {
    const { node, factor } = change;
    return { lengths: tasks.startUs.map((_, t) => lengthOf(net, t) / (is(t, node) ? factor : 1)) };
  }
  if (change.what === 'cached' || change.what === 'removed') return { gone: within(net, change.node) };
  if (change.what === 'edge-removed') {
    return { cut: (from, to) => is(from, change.from) && is(to, change.to) };
  }
  return {};
}

/** Tasks of a node, and of all that lies inside it: an agent that is not run calls no tools. */
export function within(net: Net, id: string): (task: number) => boolean {
  const parents = parentsOf(net.run);
  const gone = new Set<number>();
  const isGone = (node: number): boolean => {
    for (let at = node; at >= 0; at = parents[at] ?? -1) if (gone.has(at) || net.run.nodes[at]?.id === id) return true;
    return false;
  };
  net.run.nodes.forEach((_, i) => {
    if (isGone(i)) gone.add(i);
  });
  return (t) => gone.has(net.tasks.node[t] ?? -1);
}

/** How the run's duration depends on one task's, with unlimited workers: `L(x) = max(without, head + x + tail)`. */
export interface Curve {
  /** Longest path that avoids the task, and what comes before and after it on the longest one through it, microseconds. */
  readonly withoutUs: number;
  readonly headUs: number;
  readonly tailUs: number;
  /** Shorter than this gains nothing more. */
  readonly kneeUs: number;
}

/**
 * The curve of a task that no stream ties to another (all its arcs are finish-to-start); undefined for others, which `project` answers.
 * `drag` is the task's own, from `singleDrags`.
 */
export function curveOf(net: Net, cpm: Cpm, task: number, drag: number): Curve | undefined {
  const arcs = [...arcsAt(net.arcs, task, 'into'), ...arcsAt(net.arcs, task, 'out')];
  if (arcs.some((arc) => arc.kind !== 'FS')) return undefined;
  const headUs = cpm.es[task] ?? 0;
  const tailUs = cpm.minimumUs - (cpm.lf[task] ?? 0);
  const withoutUs = cpm.minimumUs - drag;
  return { withoutUs, headUs, tailUs, kneeUs: Math.max(0, withoutUs - headUs - tailUs) };
}

/** L when the task takes `lengthUs`. */
export function minimumAt({ withoutUs, headUs, tailUs }: Curve, lengthUs: number): number {
  return Math.max(withoutUs, headUs + lengthUs + tailUs);
}
