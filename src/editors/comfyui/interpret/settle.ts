import { NEAR_US } from './clock.ts';
import type { RunFacts, State } from './facts.ts';

/** Lost connection after which we stop waiting for the page to come back. */
const LOST_US = 60_000_000;
/** How long after its end a run may still be told better: anchors of runs around it, the history. */
const LINGER_US = NEAR_US + 30_000_000;
const PRESUMED_LINGER_US = 3_600_000_000;
/** An empty queue for so long, and a run that never began: it was taken out of the queue, which nobody says. */
const VANISHED_US = 5_000_000;

/** What can be said of a run that says nothing more. What is presumed is taken back by the next word on it. */
export function settleRun(state: State, run: RunFacts, now: number, final: boolean): 'ended' | 'forget' | undefined {
  if (run.ended) {
    const linger = run.ended.presumed ? PRESUMED_LINGER_US : LINGER_US;
    return final || now - Math.max(run.ended.t, run.lastSeen) > linger ? 'forget' : undefined;
  }
  if (!run.started) {
    const last = state.queue.at(-1);
    const empty = last && last.n === 0 && last.t > Math.max(run.requested ?? 0, run.answered ?? 0) ? last.t : undefined;
    if (empty !== undefined && (final || now - empty > VANISHED_US)) {
      run.ended = { t: empty, status: 'cancelled', presumed: true };
      return 'ended';
    }
  }
  const lost = run.lostSince !== undefined && now - run.lostSince > LOST_US;
  if (!final && !lost) return undefined;
  run.ended = { t: run.lastSeen, status: 'cut', presumed: true };
  return 'ended';
}
