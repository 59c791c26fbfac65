/**
 * From arrivals in the page to the server's clock. Start, set-up and end of a run carry the server's own time; what lies
 * between is told only by when it arrived. docs/adr/0009-comfyui-times.md says why each rule is as it is.
 */
import type { Anchor, Lag, Moment, RunFacts } from './facts.ts';

/** How much earlier than its message something may have happened on a server with nothing else to do (truth inside: see the ADR). */
export const HELD_US = 12_000;
/** The stamps are whole milliseconds, cut off. */
const STAMP_US = 1_000;
/** Frames closer together than this left the server, or the page's queue, in one go. */
export const BURST_US = 2_000;
/** Anchors of other runs count as long as clocks cannot have drifted apart, and do not disagree as after a clock was set. */
export const NEAR_US = 60_000_000;
const DISAGREE_US = 100_000;
/** Lags of start and end that differ by more come from a page that fell behind (measured: shared with docs/adr/0003). */
const STRETCH_US = 200_000;
/** The same behind the steps of a node: each may have had a preview, encoded by the thread that sends (up to 29 ms seen). */
const STEPS_US = 16_000;
/** Frames before the end that arrive so long after its stamp: the same, seen directly. */
const FELL_US = 10_000;
/** Least doubt in the offset itself, and the most when the page's own request bounds it. */
const OFFSET_US = 2_000;
const OFFSET_MOST_US = 7_500;
/** A lag beyond this is taken for clocks that differ, where no request says otherwise. */
const UNSEEN_MOST_US = 250_000;
/** A start that is told up to so long after the end before it was held up, not idle: the real gap is 0.5 to 3.5 ms in nine of ten. */
export const GAP_HELD_US = 25_000;
export const GAP_US = 1_500;

/** A time on the run's clock, and how far the truth may lie before and after. */
export interface Stated {
  readonly t: number;
  readonly early: number;
  readonly late: number;
}

export interface RunClock {
  /** Page's clock minus the server's; undefined: no stamp, so all times stay arrivals. */
  readonly offsetUs?: number;
  /** How much too large the offset may be. */
  readonly doubtUs: number;
  readonly startUs?: number;
  readonly cachedUs?: number;
  readonly endUs?: number;
  /** How late frames of this run were when it could be seen, at the least. */
  readonly heldUs: number;
  /** Anchors with an arrival, and how late each was. */
  readonly anchors: readonly (Anchor & { readonly t: number; readonly lagUs: number })[];
  /** The page fell behind by so much between these arrivals. */
  readonly stretch?: { readonly from: number; readonly to: number; readonly us: number };
}

/** What the anchors of a run, and of the runs around it, say of its clock. */
export function clockOf(run: RunFacts, lags: readonly Lag[]): RunClock {
  const stamps = {
    ...stampOf(run, 'start', 'startUs'),
    ...stampOf(run, 'cached', 'cachedUs'),
    ...stampOf(run, 'end', 'endUs'),
  };
  const least = leastLag(run, lags);
  if (least === undefined) return { doubtUs: OFFSET_US, heldUs: HELD_US, anchors: [] };
  const { offsetUs, doubtUs } = offsetOf(run, least);
  const anchors = run.anchors.flatMap((a) =>
    a.t === undefined ? [] : [{ ...a, t: a.t, lagUs: Math.max(0, a.t - offsetUs - a.stampUs) }],
  );
  const end = anchors.find((a) => a.what === 'end');
  const begin = Math.min(...anchors.filter((a) => a.what !== 'end').map((a) => a.lagUs));
  const first = anchors[0];
  const fell = end && Number.isFinite(begin) ? end.lagUs - begin : 0;
  // A silence as long as the whole delay right before the end explains it: then nothing before was late.
  const stretched = end && first && (fell > STRETCH_US || lateBefore(end, offsetUs) > FELL_US) && end.silence < fell;
  const both = Math.min(begin, end?.lagUs ?? begin);
  return {
    offsetUs,
    doubtUs,
    ...stamps,
    heldUs: Math.max(HELD_US, Number.isFinite(both) ? both : 0),
    anchors,
    ...(stretched ? { stretch: { from: first.t, to: end.t, us: fell } } : {}),
  };
}

/** How late the last frame was that did not come in one go with the end: the end had been stamped before it arrived. */
function lateBefore(end: Anchor, offsetUs: number): number {
  return end.burst - end.silence - offsetUs - end.stampUs;
}

function stampOf<K extends string>(run: RunFacts, what: Anchor['what'], key: K): { [P in K]?: number } {
  const found = run.anchors.find((a) => a.what === what);
  return found ? ({ [key]: found.stampUs } as { [P in K]?: number }) : {};
}

/** The least lag of any stamp: delay is never negative, so the offset is at most this. */
function leastLag(run: RunFacts, lags: readonly Lag[]): number | undefined {
  const own = run.anchors.flatMap((a) => (a.t === undefined ? [] : a.t - a.stampUs));
  const start = run.anchors.find((a) => a.what === 'start');
  // Read afterwards: whatever was first told of the run came after its start.
  if (start && start.t === undefined && run.firstSeen !== undefined) own.push(run.firstSeen - start.stampUs);
  if (own.length === 0) return undefined;
  const least = Math.min(...own);
  const [from, to] = [run.firstSeen ?? run.lastSeen, run.ended?.t ?? run.lastSeen];
  const near = lags.filter(
    ({ t, us }) => t > from - NEAR_US && t < to + NEAR_US && us < least && least - us < DISAGREE_US,
  );
  return near.reduce((min, { us }) => Math.min(min, us), least);
}

/**
 * The server began after the page had asked, so the offset is at least `asked - start`; and with nothing else in the queue it
 * began about when it answered, which a busy page sees earlier than its socket's frames.
 */
function offsetOf(run: RunFacts, least: number): { readonly offsetUs: number; readonly doubtUs: number } {
  const start = run.anchors.find((a) => a.what === 'start');
  if (!start || run.requested === undefined) {
    // The lag may be delay from end to end: two clocks of one machine, and a page that was busy all the time.
    const delay = least > 0 && least <= UNSEEN_MOST_US ? least : 0;
    return { offsetUs: least, doubtUs: Math.max(OFFSET_US, delay) };
  }
  const floor = run.requested - start.stampUs;
  const answer = run.alone && run.answered !== undefined ? run.answered - start.stampUs : least;
  const offsetUs = Math.max(Math.min(least, answer), Math.min(floor, least));
  return { offsetUs, doubtUs: Math.min(OFFSET_MOST_US, Math.max(OFFSET_US, offsetUs - floor)) };
}

/** When something happened that was told at `m`, on the run's clock. */
export function stated(clock: RunClock, m: Moment): Stated {
  if (clock.offsetUs === undefined) {
    return { t: m.t, early: HELD_US + (m.late ?? 0) + sinceOf(m), late: STAMP_US };
  }
  return within(clock, m, heldBack(clock, m, mated(clock, m)));
}

function sinceOf(m: Moment): number {
  return m.since === undefined ? 0 : Math.max(0, m.t - m.since);
}

/** Frames that came in one go with a stamped one were as late as that. */
function mated(clock: RunClock, m: Moment): Stated {
  const t = m.t - (clock.offsetUs ?? 0);
  const { doubtUs } = clock;
  const before = clock.anchors.findLast((a) => a.what !== 'end' && m.t >= a.t && m.t - a.t <= BURST_US);
  if (before && m.since === undefined) {
    return { t: t - before.lagUs, early: m.t - before.t, late: before.lagUs + doubtUs };
  }
  const held = m.late === undefined ? clock.heldUs : HELD_US + m.late;
  const early = held + (m.stepped ? STEPS_US : 0) + sinceOf(m);
  const end = clock.anchors.find((a) => a.what === 'end');
  if (end && m.t >= end.burst && m.t <= end.t) return { t: t - end.lagUs, early, late: end.lagUs + doubtUs };
  const { stretch } = clock;
  if (!stretch || m.t > stretch.to) return { t, early, late: doubtUs };
  const shift = (stretch.us * (m.t - stretch.from)) / (stretch.to - stretch.from);
  return { t: t - shift, early: early + stretch.us - shift, late: shift + doubtUs };
}

/** A start that is told a little after the end before it began with that end; an end, with the last step. */
function heldBack(clock: RunClock, m: Moment, s: Stated): Stated {
  const gap = m.after === undefined ? 0 : m.t - m.after;
  if (m.after === undefined || gap <= GAP_US || gap > GAP_HELD_US) return s;
  const t = Math.min(s.t, mated(clock, { t: m.after }).t + GAP_US);
  return { t, early: s.early, late: s.late + s.t - t };
}

/** Nothing happens before the run's set-up or after its end, which are exact, nor after what is told later. */
function within(clock: RunClock, m: Moment, { t, early, late }: Stated): Stated {
  const from = clock.cachedUs ?? clock.startUs ?? Number.NEGATIVE_INFINITY;
  const to = clock.endUs === undefined ? Number.POSITIVE_INFINITY : clock.endUs + STAMP_US;
  const end = clock.anchors.find((a) => a.what === 'end');
  const cap = end && m.t < end.burst ? end.burst - (clock.offsetUs ?? 0) - end.lagUs : to;
  const at = Math.max(Math.min(t, cap, to), from);
  // What would lie beyond was late by so much at the least, so maybe by more than is usual.
  const least = Math.max(from, at - early - Math.max(0, t - at));
  const most = Math.min(to, t + late);
  return { t: at, early: Math.max(0, at - least), late: Math.max(0, most - at) };
}
