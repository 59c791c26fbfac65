import { inOrder, numbersTo } from '../model/grouped.ts';
import type { NodeRun } from '../model/run.ts';
import { FS, SS } from './arcs.ts';
import { lengthOf } from './cpm.ts';
import { upTo } from './links.ts';
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
  if (!net.tasks.ran.includes(1) || actualUs <= 0) return 'No node has a measured time in this run.';
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
  const { count, ran, endUs } = net.tasks;
  for (let t = 0; t < count; t++) if (ran[t] === 1) last = Math.max(last, endUs[t] as number);
  return Math.max(0, net.window.endUs - last);
}

const peaksOfNet = new WeakMap<Net, readonly number[]>();

/** Most tasks of each limited class at work at once, 0 of others. Counted once for a net: limits, caveats and simulator all ask. */
export function peaksOf(net: Net): readonly number[] {
  const known = peaksOfNet.get(net);
  if (known) return known;
  const peaks = net.engine.classes.map(({ capacity }, i) => (Number.isFinite(capacity) ? peakOf(net, i) : 0));
  peaksOfNet.set(net, peaks);
  return peaks;
}

function peakOf({ run, tasks, engine, epsUs }: Net, worker: number): number {
  const nodeOf = (t: number): NodeRun | undefined => run.nodes[tasks.node[t] as number];
  const own = numbersTo(tasks.count).filter(
    (t) => tasks.ran[t] === 1 && lengthOf({ tasks }, t) > 0 && engine.classOf(nodeOf(t)?.type ?? '') === worker,
  );
  const starts = Float64Array.from(own, (t) => tasks.startUs[t] as number);
  // Overlaps within the clock's quantum are none, nor are those that the +/- of its end may have made.
  const ends = Float64Array.from(own, (t, i) =>
    Math.max(starts[i] as number, (tasks.endUs[t] as number) - Math.max(epsUs, nodeOf(t)?.uncertaintyUs[0] ?? 0)),
  );
  let peak = 0;
  sweep(starts, ends, (_at, open) => {
    peak = Math.max(peak, open);
  });
  return peak;
}

/** Medians over the tasks: begun without inputs, behind an input, and behind a worker that was let go after the inputs were there. */
function gapsOf(net: Net): Gaps {
  const samples = { startup: [] as number[], handoff: [] as number[], dispatch: [] as number[] };
  const freed = lastEnds(net);
  for (let t = 0; t < net.tasks.count; t++) {
    if (net.tasks.ran[t] !== 1) continue;
    const startUs = net.tasks.startUs[t] as number;
    const ready = readyOf(net, t);
    const free = freed(t);
    if (ready === Number.NEGATIVE_INFINITY) {
      if (free === undefined || free <= net.window.startUs) samples.startup.push(startUs - net.window.startUs);
      else samples.dispatch.push(startUs - free);
    } else if (free !== undefined && free > ready + net.epsUs) samples.dispatch.push(startUs - free);
    else samples.handoff.push(startUs - ready);
  }
  const middle = (list: readonly number[]): number => Math.max(0, median(list) ?? 0);
  return {
    startupUs: middle(samples.startup),
    handoffUs: middle(samples.handoff),
    dispatchUs: middle(samples.dispatch),
  };
}

/** When the last input of a task was there, epoch microseconds; minus infinity for one without inputs. */
function readyOf({ tasks, arcs }: Net, t: number): number {
  const { into, from, kind, lagUs } = arcs;
  let ready = Number.NEGATIVE_INFINITY;
  for (let arc = into[t] as number; arc < (into[t + 1] as number); arc++) {
    const before = from[arc] as number;
    if (kind[arc] === FS) ready = Math.max(ready, tasks.endUs[before] as number);
    if (kind[arc] === SS) ready = Math.max(ready, (tasks.startUs[before] as number) + (lagUs[arc] as number));
  }
  return ready;
}

/** Last end, by the start of a task, of another one of its limited class; undefined where there is none or no limit. */
function lastEnds(net: Net): (task: number) => number | undefined {
  if (net.engine.classes.every((c) => !Number.isFinite(c.capacity))) return () => undefined;
  const { ran, node, startUs, endUs } = net.tasks;
  const classOf = (t: number): number => net.engine.classOf(net.run.nodes[node[t] ?? -1]?.type ?? '');
  const long = numbersTo(net.tasks.count).filter((t) => ran[t] === 1 && lengthOf(net, t) > 0);
  const byEnd = inOrder(long, 0, long.length, (a, b) => (endUs[a] as number) - (endUs[b] as number));
  const ends = net.engine.classes.map((_, worker) => byEnd.filter((t) => classOf(t) === worker));
  return (t) => {
    const worker = classOf(t);
    if (!Number.isFinite(net.engine.classes[worker]?.capacity ?? Number.POSITIVE_INFINITY)) return undefined;
    const list = ends[worker] ?? new Int32Array(0);
    const place = upTo(list, 0, list.length, endUs, (startUs[t] as number) + net.epsUs);
    // A task shorter than the clock's quantum has ended "by" its own start.
    const before = list[place - 1] === t ? list[place - 2] : list[place - 1];
    return before === undefined ? undefined : endUs[before];
  };
}
