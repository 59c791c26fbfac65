import type { Micros } from '../../../model/time.ts';
import { deriveNode } from './derive.ts';
import type { RunIndex } from './run-index.ts';

/** Silence after an acknowledged cancel that means "it was cancelled": Python servers never say so (capture py-06). */
const CANCEL_SILENCE_US = 5_000_000;
/** Lost connection after which we stop waiting for the page to come back; its back-off gives up after about this long. */
const LOST_US = 60_000_000;
/** How long late words on nodes are still taken after a run's end, and how long one that was presumed or parked may go on after all. */
const LINGER_US = 60_000_000;
const PRESUMED_LINGER_US = 3_600_000_000;

/**
 * What can be said of a run that says nothing more. Ends that are only presumed are taken back by the next frame.
 * 'forget': nothing more is expected, its facts may go.
 */
export function settleRun(index: RunIndex, now: Micros, final: boolean): 'ended' | 'forget' | undefined {
  const { run } = index;
  if (run.ended) {
    const open = run.ended.presumed || run.ended.status === 'suspended';
    const linger = open ? PRESUMED_LINGER_US : LINGER_US;
    return final || now - Math.max(run.ended.moment.t, run.lastSeen) > linger ? 'forget' : undefined;
  }
  const silent = now - run.lastSeen;
  if (run.cancelAsked !== undefined) {
    const working =
      run.era === 'ts' && run.nodes.some((n) => deriveNode(index, n).some((d) => d.times.status === 'running'));
    if (!final && (silent < CANCEL_SILENCE_US || working)) return undefined;
    run.ended = { moment: { t: run.cancelAsked, early: 0 }, status: 'cancelled', presumed: true };
    return 'ended';
  }
  const lost = run.lostSince !== undefined && now - run.lostSince > LOST_US;
  if (!final && !lost) return undefined;
  run.ended = { moment: { t: run.lastSeen, early: 0 }, status: 'cut', presumed: true };
  return 'ended';
}
