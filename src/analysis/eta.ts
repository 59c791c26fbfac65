import type { Run } from '../model/run.ts';
import { modelOf } from './model-run.ts';
import { buildNet, type NetOptions } from './net.ts';
import { simulate } from './simulate.ts';
import { ascending, quantile } from './stats/robust.ts';
import { windowOf } from './window.ts';

/** When a live run will probably be over, epoch microseconds. */
export interface Eta {
  readonly earliestUs: number;
  readonly likelyUs: number;
  readonly latestUs: number;
  /** Comparable runs it rests on. */
  readonly n: number;
}

/** Fewer say nothing of a spread. */
const LEAST = 3;

/**
 * The end of a run that goes on, from finished runs of the same graph: each of them is taken as how the rest of this one will go, the
 * nodes that have ended keep the times they took. The range is the quartiles of the ends so found. Undefined with fewer than three runs.
 * Queue wait is never in it.
 */
export function etaOf(live: Run, finished: readonly Run[], now: number, options: NetOptions = {}): Eta | undefined {
  const alike = finished.filter((r) => r.status === 'success' && r.graphHash !== '' && r.graphHash === live.graphHash);
  if (live.status !== 'running' || alike.length < LEAST) return undefined;
  const ends = alike.map((past) => endLike(live, past, now, options)).filter((end) => end !== undefined);
  const sorted = ascending(ends);
  const [earliestUs, likelyUs, latestUs] = [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)];
  if (sorted.length < LEAST || earliestUs === undefined || likelyUs === undefined || latestUs === undefined)
    return undefined;
  return { earliestUs, likelyUs, latestUs, n: sorted.length };
}

/** The past run replayed with what is known of this one. */
function endLike(live: Run, past: Run, now: number, options: NetOptions): number | undefined {
  const net = buildNet(past, options);
  const model = modelOf(net);
  if (!model.replay) return undefined;
  const known = new Map(live.nodes.map((n) => [`${n.instance}/${n.id}`, n]));
  const lengths = Float64Array.from(net.tasks, (task) => {
    const node = net.run.nodes[task.node];
    const here = node && known.get(`${node.instance}/${node.id}`);
    const length = task.endUs - task.startUs;
    if (!node || here?.startUs === undefined || node.startUs === undefined || node.endUs === undefined) return length;
    const took =
      here.endUs === undefined ? Math.max(now - here.startUs, node.endUs - node.startUs) : here.endUs - here.startUs;
    const before = node.endUs - node.startUs;
    return before > 0 ? length * (took / before) : length;
  });
  const schedule = simulate(net, { ...model, lengths, priority: 'replay' });
  if (!schedule) return undefined;
  const window = windowOf(past);
  const tailUs = window.endUs - net.tasks.reduce((last, t) => (t.ran ? Math.max(last, t.endUs) : last), window.startUs);
  return Math.max(now, live.startUs + schedule.makespanUs + tailUs);
}
