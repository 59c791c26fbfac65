/** From facts to times and status: see interpret.ts for the rules, ADR 11 for the reasons. */
import type { WireStatus } from '../../model/record.ts';
import type { NodeStatus, Wait } from '../../model/run.ts';
import { type Clock, type Micros, micros } from '../../model/time.ts';
import { type Arrival, isOpen, isWorkless, type RunFacts, type Visit } from './facts.ts';
import { ARRIVAL, type StepTraits } from './traits.ts';

/** Arrivals and the server's own duration that differ by more than this contradict each other. */
export const DISAGREE_US = 100_000;

export interface Times {
  readonly ready?: Micros;
  readonly start?: Micros;
  readonly end?: Micros;
  readonly clock: Clock;
  readonly early: number;
  readonly late: number;
  readonly reported?: number;
}

/** Converts what was told of one run to its own clock. */
export interface RunClock {
  /** The run's times are the server's. */
  readonly server: boolean;
  at(arrival: Arrival): Micros;
  stamp(us: number): Micros;
  early(...arrivals: readonly (Arrival | undefined)[]): number;
  readonly late: number;
}

export function clockOf(run: RunFacts, traits: StepTraits): RunClock {
  const [early, late] = traits.arrival ?? ARRIVAL;
  const offset = run.offsetUs ?? 0;
  const server = traits.serverClock && run.offsetUs !== undefined;
  return {
    server,
    at: (arrival) => micros(server ? arrival.t - offset : arrival.t),
    stamp: (us) => micros(server ? us : us + offset),
    early: (...arrivals) => early + Math.max(0, ...arrivals.map((a) => a?.late ?? 0)),
    late,
  };
}

export function timesOf(run: RunFacts, visit: Visit, traits: StepTraits): Times {
  const clock = clockOf(run, traits);
  const none: Times = { clock: 'arrival', early: 0, late: 0 };
  if (isWorkless(visit.outcome)) return none;
  const ready = visit.ready ? { ready: clock.at(visit.ready) } : {};
  const { stampUs, durationUs } = visit;
  if (clock.server && stampUs !== undefined && isExact(visit)) {
    const start = micros(stampUs);
    const end = durationUs === undefined || isOpen(visit) ? {} : { end: micros(stampUs + durationUs) };
    return { ...ready, start, ...end, clock: 'server', early: 0, late: traits.resolutionUs };
  }
  const began = startOf(visit, clock);
  // It could have begun, and the run is over without a word on it: nobody knows whether it did.
  const promised = isOpen(visit) && !visit.start && stampUs === undefined;
  if (promised && run.ended && run.ended.status !== 'suspended') return none;
  if (isOpen(visit) || !visit.end) {
    return began === undefined
      ? none
      : { ...ready, start: began, clock: 'arrival', early: clock.early(visit.start), late: clock.late };
  }
  const end = clock.at(visit.end);
  const bounds = { early: clock.early(visit.start, visit.end), late: clock.late };
  const floor = run.requested ? clock.at(run.requested) : undefined;
  const settled = settle(began, visit.start !== undefined || stampUs !== undefined, end, visit, floor, traits);
  if (!settled)
    return began === undefined
      ? none
      : { ...ready, start: micros(Math.min(began, end)), end, clock: 'arrival', ...bounds };
  return {
    ...ready,
    ...settled,
    early: bounds.early + settled.doubt,
    late: bounds.late + settled.doubt,
  };
}

function startOf(visit: Visit, clock: RunClock): Micros | undefined {
  if (clock.server && visit.stampUs !== undefined) return micros(visit.stampUs);
  const seen = visit.start ?? visit.ready;
  return seen && clock.at(seen);
}

/** The server's stamps say all of it. */
export function isExact({ stampUs, durationUs, end }: Visit): boolean {
  return stampUs !== undefined && (durationUs !== undefined || !end);
}

/** Both what arrived and how long the server says it took. */
function settle(
  began: Micros | undefined,
  told: boolean,
  end: Micros,
  visit: Visit,
  floor: Micros | undefined,
  traits: StepTraits,
): { start: Micros; end: Micros; clock: Clock; doubt: number; reported?: number } | undefined {
  const { durationUs } = visit;
  if (durationUs === undefined || visit.joined > 0) return undefined;
  const back = end - durationUs;
  if (!told || began === undefined) {
    // Nothing was before the page asked, and little before its inputs were there.
    let start = Math.max(back, floor ?? back);
    const fed = visit.fedBy === undefined ? back : visit.fedBy - (visit.end?.t ?? 0) + end;
    if (traits.afterInputs && fed > start && fed - start <= DISAGREE_US && fed <= end) start = fed;
    return { start: micros(start), end, clock: 'server-duration', doubt: start - back };
  }
  const apart = Math.abs(back - began);
  if (apart > DISAGREE_US) {
    return { start: micros(Math.min(began, end)), end, clock: 'arrival', doubt: apart, reported: durationUs };
  }
  // Both were heard late: the earlier of the two is nearer the truth.
  const start = Math.max(Math.min(began, back), Math.min(floor ?? back, began));
  return { start: micros(start), end: micros(Math.min(start + durationUs, end)), clock: 'server-duration', doubt: 0 };
}

const OUTCOMES: ReadonlyMap<WireStatus, NodeStatus> = new Map<WireStatus, NodeStatus>([
  ['completed', 'success'],
  ['failed', 'error'],
  ['error', 'error'],
  ['timed_out', 'error'],
  ['cancelled', 'cancelled'],
  ['cached', 'cached'],
  ['skipped', 'skipped'],
  ['blocked', 'skipped'],
  ['pinned', 'pinned'],
  ['reused', 'reused'],
]);

/** What a node's word of its end means; undefined when it is no end. */
export function outcomeOf(word: WireStatus): NodeStatus | undefined {
  return word === 'unknown' ? 'unknown' : OUTCOMES.get(word);
}

export function statusOf(run: RunFacts, visit: Visit): NodeStatus {
  if (!isOpen(visit)) return outcomeOf(visit.outcome ?? 'unknown') ?? 'unknown';
  const over = run.ended?.status;
  if (!over) return visit.parked.at(-1)?.[1] === null ? 'waiting' : 'running';
  if (over === 'suspended') return 'waiting';
  // It was at work when the run ended: stopped with it, or we lost sight of it.
  return over === 'cancelled' || over === 'error' ? 'cancelled' : 'unknown';
}

/** Of a node of the graph that never began. */
export function statusUnseen(run: RunFacts, fate: WireStatus | undefined): NodeStatus {
  if (fate) return outcomeOf(fate) ?? 'unknown';
  if (!run.ended || run.ended.status === 'suspended') return 'waiting';
  return run.ended.status === 'cut' || run.lateAttach || run.lostRecords || run.omitted || run.gaps > 0
    ? 'unknown'
    : 'skipped';
}

/** Times in which it was parked, on the run's clock. */
export function waitsOf(run: RunFacts, visit: Visit, traits: StepTraits, from: number, to: number): readonly Wait[] {
  const clock = clockOf(run, traits);
  const at = (t: number) => Math.min(Math.max(clock.at({ t, late: 0 }), from), to);
  return visit.parked.flatMap(([a, b]): Wait[] => {
    const [startUs, endUs] = [micros(at(a)), micros(b === null ? to : at(b))];
    return endUs > startUs ? [{ kind: 'external', startUs, endUs }] : [];
  });
}
