import { FF, FS, SS } from './arcs.ts';
import { lengthOf } from './cpm.ts';
import { createHeap } from './heap.ts';
import { holders } from './holding.ts';
import type { Net } from './net.ts';

/** What an engine loses between nodes, microseconds: before the first, behind an input, and for a worker that became free. */
export interface Gaps {
  readonly startupUs: number;
  readonly handoffUs: number;
  readonly dispatchUs: number;
}

export const NO_GAPS: Gaps = { startupUs: 0, handoffUs: 0, dispatchUs: 0 };

export interface Scenario {
  /** Working time of each task; absent: as observed. */
  readonly lengths?: Float64Array;
  /** Tasks that are not there: no time, no worker, no gaps. */
  readonly gone?: (task: number) => boolean;
  /** No task begins before this, microseconds after the run's start; absent: whenever it is ready. */
  readonly notBefore?: Float64Array;
  /** Dependencies that are not there. */
  readonly cut?: (from: number, to: number) => boolean;
  /** Workers per class of the engine (`Infinity`: no limit). */
  readonly capacities: readonly number[];
  readonly gaps: Gaps;
  /** Who gets a free worker: the one that began first when it was observed, or the one with the longest way to go. */
  readonly priority: 'replay' | 'ideal';
}

export interface Schedule {
  /** Microseconds after the run's start, by task. */
  readonly startUs: Float64Array;
  readonly endUs: Float64Array;
  readonly makespanUs: number;
}

/** What can happen at a moment, in this order: whoever is ready by then is asked before a worker is given to anyone. */
const DONE = 0;
const BEGIN = 1;
const READY = 2;
/** Free workers of a class are given out; its `task` is the class. */
const ASSIGN = 3;
type Kind = typeof DONE | typeof BEGIN | typeof READY | typeof ASSIGN;

/**
 * List scheduling of the net (Graham 1966): no task is interrupted, a free worker never rests while a task of its class is ready. The
 * arcs bound starts and ends as in the CPM; `FF` holds a task (and its worker) until its stream has ended. Undefined when it locks up:
 * a task holds the only worker and waits for one that needs it. Overlaps within the clock's quantum (negative lags) are not repeated, so
 * the makespan may exceed the CPM's by their sum. O((tasks + arcs) log tasks), no recursion.
 */
export function simulate(net: Net, scenario: Scenario): Schedule | undefined {
  return new Simulation(net, scenario).run();
}

/** A class, because the state of one simulation is all it is: a clock, queues, and who waits for what. */
class Simulation {
  readonly #net: Net;
  readonly #scenario: Scenario;
  readonly #start: Float64Array;
  readonly #end: Float64Array;
  /** Earliest start and end that the arcs seen so far allow, and how many are still to come. */
  readonly #from: Float64Array;
  readonly #until: Float64Array;
  readonly #startsOpen: Int32Array;
  readonly #endsOpen: Int32Array;
  readonly #worked: Uint8Array;
  /** Nodes that keep their worker from their first piece to their last. */
  readonly #holds: Uint8Array;
  readonly #free: number[];
  readonly #queues;
  readonly #events;
  readonly #times: number[] = [];
  readonly #kinds: number[] = [];
  readonly #what: number[] = [];

  constructor(net: Net, scenario: Scenario) {
    const n = net.tasks.count;
    this.#net = net;
    this.#scenario = scenario;
    this.#start = new Float64Array(n).fill(-1);
    this.#end = new Float64Array(n).fill(-1);
    this.#from = new Float64Array(n);
    this.#until = new Float64Array(n);
    this.#startsOpen = new Int32Array(n);
    this.#endsOpen = new Int32Array(n);
    this.#worked = new Uint8Array(n);
    this.#holds = holders(net);
    this.#free = [...scenario.capacities];
    const before = priorityOf(net, scenario);
    this.#queues = scenario.capacities.map(() => createHeap(before));
    this.#events = createHeap((a, b) => this.#sooner(a, b));
  }

  run(): Schedule | undefined {
    const { tasks, arcs } = this.#net;
    for (let arc = 0; arc < arcs.count; arc++) {
      if (this.#isCut(arc)) continue;
      const open = arcs.kind[arc] === FF ? this.#endsOpen : this.#startsOpen;
      const t = arcs.to[arc] as number;
      open[t] = (open[t] as number) + 1;
    }
    for (let t = 0; t < tasks.count; t++) {
      // What the engine takes to start is not the first node's: it stays when that is gone.
      if (this.#startsOpen[t] === 0) this.#schedule(READY, t, tasks.ran[t] === 1 ? this.#scenario.gaps.startupUs : 0);
    }
    let now = 0;
    for (let e = this.#events.pop(); e !== undefined; e = this.#events.pop()) {
      now = Math.max(now, this.#times[e] as number);
      const [kind, task] = [this.#kinds[e] as number, this.#what[e] as number];
      if (kind === READY) this.#ready(task, now);
      else if (kind === BEGIN) this.#begin(task, now);
      else if (kind === ASSIGN) this.#assign(task, now);
      else this.#done(task, now);
    }
    if (this.#end.some((end) => end < 0)) return undefined;
    const makespanUs = this.#end.reduce((max, end) => Math.max(max, end), 0);
    return { startUs: this.#start, endUs: this.#end, makespanUs };
  }

  #isCut(arc: number): boolean {
    const { from, to } = this.#net.arcs;
    return this.#scenario.cut?.(from[arc] as number, to[arc] as number) ?? false;
  }

  /** Tasks that never ran, or are gone, only pass on what they wait for. */
  #works(t: number): boolean {
    return this.#net.tasks.ran[t] === 1 && !this.#scenario.gone?.(t);
  }

  /** The later pieces of a node that holds its worker have it already; it lets go after the last. */
  #takesWorker(t: number): boolean {
    const node = this.#net.tasks.node[t] ?? -1;
    return this.#works(t) && (this.#holds[node] !== 1 || this.#net.first[node] === t);
  }

  #leavesWorker(t: number): boolean {
    const node = this.#net.tasks.node[t] ?? -1;
    return this.#works(t) && (this.#holds[node] !== 1 || this.#net.last[node] === t);
  }

  #length(t: number): number {
    if (!this.#works(t)) return 0;
    return this.#scenario.lengths ? (this.#scenario.lengths[t] as number) : lengthOf(this.#net, t);
  }

  /** The part of a stream's lag that was work of `t` grows and shrinks with it. */
  #lag(t: number, arc: number): number {
    const was = lengthOf(this.#net, t);
    const lagUs = this.#net.arcs.lagUs[arc] as number;
    return lagUs > 0 && was > 0 ? lagUs * (this.#length(t) / was) : lagUs;
  }

  #classOf(t: number): number {
    const node = this.#net.tasks.node[t] ?? -1;
    return this.#net.engine.classOf(this.#net.run.nodes[node]?.type ?? '');
  }

  #schedule(kind: Kind, task: number, at: number): void {
    const least = kind === READY ? (this.#scenario.notBefore?.[task] ?? 0) : 0;
    this.#times.push(Math.max(at, least));
    this.#kinds.push(kind);
    this.#what.push(task);
    this.#events.push(this.#times.length - 1);
  }

  #sooner(a: number, b: number): boolean {
    const apart = (this.#times[a] as number) - (this.#times[b] as number);
    if (apart !== 0) return apart < 0;
    const kinds = (this.#kinds[a] as number) - (this.#kinds[b] as number);
    return kinds !== 0 ? kinds < 0 : a < b;
  }

  #ready(t: number, now: number): void {
    const worker = this.#classOf(t);
    const queue = this.#queues[worker];
    if (!this.#takesWorker(t) || !queue || this.#free[worker] === Number.POSITIVE_INFINITY) {
      this.#begin(t, now);
      return;
    }
    this.#from[t] = now;
    queue.push(t);
    this.#schedule(ASSIGN, worker, now);
  }

  #assign(worker: number, now: number): void {
    const { dispatchUs } = this.#scenario.gaps;
    if ((this.#free[worker] ?? 0) <= 0) return;
    const t = this.#queues[worker]?.pop();
    if (t === undefined) return;
    this.#free[worker] = (this.#free[worker] ?? 0) - 1;
    // Only who had to wait pays for the change of hands.
    if (dispatchUs > 0 && (this.#from[t] as number) < now) this.#schedule(BEGIN, t, now + dispatchUs);
    else this.#begin(t, now);
    // One at a time: a task without length is done at once, and who is ready then may come before who waits now.
    this.#schedule(ASSIGN, worker, now);
  }

  #begin(t: number, now: number): void {
    this.#start[t] = now;
    this.#schedule(DONE, t, now + this.#length(t));
    const { out, outOf, kind } = this.#net.arcs;
    for (let i = out[t] as number; i < (out[t + 1] as number); i++) {
      const arc = outOf[i] as number;
      if (kind[arc] === SS && !this.#isCut(arc)) this.#allow(arc, now + this.#lag(t, arc), now);
    }
  }

  /** Its work is done, or the last stream it was fed by has ended: it ends when both hold. */
  #done(t: number, now: number): void {
    this.#worked[t] = 1;
    if ((this.#end[t] as number) >= 0 || this.#endsOpen[t] !== 0) return;
    if ((this.#until[t] as number) > now) {
      this.#schedule(DONE, t, this.#until[t] as number);
      return;
    }
    this.#end[t] = now;
    const { out, outOf, kind, lagUs, to } = this.#net.arcs;
    for (let i = out[t] as number; i < (out[t + 1] as number); i++) {
      const arc = outOf[i] as number;
      if (this.#isCut(arc)) continue;
      if (kind[arc] === FS) this.#allow(arc, now + (lagUs[arc] as number), now);
      else if (kind[arc] === FF) this.#allowEnd(arc, now + this.#lag(to[arc] as number, arc), now);
    }
    if (!this.#leavesWorker(t)) return;
    const worker = this.#classOf(t);
    this.#free[worker] = (this.#free[worker] ?? 0) + 1;
    this.#schedule(ASSIGN, worker, now);
  }

  #allow(arc: number, at: number, now: number): void {
    const t = this.#net.arcs.to[arc] as number;
    this.#from[t] = Math.max(this.#from[t] as number, at);
    this.#startsOpen[t] = (this.#startsOpen[t] as number) - 1;
    if (this.#startsOpen[t] !== 0) return;
    const gap = this.#works(t) ? this.#scenario.gaps.handoffUs : 0;
    this.#schedule(READY, t, Math.max(now, (this.#from[t] as number) + gap));
  }

  #allowEnd(arc: number, at: number, now: number): void {
    const t = this.#net.arcs.to[arc] as number;
    this.#until[t] = Math.max(this.#until[t] as number, at);
    this.#endsOpen[t] = (this.#endsOpen[t] as number) - 1;
    if (this.#endsOpen[t] === 0 && this.#worked[t] === 1) this.#schedule(DONE, t, Math.max(now, at));
  }
}

function priorityOf(net: Net, { priority, lengths }: Scenario): (a: number, b: number) => boolean {
  const rank = (t: number): number => net.rank[t] as number;
  if (priority === 'replay') {
    const began = (t: number): number => net.tasks.startUs[t] as number;
    return (a, b) => (began(a) !== began(b) ? began(a) < began(b) : rank(a) < rank(b));
  }
  // Longest way to go, counted from its start.
  const { out, outOf, to, kind } = net.arcs;
  const tail = new Float64Array(net.tasks.count);
  for (let place = net.tasks.count - 1; place >= 0; place--) {
    const t = net.order[place] as number;
    const own = lengths ? (lengths[t] as number) : lengthOf(net, t);
    let way = own;
    for (let i = out[t] as number; i < (out[t + 1] as number); i++) {
      const arc = outOf[i] as number;
      way = Math.max(way, (kind[arc] === FS ? own : 0) + (tail[to[arc] as number] as number));
    }
    tail[t] = way;
  }
  return (a, b) => (tail[a] !== tail[b] ? (tail[a] as number) > (tail[b] as number) : rank(a) < rank(b));
}
