import type { NodeRun } from '../model/run.ts';
import type { CriticalPath } from './critical-path.ts';
import type { Net } from './net.ts';
import { waitedUs } from './waiting.ts';
import { type Worked, workedBy, workUsOf } from './worked.ts';

export interface BottleneckInstance {
  readonly instance: number;
  /** Index in `Run.nodes`. */
  readonly index: number;
  /** Epoch microseconds; `endUs` is the window's end while it runs. */
  readonly startUs: number;
  readonly endUs: number;
  readonly workUs: number;
  readonly waitedUs: number;
}

/** One node of the graph with all of its instances. */
export interface Bottleneck {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  readonly count: number;
  /** Time in which at least one instance worked, microseconds: what `share` is of. */
  readonly workUs: number;
  /** Sum and largest of the instances' working times; `totalUs > workUs` when they overlapped. */
  readonly totalUs: number;
  readonly maxUs: number;
  /** `workUs` / duration of the run, 0..1. */
  readonly share: number;
  readonly waitedUs: number;
  /** Time this node worked on the critical path. */
  readonly onPathUs: number;
  /** What the run would save were it instant (savings.ts); absent where that is not known. */
  readonly savesUs?: number;
  /** How much longer it could take before the longest chain does, microseconds; absent where that is not known. */
  readonly floatUs?: number;
  /** Its working time is shorter than the run's clock can tell apart. */
  readonly belowResolution: boolean;
  readonly instances: readonly BottleneckInstance[];
}

/**
 * Nodes by what they would save, most first; ties (and all, where no saving is known) by working time, time on the critical path, first
 * start, id. Nodes that never ran are left out. `saving` by id, as from `savingsOf`.
 */
export function bottlenecks(
  net: Net,
  path: CriticalPath,
  saving?: ReadonlyMap<string, number>,
  floats?: Float64Array,
): Bottleneck[] {
  const { tasks, names } = net;
  const { ids } = names;
  const worked = workedBy(tasks, names);
  const onPathUs = pathTime(net, path);
  const workUs = workUsOf(tasks, worked);
  const firstUs = new Float64Array(ids.length);
  const savesUs = new Float64Array(ids.length).fill(Number.NaN);
  const ran: number[] = [];
  for (let number = 0; number < ids.length; number++) {
    const first = worked.begin[number] as number;
    if (first === worked.begin[number + 1]) continue;
    ran.push(number);
    // The path counts gaps below the clock's quantum to the work behind them; they are not this node's time.
    onPathUs[number] = Math.min(onPathUs[number] as number, workUs[number] as number);
    firstUs[number] = tasks.startUs[worked.tasks[first] as number] as number;
    if (saving) savesUs[number] = saving.get(ids[number] as string) ?? Number.NaN;
  }
  const more = (us: Float64Array, a: number, b: number): number => (us[b] as number) - (us[a] as number);
  const order = (a: number, b: number): number =>
    (savesUs[b] || 0) - (savesUs[a] || 0) ||
    more(workUs, a, b) ||
    more(onPathUs, a, b) ||
    more(firstUs, b, a) ||
    ((ids[a] as string) < (ids[b] as string) ? -1 : 1);
  const columns = { worked, workUs, savesUs, onPathUs };
  // Made in the order in which the nodes lie in memory, whatever their order here.
  const rows = ids.map((_, number) =>
    worked.begin[number] === worked.begin[number + 1] ? undefined : rowOf(net, number, columns, floats),
  );
  return ran.sort(order).flatMap((number) => rows[number] ?? []);
}

/** By number of the node. */
interface Columns {
  readonly worked: Worked;
  readonly workUs: Float64Array;
  /** NaN where it is not known. */
  readonly savesUs: Float64Array;
  readonly onPathUs: Float64Array;
}

function rowOf(net: Net, number: number, of: Columns, floats: Float64Array | undefined): Bottleneck {
  const { run, window, tasks, names } = net;
  const durationUs = window.endUs - window.startUs;
  const instances: BottleneckInstance[] = [];
  let totalUs = 0;
  let maxUs = 0;
  let waited = 0;
  let floatUs = Number.POSITIVE_INFINITY;
  for (let i = of.worked.begin[number] as number; i < (of.worked.begin[number + 1] as number); i++) {
    const task = of.worked.tasks[i] as number;
    if (floats) floatUs = Math.min(floatUs, floats[task] as number);
    const index = tasks.node[task] as number;
    // An instance once, with all its pieces.
    if (net.first[index] !== task) continue;
    const instance = instanceOf(net, index);
    instances.push(instance);
    totalUs += instance.workUs;
    maxUs = Math.max(maxUs, instance.workUs);
    waited += instance.waitedUs;
  }
  const node = run.nodes[instances[0]?.index ?? -1];
  const workUs = of.workUs[number] as number;
  const savesUs = of.savesUs[number] as number;
  const row: { -readonly [K in keyof Bottleneck]: Bottleneck[K] } = {
    id: names.ids[number] as string,
    title: node?.title ?? '',
    type: node?.type ?? '',
    count: instances.length,
    workUs,
    totalUs,
    maxUs,
    share: durationUs > 0 ? workUs / durationUs : 0,
    waitedUs: waited,
    onPathUs: of.onPathUs[number] as number,
    belowResolution: workUs < net.epsUs,
    instances,
  };
  if (!Number.isNaN(savesUs)) row.savesUs = savesUs;
  if (Number.isFinite(floatUs)) row.floatUs = Math.round(floatUs);
  return row;
}

function instanceOf({ run, window, tasks, first, last }: Net, index: number): BottleneckInstance {
  const node = run.nodes[index] as NodeRun;
  const from = first[index] as number;
  const to = last[index] as number;
  let workUs = 0;
  for (let t = from; t <= to; t++) workUs += (tasks.endUs[t] as number) - (tasks.startUs[t] as number);
  const startUs = tasks.startUs[from] as number;
  const endUs = tasks.endUs[to] as number;
  return { instance: node.instance, index, startUs, endUs, workUs, waitedUs: waitedUs(node, window) };
}

/** Time on the path by number of the node. */
function pathTime({ names }: Net, path: CriticalPath): Float64Array {
  const out = new Float64Array(names.ids.length);
  for (const s of path.segments) {
    if (s.kind !== 'WORK' || s.node === undefined) continue;
    const number = names.of[s.node] as number;
    out[number] = (out[number] as number) + s.endUs - s.startUs;
  }
  return out;
}
