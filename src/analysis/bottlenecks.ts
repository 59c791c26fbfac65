import type { NodeRun } from '../model/run.ts';
import type { CriticalPath } from './critical-path.ts';
import { type Interval, measure } from './intervals.ts';
import type { Net } from './net.ts';
import type { Task } from './tasks.ts';
import { waitedUs } from './waiting.ts';

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

interface Group {
  readonly node: NodeRun;
  readonly instances: BottleneckInstance[];
  readonly spans: Interval[];
  floatUs: number;
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
  const { run, window } = net;
  const durationUs = window.endUs - window.startUs;
  const onPath = pathTime(net, path);
  const groups = new Map<string, Group>();
  for (const [index, node] of run.nodes.entries()) {
    const from = net.first[index] ?? -1;
    const to = net.last[index] ?? -1;
    const head = net.tasks[from];
    const tail = net.tasks[to];
    if (!head?.ran || !tail) continue;
    let group = groups.get(node.id);
    if (!group) {
      group = { node, instances: [], spans: [], floatUs: Number.POSITIVE_INFINITY };
      groups.set(node.id, group);
    }
    let workUs = 0;
    for (let i = from; i <= to; i++) {
      const t = net.tasks[i] as Task;
      workUs += t.endUs - t.startUs;
      group.spans.push([t.startUs, t.endUs]);
      group.floatUs = Math.min(group.floatUs, floats?.[i] ?? Number.POSITIVE_INFINITY);
    }
    const { startUs } = head;
    const { endUs } = tail;
    group.instances.push({ instance: node.instance, index, startUs, endUs, workUs, waitedUs: waitedUs(node, window) });
  }
  const rows: Bottleneck[] = [];
  for (const [id, group] of groups) {
    const { node, instances } = group;
    const workUs = measure(group.spans);
    const savesUs = saving?.get(id);
    const row: { -readonly [K in keyof Bottleneck]: Bottleneck[K] } = {
      id,
      title: node.title,
      type: node.type,
      count: instances.length,
      workUs,
      totalUs: instances.reduce((sum, i) => sum + i.workUs, 0),
      maxUs: instances.reduce((max, i) => Math.max(max, i.workUs), 0),
      share: durationUs > 0 ? workUs / durationUs : 0,
      waitedUs: instances.reduce((sum, i) => sum + i.waitedUs, 0),
      // The path counts gaps below the clock's quantum to the work behind them; they are not this node's time.
      onPathUs: Math.min(onPath.get(id) ?? 0, workUs),
      belowResolution: workUs < net.epsUs,
      instances,
    };
    if (savesUs !== undefined) row.savesUs = savesUs;
    if (Number.isFinite(group.floatUs)) row.floatUs = Math.round(group.floatUs);
    rows.push(row);
  }
  return rows.sort(
    (a, b) =>
      (b.savesUs ?? 0) - (a.savesUs ?? 0) ||
      b.workUs - a.workUs ||
      b.onPathUs - a.onPathUs ||
      (a.instances[0]?.startUs ?? 0) - (b.instances[0]?.startUs ?? 0) ||
      (a.id < b.id ? -1 : 1),
  );
}

function pathTime(net: Net, path: CriticalPath): Map<string, number> {
  const out = new Map<string, number>();
  for (const s of path.segments) {
    const id = s.kind === 'WORK' && s.node !== undefined ? net.run.nodes[s.node]?.id : undefined;
    if (id !== undefined) out.set(id, (out.get(id) ?? 0) + s.endUs - s.startUs);
  }
  return out;
}
