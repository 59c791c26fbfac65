import type { RunStatus } from '../../model/run.ts';
import { outcomeOf } from './derive.ts';
import type { RunIndex } from './run-index.ts';
import type { StepTraits } from './traits.ts';

/** Silence after the page asked to cancel that means "it was cancelled". */
const CANCEL_SILENCE_US = 5_000_000;
/** Lost connection after which we stop waiting for the page to come back. */
const LOST_US = 60_000_000;
/** How long late words on nodes are still taken after a run's end, and how long one that was presumed or parked may go on after all. */
const LINGER_US = 60_000_000;
const PRESUMED_LINGER_US = 3_600_000_000;

/**
 * What can be said of a run that says nothing more. Ends that are only presumed are taken back by the next word on the run.
 * 'forget': nothing more is expected, its facts may go.
 */
export function settleRun(
  index: RunIndex,
  now: number,
  final: boolean,
  traits: StepTraits,
): 'ended' | 'forget' | undefined {
  const { run } = index;
  if (run.ended) {
    const open = run.ended.presumed || run.ended.status === 'suspended';
    const since = now - Math.max(run.ended.at.t, run.lastSeen);
    return final || since > (open ? PRESUMED_LINGER_US : LINGER_US) ? 'forget' : undefined;
  }
  const silent = now - run.lastSeen;
  if (traits.quietUs !== undefined && !index.busy && (final || silent > traits.quietUs)) return fellQuiet(index);
  const lost = run.lostSince !== undefined && now - run.lostSince > LOST_US;
  if (run.cancelAsked !== undefined && !index.busy && silent > CANCEL_SILENCE_US) return presume(index, 'cancelled');
  return final || lost ? gone(index) : undefined;
}

/** Nothing more will come of it: it was cancelled if the page asked for that, else we lost sight of it. */
export function gone(index: RunIndex): 'ended' {
  return presume(index, index.run.cancelAsked === undefined ? 'cut' : 'cancelled');
}

/** On a wire without ends: it was over when its last node was. */
export function fellQuiet(index: RunIndex): 'ended' {
  const { visits, lastSeen } = index.run;
  const last = visits.reduce((t, v) => Math.max(t, v.end?.t ?? 0), 0);
  const failed = visits.some((v) => v.outcome !== undefined && outcomeOf(v.outcome) === 'error');
  return presume(index, failed ? 'error' : 'success', last || lastSeen);
}

function presume(index: RunIndex, status: RunStatus, t = index.run.lastSeen): 'ended' {
  index.run.ended = { at: { t, late: 0 }, status, presumed: true };
  return 'ended';
}
