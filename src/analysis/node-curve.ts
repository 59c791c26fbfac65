import type { Analysis } from './analyse.ts';
import { FF, SS } from './arcs.ts';
import { forward, lengthOf } from './cpm.ts';
import { singleDrags } from './drag.ts';
import { type Net, tasksOfNode } from './net.ts';
import { curveOf, minimumAt, project } from './what-if.ts';

/** How long the run would take if one node were faster, as a function of how much. Projected, never measured. */
export type NodeCurve =
  | {
      readonly known: true;
      /**
       * `closed-form`: T - (L - max(A, head + x + tail)), unlimited workers; `critical-path`: L computed anew; `work`: one node at a
       * time, all that it takes less counts; `simulated`: replayed.
       */
      readonly basis: 'closed-form' | 'critical-path' | 'work' | 'simulated';
      /** The run's duration with the node `factor` times faster (`Infinity`: instant), microseconds. */
      at(factor: number): number;
      /** Faster than this many times gains nothing more; absent where all of its time counts. */
      readonly knee?: number;
    }
  | { readonly known: false; readonly reason: string };

/** Why nothing is projected of a run; empty where something is. What was not seen may take the place of what is made shorter. */
export function whyNotProjected({ savings, run }: Pick<Analysis, 'savings' | 'run'>): string {
  if (!savings.known) return savings.reason;
  return (run.partial?.length ?? 0) > 0 ? 'The run was not seen completely.' : '';
}

/** The curve of a node with all its instances (docs: analysis, section 3). */
export function nodeCurve(analysis: Analysis, id: string): NodeCurve {
  const { net, cpm, savings } = analysis;
  const reason = whyNotProjected(analysis);
  if (!savings.known || reason !== '') return { known: false, reason };
  const tasks = tasksOfNode(net, id).filter((t) => lengthOf(net, t) > 0);
  const [only] = tasks;
  if (only === undefined) return { known: false, reason: 'It took no time in this run.' };
  const actualUs = net.window.endUs - net.window.startUs;
  if (savings.basis === 'work') {
    const work = savings.byId.get(id) ?? 0;
    return { known: true, basis: 'work', at: (factor) => actualUs - work * (1 - 1 / factor) };
  }
  if (savings.basis === 'simulated') {
    const model = analysis.model();
    if (!model.trusted) return { known: false, reason: model.reason };
    const at = (factor: number): number =>
      project(model, { what: 'faster', node: id, factor })?.projectedUs ?? Number.NaN;
    return withKnee('simulated', at);
  }
  const curve = tasks.length === 1 ? curveOf(net, cpm, only, singleDrags(net, cpm)[only] ?? 0) : undefined;
  if (curve) {
    const length = lengthOf(net, only);
    const at = (factor: number): number => actualUs - (cpm.minimumUs - minimumAt(curve, length / factor));
    // Off the longest path already: no speed gains anything.
    const knee = curve.kneeUs >= length ? 1 : length / curve.kneeUs;
    return { known: true, basis: 'closed-form', at, ...(Number.isFinite(knee) ? { knee } : {}) };
  }
  const before = longest(net, id, 1);
  return withKnee('critical-path', (factor) => actualUs - (before - longest(net, id, factor)));
}

/** L with the node faster, and the lags of streams that were its work. Not simulated: that cannot repeat overlaps (negative lags). */
function longest(net: Net, id: string, factor: number): number {
  const { tasks, arcs } = net;
  const mine = new Set(tasksOfNode(net, id));
  // From 0 on: beside an epoch time fractions of a microsecond would be lost, and only the length is read.
  const startUs = tasks.startUs.map((us, t) => (mine.has(t) ? 0 : us));
  const endUs = tasks.endUs.map((us, t) => (mine.has(t) ? lengthOf(net, t) / factor : us));
  const lagUs = arcs.lagUs.map((us, arc) => {
    const worker = arcs.kind[arc] === SS ? arcs.from[arc] : arcs.kind[arc] === FF ? arcs.to[arc] : undefined;
    return us > 0 && worker !== undefined && mine.has(worker) ? us / factor : us;
  });
  return forward({ ...net, tasks: { ...tasks, startUs, endUs }, arcs: { ...arcs, lagUs } }).minimumUs;
}

/** Halvings until the knee is known to a thousandth of the node's time. */
const HALVINGS = 10;
/** Below this a gain is none, microseconds. */
const NOTHING_US = 1;

function withKnee(basis: 'critical-path' | 'simulated', at: (factor: number) => number): NodeCurve {
  const least = at(Number.POSITIVE_INFINITY);
  if (!Number.isFinite(least)) return { known: false, reason: 'With this change the run would lock up in the model.' };
  // Largest share of the node's time at which the run is as short as without any.
  let [low, high] = [0, 1];
  if (at(1) - least <= NOTHING_US) return { known: true, basis, at, knee: 1 };
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (at(1 / middle) - least <= NOTHING_US) low = middle;
    else high = middle;
  }
  return { known: true, basis, at, ...(low > 0 ? { knee: 1 / low } : {}) };
}
