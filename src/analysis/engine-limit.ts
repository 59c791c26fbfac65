import { type Cpm, lengthOf } from './cpm.ts';
import { peaksOf } from './model-run.ts';
import type { Net } from './net.ts';

/** What the engine, not the graph, keeps a run from. */
export interface EngineLimit {
  /** "n8n runs one node at a time." */
  readonly words: string;
  /** LB: no schedule of this engine is shorter, microseconds. L <= LB <= T. */
  readonly boundUs: number;
  /** Engine efficiency LB / T, 0..1. */
  readonly efficiency: number;
  /** It takes one node at a time whatever the graph says: what a node works is what making it instant saves. */
  readonly serial: boolean;
}

/**
 * The limit of a run's engine, LB = max(L, W_c / m_c over the classes c with m_c workers); undefined where nothing is limited, and
 * where more nodes were at work than the profile allows, which shows it to be wrong.
 */
export function engineLimit(net: Net, { minimumUs }: Cpm): EngineLimit | undefined {
  const work = workByClass(net);
  const boundUs = boundWithout(net, minimumUs)();
  const used = net.engine.classes.filter((_, i) => (work[i] ?? 0) > 0);
  const limits = used.filter(({ capacity }) => Number.isFinite(capacity));
  if (limits.length === 0 || exceeded(net).length > 0) return undefined;
  const actualUs = net.window.endUs - net.window.startUs;
  // Overlaps within the clock's quantum: the sum of the work may be that much more than the time it took.
  const [only] = limits;
  return {
    words: `${net.engine.name} runs ${limits.map((c) => most(c.capacity, used.length > 1 ? `${c.name} ` : '')).join(' and ')} at a time.`,
    boundUs: Math.min(boundUs, actualUs),
    efficiency: actualUs > 0 ? Math.min(1, boundUs / actualUs) : 0,
    serial: used.length === 1 && only?.capacity === 1,
  };
}

/** LB as a function of what is taken out of the run: a node, by id, that alone makes L shorter by `dragUs`. */
export function boundWithout(net: Net, minimumUs: number): (id?: string, dragUs?: number) => number {
  const whole = workByClass(net);
  const own = new Map<string, number[]>();
  net.tasks.forEach((task, i) => {
    const node = net.run.nodes[task.node];
    if (!task.ran || !node) return;
    const work = own.get(node.id) ?? whole.map(() => 0);
    const worker = net.engine.classOf(node.type);
    work[worker] = (work[worker] ?? 0) + lengthOf(net, i);
    own.set(node.id, work);
  });
  return (id, dragUs = 0) => {
    const less = id === undefined ? undefined : own.get(id);
    const shares = net.engine.classes.map(({ capacity }, c) => ((whole[c] ?? 0) - (less?.[c] ?? 0)) / capacity);
    return Math.max(minimumUs - dragUs, ...shares);
  };
}

/** Classes in which more nodes were at work at once than the profile allows, with how many there were. */
export function exceeded(
  net: Net,
): readonly { readonly name: string; readonly capacity: number; readonly seen: number }[] {
  const peaks = peaksOf(net);
  return net.engine.classes.flatMap(({ name, capacity }, i) => {
    const seen = peaks[i] ?? 0;
    return seen > capacity ? [{ name, capacity, seen }] : [];
  });
}

function most(capacity: number, kind: string): string {
  return capacity === 1 ? `one ${kind}node` : `at most ${capacity} ${kind}nodes`;
}

/** Working time by class of worker, microseconds. */
function workByClass(net: Net): readonly number[] {
  const work = net.engine.classes.map(() => 0);
  net.tasks.forEach((task, i) => {
    if (!task.ran) return;
    const worker = net.engine.classOf(net.run.nodes[task.node]?.type ?? '');
    work[worker] = (work[worker] ?? 0) + lengthOf(net, i);
  });
  return work;
}
