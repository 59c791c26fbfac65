import type { Cpm } from './cpm.ts';
import { holders } from './holding.ts';
import { peaksOf } from './model-run.ts';
import { parentsOf } from './nesting.ts';
import type { Net } from './net.ts';
import { tasksIn } from './tasks.ts';

/** A class in which more nodes were at work at once than the engine's description allows. */
export interface Raised {
  readonly name: string;
  readonly capacity: number;
  /** How many there were: it has at least so many workers. */
  readonly seen: number;
}

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
  /** Set where the description was too low: there may be more workers still, so the bound and the efficiency are at most. */
  readonly raised: readonly Raised[];
}

/**
 * The limit of a run's engine, LB = max(L, W_c / m_c over the classes c with m_c workers); undefined where nothing is limited. Where
 * more nodes were at work at once than the profile allows, m_c is what was seen.
 */
export function engineLimit(net: Net, { minimumUs }: Cpm): EngineLimit | undefined {
  if (net.engine.classes.every(({ capacity }) => !Number.isFinite(capacity))) return undefined;
  const work = workByClass(net);
  const raised = exceeded(net);
  const capacityOf = (name: string, capacity: number): number => raised.find((r) => r.name === name)?.seen ?? capacity;
  const classes = net.engine.classes.map((c, i) => ({
    name: c.name,
    capacity: capacityOf(c.name, c.capacity),
    workUs: work[i] ?? 0,
  }));
  const used = classes.filter(({ workUs }) => workUs > 0);
  const limits = used.filter(({ capacity }) => Number.isFinite(capacity));
  if (limits.length === 0) return undefined;
  const actualUs = net.window.endUs - net.window.startUs;
  const boundUs = limits.reduce((most, { workUs, capacity }) => Math.max(most, workUs / capacity), minimumUs);
  const [only] = limits;
  const single = limits.length === 1 && only?.capacity === 1 && (used.length === 1 || oneAtATime(net));
  const words = limits.map((c) => {
    const kind = used.length > 1 && !single ? `${c.name} ` : '';
    return raised.some((r) => r.name === c.name) ? `at least ${many(c.capacity, kind)}` : most(c.capacity, kind);
  });
  return {
    words: `${net.engine.name} runs ${words.join(' and ')} at a time.`,
    // Overlaps within the clock's quantum: the sum of the work may be that much more than the time it took.
    boundUs: Math.min(Math.round(boundUs), actualUs),
    efficiency: actualUs > 0 ? Math.min(1, boundUs / actualUs) : 0,
    serial: single,
    raised,
  };
}

/** Classes in which more nodes were at work at once than the profile allows, with how many there were. */
export function exceeded(net: Net): readonly Raised[] {
  const peaks = peaksOf(net);
  return net.engine.classes.flatMap(({ name, capacity }, i) => {
    const seen = peaks[i] ?? 0;
    return seen > capacity ? [{ name, capacity, seen }] : [];
  });
}

function most(capacity: number, kind: string): string {
  return capacity === 1 ? `one ${kind}node` : `at most ${many(capacity, kind)}`;
}

function many(n: number, kind: string): string {
  return `${n} ${kind}nodes`;
}

/** Time in which workers of each class were taken, microseconds: by nodes at work, and by those that wait for what lies inside them. */
function workByClass(net: Net): readonly number[] {
  const work = net.engine.classes.map(() => 0);
  const holds = holders(net);
  const { count, ran, node: nodes, startUs, endUs } = net.tasks;
  for (let t = 0; t < count; t++) {
    const node = nodes[t] as number;
    const held = holds[node] === 1;
    if (ran[t] !== 1 || (held && net.last[node] !== t)) continue;
    const worker = net.engine.classOf(net.run.nodes[node]?.type ?? '');
    const from = held ? (net.first[node] as number) : t;
    work[worker] = (work[worker] ?? 0) + (endUs[t] as number) - (startUs[from] as number);
  }
  return work;
}

/** What needs no worker of its own lies inside a node that holds one, and nothing of it went on beside anything else. */
function oneAtATime(net: Net): boolean {
  const holds = holders(net);
  const parents = parentsOf(net.run);
  const tasks = tasksIn(net.tasks);
  const free = tasks.some((task) => {
    const node = net.run.nodes[task.node];
    if (!task.ran || !node || Number.isFinite(net.engine.classes[net.engine.classOf(node.type)]?.capacity))
      return false;
    for (let up = parents[task.node] ?? -1; up >= 0; up = parents[up] ?? -1) if (holds[up] === 1) return false;
    return true;
  });
  if (free) return false;
  const spans = tasks.filter((t) => t.endUs > t.startUs).sort((a, b) => a.startUs - b.startUs);
  return spans.every((t, i) => i === 0 || (spans[i - 1]?.endUs ?? 0) <= t.startUs + net.epsUs);
}
