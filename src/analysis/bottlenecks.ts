import { numbersTo } from '../model/grouped.ts';
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
  const { ids } = net.names;
  const columns = columnsOf(net, path, saving);
  const { worked, workUs, savesUs, onPathUs, firstUs } = columns;
  const ran = numbersTo(ids.length).filter((number) => worked.begin[number] !== worked.begin[number + 1]);
  // Rows are made in the order in which the nodes lie in memory, not in their own.
  const rows: Bottleneck[] = [];
  for (const number of ran) rows.push(rowOf(net, number, columns, floats));
  const more = (us: Float64Array, a: number, b: number): number => (us[b] as number) - (us[a] as number);
  const order = (a: number, b: number): number =>
    (savesUs[b] || 0) - (savesUs[a] || 0) ||
    more(workUs, a, b) ||
    more(onPathUs, a, b) ||
    more(firstUs, b, a) ||
    ((ids[a] as string) < (ids[b] as string) ? -1 : 1);
  const sorted: Bottleneck[] = [];
  const places = numbersTo(ran.length).sort((a, b) => order(ran[a] as number, ran[b] as number));
  for (const place of places) sorted.push(rows[place] as Bottleneck);
  return sorted;
}

/** By number of the node (`Names`). */
interface Columns {
  readonly worked: Worked;
  readonly workUs: Float64Array;
  /** NaN where it is not known. */
  readonly savesUs: Float64Array;
  readonly onPathUs: Float64Array;
  readonly firstUs: Float64Array;
}

function columnsOf(net: Net, path: CriticalPath, saving?: ReadonlyMap<string, number>): Columns {
  const { tasks, names } = net;
  const worked = workedBy(tasks, names);
  const workUs = workUsOf(tasks, worked);
  // The path counts gaps below the clock's quantum to the work behind them; they are not this node's time.
  const onPathUs = pathTime(net, path).map((us, number) => Math.min(us, workUs[number] as number));
  const firstUs = workUs.map((_, number) => tasks.startUs[worked.tasks[worked.begin[number] as number] as number] ?? 0);
  const savesUs = workUs.map((_, number) => saving?.get(names.ids[number] as string) ?? Number.NaN);
  return { worked, workUs, savesUs, onPathUs, firstUs };
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
