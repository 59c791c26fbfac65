import { RUN_LIMITS } from '../../../model/limits.ts';
import { BURST_US, NEAR_US } from './clock.ts';
import type { AnchorKind, RunFacts, State } from './facts.ts';

/** Takes note of a stamped message. False when it was known. */
export function noteAnchor(
  run: RunFacts,
  what: AnchorKind,
  stampUs: number | undefined,
  t: number | undefined,
): boolean {
  if (stampUs === undefined || run.anchors.some((a) => a.what === what)) return false;
  const { burst, silence } = run;
  run.anchors.push({ what, stampUs, ...(t === undefined ? {} : { t }), burst, silence });
  return true;
}

/** Remembers how far page and server were apart; true when runs around it may have to be told again. */
export function noteLag(state: State, t: number, us: number): boolean {
  const least = state.lags
    .filter((l) => t - l.t < NEAR_US)
    .reduce((min, l) => Math.min(min, l.us), Number.POSITIVE_INFINITY);
  state.lags = [...state.lags, { t, us }].slice(-RUN_LIMITS.comfyLags);
  return us < least;
}

/** The frames that come in one go, and the silence before them. */
export function noteBurst(run: RunFacts, t: number): void {
  if (t - run.lastSeen > BURST_US) {
    run.silence = t - run.lastSeen;
    run.burst = t;
  }
  run.lastSeen = Math.max(run.lastSeen, t);
}

export function noteQueue(state: State, t: number, n: number): void {
  state.queue = [...state.queue, { t, n }].slice(-RUN_LIMITS.comfyLags);
}

/** Was it alone in the queue from the request on? False also when what was said of the queue then is no longer known. */
export function wasAlone(state: State, run: RunFacts): boolean {
  const { requested, started } = run;
  if (requested === undefined || !started) return false;
  const said = state.queue.filter(({ t }) => t >= requested && t <= started.t);
  return said.length > 0 && said.every(({ n }) => n <= 1);
}
