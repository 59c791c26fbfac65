import { lengthOf } from './cpm.ts';
import { createHeap } from './heap.ts';
import { holders } from './holding.ts';
import type { Arc } from './links.ts';
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
  readonly cut?: (arc: Arc) => boolean;
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
  readonly #what: { readonly kind: Kind; readonly task: number }[] = [];

  constructor(net: Net, scenario: Scenario) {
    const n = net.tasks.length;
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
    const { tasks } = this.#net;
    tasks.forEach((_, t) => {
      for (const arc of this.#into(t)) {
        if (arc.kind === 'FF') this.#endsOpen[t] = (this.#endsOpen[t] as number) + 1;
        else this.#startsOpen[t] = (this.#startsOpen[t] as number) + 1;
      }
    });
    tasks.forEach((_, t) => {
      // What the engine takes to start is not the first node's: it stays when that is gone.
      if (this.#startsOpen[t] === 0)
        this.#schedule(READY, t, this.#net.tasks[t]?.ran ? this.#scenario.gaps.startupUs : 0);
    });
    let now = 0;
    for (let e = this.#events.pop(); e !== undefined; e = this.#events.pop()) {
      now = Math.max(now, this.#times[e] as number);
      const { kind, task } = this.#what[e] as { kind: Kind; task: number };
      if (kind === READY) this.#ready(task, now);
      else if (kind === BEGIN) this.#begin(task, now);
      else if (kind === ASSIGN) this.#assign(task, now);
      else this.#done(task, now);
    }
    if (this.#end.some((end) => end < 0)) return undefined;
    const makespanUs = this.#end.reduce((max, end) => Math.max(max, end), 0);
    return { startUs: this.#start, endUs: this.#end, makespanUs };
  }

  #into(t: number): readonly Arc[] {
    const { cut } = this.#scenario;
    const arcs = this.#net.into[t] ?? [];
    return cut ? arcs.filter((arc) => !cut(arc)) : arcs;
  }

  #out(t: number): readonly Arc[] {
    const { cut } = this.#scenario;
    const arcs = this.#net.outOf[t] ?? [];
    return cut ? arcs.filter((arc) => !cut(arc)) : arcs;
  }

  /** Tasks that never ran, or are gone, only pass on what they wait for. */
  #works(t: number): boolean {
    return (this.#net.tasks[t]?.ran ?? false) && !this.#scenario.gone?.(t);
  }

  /** The later pieces of a node that holds its worker have it already; it lets go after the last. */
  #takesWorker(t: number): boolean {
    const node = this.#net.tasks[t]?.node ?? -1;
    return this.#works(t) && (this.#holds[node] !== 1 || this.#net.first[node] === t);
  }

  #leavesWorker(t: number): boolean {
    const node = this.#net.tasks[t]?.node ?? -1;
    return this.#works(t) && (this.#holds[node] !== 1 || this.#net.last[node] === t);
  }

  #length(t: number): number {
    if (!this.#works(t)) return 0;
    return this.#scenario.lengths ? (this.#scenario.lengths[t] as number) : lengthOf(this.#net, t);
  }

  /** The part of a stream's lag that was work of `t` grows and shrinks with it. */
  #lag(t: number, arc: Arc): number {
    const was = lengthOf(this.#net, t);
    return arc.lagUs > 0 && was > 0 ? arc.lagUs * (this.#length(t) / was) : arc.lagUs;
  }

  #classOf(t: number): number {
    const node = this.#net.tasks[t]?.node ?? -1;
    return this.#net.engine.classOf(this.#net.run.nodes[node]?.type ?? '');
  }

  #schedule(kind: Kind, task: number, at: number): void {
    const least = kind === READY ? (this.#scenario.notBefore?.[task] ?? 0) : 0;
    this.#times.push(Math.max(at, least));
    this.#what.push({ kind, task });
    this.#events.push(this.#times.length - 1);
  }

  #sooner(a: number, b: number): boolean {
    const apart = (this.#times[a] as number) - (this.#times[b] as number);
    if (apart !== 0) return apart < 0;
    const kinds = (this.#what[a]?.kind ?? 0) - (this.#what[b]?.kind ?? 0);
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
    for (const arc of this.#out(t)) {
      if (arc.kind === 'SS') this.#allow(arc, now + this.#lag(t, arc), now);
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
    for (const arc of this.#out(t)) {
      if (arc.kind === 'FS') this.#allow(arc, now + arc.lagUs, now);
      else if (arc.kind === 'FF') this.#allowEnd(arc, now + this.#lag(arc.to, arc), now);
    }
    if (!this.#leavesWorker(t)) return;
    const worker = this.#classOf(t);
    this.#free[worker] = (this.#free[worker] ?? 0) + 1;
    this.#schedule(ASSIGN, worker, now);
  }

  #allow(arc: Arc, at: number, now: number): void {
    const t = arc.to;
    this.#from[t] = Math.max(this.#from[t] as number, at);
    this.#startsOpen[t] = (this.#startsOpen[t] as number) - 1;
    if (this.#startsOpen[t] !== 0) return;
    const gap = this.#works(t) ? this.#scenario.gaps.handoffUs : 0;
    this.#schedule(READY, t, Math.max(now, (this.#from[t] as number) + gap));
  }

  #allowEnd(arc: Arc, at: number, now: number): void {
    const t = arc.to;
    this.#until[t] = Math.max(this.#until[t] as number, at);
    this.#endsOpen[t] = (this.#endsOpen[t] as number) - 1;
    if (this.#endsOpen[t] === 0 && this.#worked[t] === 1) this.#schedule(DONE, t, Math.max(now, at));
  }
}

function priorityOf(net: Net, { priority, lengths }: Scenario): (a: number, b: number) => boolean {
  const rank = (t: number): number => net.rank[t] as number;
  if (priority === 'replay') {
    const began = (t: number): number => net.tasks[t]?.startUs ?? 0;
    return (a, b) => (began(a) !== began(b) ? began(a) < began(b) : rank(a) < rank(b));
  }
  // Longest way to go, counted from its start.
  const tail = new Float64Array(net.tasks.length);
  for (let place = net.tasks.length - 1; place >= 0; place--) {
    const t = net.order[place] as number;
    const own = lengths ? (lengths[t] as number) : lengthOf(net, t);
    let way = own;
    for (const arc of net.outOf[t] ?? []) way = Math.max(way, (arc.kind === 'FS' ? own : 0) + (tail[arc.to] as number));
    tail[t] = way;
  }
  return (a, b) => (tail[a] !== tail[b] ? (tail[a] as number) > (tail[b] as number) : rank(a) < rank(b));
}
