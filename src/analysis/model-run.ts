import { lengthOf } from './cpm.ts';
import type { Net } from './net.ts';
import { type Gaps, type Schedule, simulate } from './simulate.ts';
import { median } from './stats/robust.ts';
import { sweep } from './sweep.ts';

/**
 * The engine and the gaps of one run as the simulator needs them, and whether it can repeat what was observed with them: if not, none
 * of its what-ifs are to be shown (docs: analysis, section 5).
 */
export interface RunModel {
  readonly net: Net;
  /** Workers per class; raised to the most that were seen at work at once. */
  readonly capacities: readonly number[];
  /** Classes in which more were at work than the engine's profile allows. */
  readonly raised: readonly string[];
  readonly gaps: Gaps;
  /** The observed run, repeated. */
  readonly replay: Schedule | undefined;
  /** Replayed / observed duration - 1. */
  readonly error: number;
  readonly trusted: boolean;
  /** Why not, in words; '' when trusted. */
  readonly reason: string;
}

/** What the replay may be off: 5 %, of runs below two seconds 10 %. */
const ALLOWED = 0.05;
const ALLOWED_SHORT = 0.1;
const SHORT_US = 2_000_000;

/** Fits and checks the model of a run. One median start-up, hand-off and dispatch per run: fitted per node it would always pass. */
export function modelOf(net: Net): RunModel {
  const peaks = peaksOf(net);
  const capacities = net.engine.classes.map((c, i) => Math.max(c.capacity, peaks[i] ?? 0));
  const raised = net.engine.classes.filter((c, i) => (peaks[i] ?? 0) > c.capacity).map((c) => c.name);
  const gaps = gapsOf(net);
  const replay = simulate(net, { capacities, gaps, priority: 'replay' });
  const actualUs = net.window.endUs - net.window.startUs;
  const tailUs = tailOf(net);
  const error = replay && actualUs > 0 ? (replay.makespanUs + tailUs) / actualUs - 1 : 0;
  const reason = whyNot(net, replay, error, actualUs);
  return { net, capacities, raised, gaps, replay, error, trusted: reason === '', reason };
}

/** Of a run that ended otherwise than it was meant to. */
export const BROKEN_OFF = 'The run broke off, and what the rest of it would have taken is not known.';

function whyNot(net: Net, replay: Schedule | undefined, error: number, actualUs: number): string {
  if (!net.hasGraph) return 'The graph of this run was not seen.';
  if (net.window.live) return 'The run still goes on.';
  if (!net.tasks.some((t) => t.ran) || actualUs <= 0) return 'No node has a measured time in this run.';
  if (net.wrong[0] !== undefined) return net.wrong[0];
  if (net.run.partial && net.run.partial.length > 0) return 'The run was not seen completely.';
  if (net.run.status !== 'success') return BROKEN_OFF;
  if (!replay) return 'With this many workers the run would have locked up, so the engine does not work as assumed.';
  const allowed = actualUs < SHORT_US ? ALLOWED_SHORT : ALLOWED;
  if (Math.abs(error) <= allowed) return '';
  const off = `${error > 0 ? '+' : '−'}${Math.round(Math.abs(error) * 100)} %`;
  return `Repeating this run in the model gives another duration (${off}), so what it says of changes would be no better.`;
}

/** Time after the last node's end: no change of a node touches it. */
export function tailOf(net: Net): number {
  let last = net.window.startUs;
  for (const t of net.tasks) if (t.ran) last = Math.max(last, t.endUs);
  return Math.max(0, net.window.endUs - last);
}

const peaksOfNet = new WeakMap<Net, readonly number[]>();

/** Most tasks of each class at work at once. Counted once for a net: limits, caveats and simulator all ask. */
export function peaksOf(net: Net): readonly number[] {
  const known = peaksOfNet.get(net);
  if (known) return known;
  const spans = net.engine.classes.map(() => ({ starts: [] as number[], ends: [] as number[] }));
  for (const t of net.tasks) {
    if (!t.ran || t.endUs <= t.startUs) continue;
    const node = net.run.nodes[t.node];
    const { starts, ends } = spans[net.engine.classOf(node?.type ?? '')] ?? { starts: [], ends: [] };
    // Overlaps within the clock's quantum are none, nor are those that the +/- of its end may have made.
    const doubt = Math.max(net.epsUs, node?.uncertaintyUs[0] ?? 0);
    starts.push(t.startUs);
    ends.push(Math.max(t.startUs, t.endUs - doubt));
  }
  const peaks = spans.map(({ starts, ends }) => {
    let peak = 0;
    sweep(Float64Array.from(starts), Float64Array.from(ends), (_at, open) => {
      peak = Math.max(peak, open);
    });
    return peak;
  });
  peaksOfNet.set(net, peaks);
  return peaks;
}

/** Medians over the tasks: begun without inputs, behind an input, and behind a worker that was let go after the inputs were there. */
function gapsOf(net: Net): Gaps {
  const samples = { startup: [] as number[], handoff: [] as number[], dispatch: [] as number[] };
  const freed = lastEnds(net);
  net.tasks.forEach((task, t) => {
    if (!task.ran) return;
    let ready = Number.NEGATIVE_INFINITY;
    for (const arc of net.into[t] ?? []) {
      const from = net.tasks[arc.from];
      if (from && arc.kind === 'FS') ready = Math.max(ready, from.endUs);
      if (from && arc.kind === 'SS') ready = Math.max(ready, from.startUs + arc.lagUs);
    }
    if (ready === Number.NEGATIVE_INFINITY) {
      const free = freed(t);
      if (free === undefined || free <= net.window.startUs) samples.startup.push(task.startUs - net.window.startUs);
      else samples.dispatch.push(task.startUs - free);
      return;
    }
    const free = freed(t);
    if (free !== undefined && free > ready + net.epsUs) samples.dispatch.push(task.startUs - free);
    else samples.handoff.push(task.startUs - ready);
  });
  const middle = (list: readonly number[]): number => Math.max(0, median(list) ?? 0);
  return {
    startupUs: middle(samples.startup),
    handoffUs: middle(samples.handoff),
    dispatchUs: middle(samples.dispatch),
  };
}

/** Last end, by the start of a task, of another one of its limited class; undefined where there is none or no limit. */
function lastEnds(net: Net): (task: number) => number | undefined {
  if (net.engine.classes.every((c) => !Number.isFinite(c.capacity))) return () => undefined;
  const classOf = (t: number): number => net.engine.classOf(net.run.nodes[net.tasks[t]?.node ?? -1]?.type ?? '');
  const ends = net.engine.classes.map(() => [] as number[]);
  const endOf = (t: number): number => net.tasks[t]?.endUs ?? 0;
  net.tasks.forEach((task, t) => {
    if (task.ran && lengthOf(net, t) > 0) ends[classOf(t)]?.push(t);
  });
  for (const list of ends) list.sort((a, b) => endOf(a) - endOf(b));
  return (t) => {
    const worker = classOf(t);
    if (!Number.isFinite(net.engine.classes[worker]?.capacity ?? Number.POSITIVE_INFINITY)) return undefined;
    const limit = (net.tasks[t]?.startUs ?? 0) + net.epsUs;
    const list = ends[worker] ?? [];
    let [lo, hi] = [0, list.length];
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (endOf(list[mid] as number) <= limit) lo = mid + 1;
      else hi = mid;
    }
    // A task shorter than the clock's quantum has ended "by" its own start.
    const before = list[lo - 1] === t ? list[lo - 2] : list[lo - 1];
    return before === undefined ? undefined : endOf(before);
  };
}
