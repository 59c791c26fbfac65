import type { Micros } from '../../../model/time.ts';
import type { RunFacts } from './facts.ts';

/** Lost connection after which we stop waiting for the page to come back: its editor tries again every few seconds. */
const LOST_US = 60_000_000;
/** How long the server's own record of a run is waited for, and how long one that was cut may go on after all. */
const LINGER_US = 60_000_000;
const PRESUMED_LINGER_US = 3_600_000_000;
/** A parked run may rest for days; one that goes on later than this appears without its first part. */
const PARKED_LINGER_US = 86_400_000_000;

/** What can be said of a run that says nothing more. 'forget': nothing more is expected, its facts may go. */
export function settleRun(run: RunFacts, now: Micros, final: boolean): 'ended' | 'forget' | undefined {
  const { ended } = run;
  // Its workflow came, and no word on the run itself.
  if (run.started === undefined && run.askedUs === undefined) {
    return final || now - run.lastSeen > LINGER_US ? 'forget' : undefined;
  }
  if (ended) {
    const parked = ended.status === 'suspended' ? PARKED_LINGER_US : LINGER_US;
    const linger = ended.presumed ? PRESUMED_LINGER_US : parked;
    return final || now - run.lastSeen > linger ? 'forget' : undefined;
  }
  const lost = run.lostSince !== undefined && now - run.lostSince > LOST_US;
  if (!final && !lost) return undefined;
  const at = run.lastUs > 0 ? { us: run.lastUs } : { us: run.lastSeen, arrived: { late: 0 } };
  run.ended = { at, status: 'cut', presumed: true };
  return 'ended';
}
