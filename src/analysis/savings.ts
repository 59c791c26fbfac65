import { isStatusOnly } from '../model/run.ts';
import type { Analysis } from './analyse.ts';
import { type Cpm, forward, lengthOf } from './cpm.ts';
import { whyDoubtful } from './doubt.ts';
import { drags } from './drag.ts';
import { engineLimit } from './engine-limit.ts';
import { BROKEN_OFF, modelOf, type RunModel } from './model-run.ts';
import { type Net, tasksOfNode } from './net.ts';
import { simulate } from './simulate.ts';

/**
 * How a saving was found (docs: analysis, section 3):
 * `drag` the engine sets no limit: L less L with the node at no length · `work` it takes one node at a time: all that the node worked ·
 * `simulated` some nodes share workers: the run replayed without the node's time.
 */
export type SavingBasis = 'drag' | 'work' | 'simulated';

export type Savings =
  /** What each node would save were it instant, microseconds by id. Ids that are absent were too costly to compute. */
  | { readonly known: true; readonly basis: SavingBasis; readonly byId: ReadonlyMap<string, number> }
  | { readonly known: false; readonly reason: string };

/** Tasks and arcs that may be simulated over all nodes together: about half a second. */
const SIMULATED = 800_000;

/** saving(v) = T - T(v takes no time) under the engine's limits, by node id: what the panel ranks by. */
export function savingsOf(net: Net, times: Cpm, model: () => RunModel = () => modelOf(net)): Savings {
  if (isStatusOnly(net.run)) return unknown('Only nodes that report a status of their own are seen.');
  // Of a run whose end was not seen nobody knows what it would have saved.
  if (net.run.status === 'cut') return unknown('The end of this run was not seen.');
  if (net.window.live) return unknown('The run still goes on.');
  if (net.run.status !== 'success') return unknown(BROKEN_OFF);
  const doubt = net.wrong[0] ?? whyDoubtful(net, times);
  if (doubt !== undefined) return unknown(doubt);
  const limit = engineLimit(net, times);
  if (limit?.serial) return { known: true, basis: 'work', byId: withinRun(net, workOf(net)) };
  if (!net.hasGraph) return unknown('The graph of this run was not seen, so what depends on what is not known.');
  if (!limit) return { known: true, basis: 'drag', byId: drags(net, times) };
  const replayed = model();
  return replayed.trusted ? simulated(net, replayed) : unknown(replayed.reason);
}

function unknown(reason: string): Savings {
  return { known: false, reason };
}

/**
 * What the run would save were all tasks instant of which `gone` is true, microseconds, found as the savings of single nodes are; undefined
 * where these are not known.
 */
export function savingOf(
  { net, cpm, savings, model }: Pick<Analysis, 'net' | 'cpm' | 'savings' | 'model'>,
  gone: (task: number) => boolean,
): number | undefined {
  if (!savings.known) return undefined;
  if (savings.basis === 'drag') return cpm.minimumUs - forward(net, gone).minimumUs;
  const most = net.window.endUs - net.window.startUs;
  if (savings.basis === 'work') {
    return Math.min(
      most,
      net.tasks.node.reduce((sum, _, t) => sum + (gone(t) ? lengthOf(net, t) : 0), 0),
    );
  }
  const { replay, capacities, gaps } = model();
  const lengths = net.tasks.startUs.map((_, t) => (gone(t) ? 0 : lengthOf(net, t)));
  const without = simulate(net, { capacities, gaps, priority: 'replay', lengths });
  if (!replay || !without) return undefined;
  return Math.min(most, Math.max(0, Math.round(replay.makespanUs - without.makespanUs)));
}

/** The nodes that worked longest first, as far as time allows. Scheduling anomalies (Graham 1969) are no saving. */
function simulated(net: Net, { replay, capacities, gaps }: RunModel): Savings {
  const work = workOf(net);
  const byId = new Map<string, number>();
  const cost = net.tasks.count + net.arcs.count;
  let left = SIMULATED;
  for (const [id] of [...work].sort((a, b) => b[1] - a[1])) {
    left -= cost;
    if (left < 0) break;
    const mine = new Set(tasksOfNode(net, id));
    const lengths = net.tasks.startUs.map((_, t) => (mine.has(t) ? 0 : lengthOf(net, t)));
    const without = simulate(net, { capacities, gaps, priority: 'replay', lengths });
    if (replay && without) byId.set(id, Math.max(0, Math.round(replay.makespanUs - without.makespanUs)));
  }
  return { known: true, basis: 'simulated', byId: withinRun(net, byId) };
}

/** No node saves more than the run took: what overlaps within the clock's quantum is counted twice, and a replay may be a little longer. */
function withinRun({ window }: Net, saved: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map([...saved].map(([id, us]) => [id, Math.min(us, window.endUs - window.startUs)]));
}

/** Working time by id. */
function workOf(net: Net): ReadonlyMap<string, number> {
  const { tasks, names } = net;
  const work = new Float64Array(names.ids.length).fill(-1);
  for (let t = 0; t < tasks.count; t++) {
    const number = names.of[tasks.node[t] as number] as number;
    if (tasks.ran[t] === 1) work[number] = Math.max(0, work[number] as number) + lengthOf(net, t);
  }
  return new Map(
    names.ids.flatMap((id, number) => ((work[number] as number) < 0 ? [] : [[id, work[number] as number]])),
  );
}
