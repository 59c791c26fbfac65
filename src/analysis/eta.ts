import type { NodeStatus, Run } from '../model/run.ts';
import { isSameWorkflow, newestFirst, whyNotComparable } from './comparable.ts';
import { type EngineOverrides, engineOf } from './engine.ts';
import { modelOf, type RunModel } from './model-run.ts';
import { buildNet, type Net } from './net.ts';
import { type Schedule, simulate } from './simulate.ts';
import { ascending, quantile } from './stats/robust.ts';
import { tasksIn } from './tasks.ts';
import { windowOf } from './window.ts';

/** When a live run will probably be over, epoch microseconds. */
export interface Eta {
  readonly earliestUs: number;
  readonly likelyUs: number;
  readonly latestUs: number;
  /** Comparable runs it rests on. */
  readonly n: number;
  /** When the nodes that have not begun will probably work, as in the run whose end is the likeliest. */
  readonly expected: readonly Expected[];
}

/** A node of a live run that has not begun, epoch microseconds. */
export interface Expected {
  readonly id: string;
  readonly instance: number;
  readonly startUs: number;
  readonly endUs: number;
}

/** How a live run would go on like a past one. */
interface Course {
  readonly endUs: number;
  readonly net: Net;
  readonly schedule: Schedule;
}

/** Fewer say nothing of a spread; more say no more. */
const LEAST = 3;
const MOST = 10;

/**
 * The end of a run that goes on, from finished runs that it can be compared with: each of them is taken as how the rest of this one will
 * go, the nodes that have ended keep the times they took. Runs that already did other work (cached nodes) are left out. The range is the
 * quartiles of the ends so found. Undefined with fewer than three runs. Queue wait is never in it.
 */
export function etaOf(
  live: Run,
  finished: readonly Run[],
  now: number,
  engines: EngineOverrides = NO_ENGINES,
): Eta | undefined {
  if (live.status !== 'running' || live.graphHash === '') return undefined;
  const alike = finished.filter((r) => whyNotComparable(r) === undefined && isSameCase(live, r) && goesAlike(live, r));
  if (alike.length < LEAST) return undefined;
  alike.sort(newestFirst);
  const courses = alike.slice(0, MOST).flatMap((past) => courseLike(live, past, now, engines) ?? []);
  const sorted = ascending(courses.map((c) => c.endUs));
  const [earliestUs, likelyUs, latestUs] = [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)];
  if (sorted.length < LEAST || earliestUs === undefined || likelyUs === undefined || latestUs === undefined)
    return undefined;
  const [likely] = courses.sort((a, b) => Math.abs(a.endUs - likelyUs) - Math.abs(b.endUs - likelyUs));
  const expected = likely ? expectedIn(likely, live, now) : [];
  return { earliestUs, likelyUs, latestUs, n: sorted.length, expected };
}

/** The same workflow and graph on the same server, both cold or both warm: what is comparable but for what is known only at the end. */
function isSameCase(live: Run, past: Run): boolean {
  return (
    past.origin === live.origin &&
    isSameWorkflow(past, live) &&
    past.graphHash === live.graphHash &&
    (past.cold === undefined) === (live.cold === undefined)
  );
}

/** False when the past run is already known to have done other work: a node that ran in one and was cached or skipped in the other. */
function goesAlike(live: Run, past: Run): boolean {
  const ran = new Set(past.nodes.flatMap((n) => (n.startUs === undefined ? [] : [n.id])));
  const idle = new Set(past.nodes.flatMap((n) => (n.startUs === undefined && n.status !== 'waiting' ? [n.id] : [])));
  return live.nodes.every((n) => {
    if (n.startUs !== undefined) return !idle.has(n.id) || ran.has(n.id);
    return !SETTLED.has(n.status) || !ran.has(n.id);
  });
}

/** A node in one of these will not run any more. */
const SETTLED: ReadonlySet<NodeStatus> = new Set(['cached', 'reused', 'pinned', 'constant']);

const NO_ENGINES: EngineOverrides = {};

/** A live run is asked about twice a second: what is known of the past ones is made once. */
const models = new WeakMap<Run, { readonly engines: EngineOverrides; readonly model: RunModel }>();

function modelOfPast(past: Run, engines: EngineOverrides): RunModel {
  const known = models.get(past);
  if (known?.engines === engines) return known.model;
  const model = modelOf(buildNet(past, { engine: engineOf(past, engines) }));
  models.set(past, { engines, model });
  return model;
}

/** The nodes that this one has not begun. */
function expectedIn({ net, schedule }: Course, live: Run, now: number): Expected[] {
  const begun = new Set(live.nodes.flatMap((n) => (n.startUs === undefined ? [] : [`${n.instance}/${n.id}`])));
  return net.run.nodes.flatMap((node, i) => {
    const [first, last] = [net.first[i] ?? -1, net.last[i] ?? -1];
    if (first < 0 || begun.has(`${node.instance}/${node.id}`)) return [];
    const startUs = Math.max(now, live.startUs + (schedule.startUs[first] ?? 0));
    const endUs = Math.max(startUs, live.startUs + (schedule.endUs[last] ?? 0));
    return [{ id: node.id, instance: node.instance, startUs, endUs }];
  });
}

/** The past run replayed with what is known of this one. */
function courseLike(live: Run, past: Run, now: number, engines: EngineOverrides): Course | undefined {
  const model = modelOfPast(past, engines);
  const { net } = model;
  if (!model.trusted) return undefined;
  const known = new Map(live.nodes.map((n) => [`${n.instance}/${n.id}`, n]));
  const tasks = tasksIn(net.tasks);
  const lengths = Float64Array.from(tasks, (task) => {
    const node = net.run.nodes[task.node];
    const here = node && known.get(`${node.instance}/${node.id}`);
    const length = task.endUs - task.startUs;
    if (!node || here?.startUs === undefined || node.startUs === undefined || node.endUs === undefined) return length;
    const took =
      here.endUs === undefined ? Math.max(now - here.startUs, node.endUs - node.startUs) : here.endUs - here.startUs;
    const before = node.endUs - node.startUs;
    return before > 0 ? length * (took / before) : length;
  });
  // What has begun began when it did; what has not cannot begin before now.
  const notBefore = Float64Array.from(tasks, (task, t) => {
    if (net.first[task.node] !== t) return 0;
    const node = net.run.nodes[task.node];
    const here = node && known.get(`${node.instance}/${node.id}`);
    return Math.max(0, (here?.startUs ?? (task.ran ? now : live.startUs)) - live.startUs);
  });
  const schedule = simulate(net, { ...model, lengths, notBefore, priority: 'replay' });
  if (!schedule) return undefined;
  const window = windowOf(past);
  const tailUs = window.endUs - tasks.reduce((last, t) => (t.ran ? Math.max(last, t.endUs) : last), window.startUs);
  return { endUs: Math.max(now, live.startUs + schedule.makespanUs + tailUs), net, schedule };
}
