import { isOver, type NodeRun, type Run } from '../model/run.ts';

/** The stretch of time a run is judged by, epoch microseconds. Queue wait lies before `startUs` and never counts. */
export interface Window {
  readonly startUs: number;
  readonly endUs: number;
  /** True while the engine may still report on the run: `endUs` is then "now". */
  readonly live: boolean;
}

/**
 * T0 and Tend of a run. Tend = max(run end, last node end), because some engines report nodes after the run (NodeTool lets a
 * cancelled node finish seconds later). While the run goes on it is `now`, or the last time seen when that is later or `now`
 * is not given. A queued run has no time of its own yet: both are its start.
 */
export function windowOf(run: Run, now?: number): Window {
  const live = !isOver(run.status);
  if (run.status === 'queued') return { startUs: run.startUs, endUs: run.startUs, live };
  let endUs = Math.max(run.startUs, run.endUs ?? run.startUs);
  if (live && now !== undefined) endUs = Math.max(endUs, Math.round(now));
  for (const node of run.nodes) endUs = Math.max(endUs, node.endUs ?? node.startUs ?? endUs);
  return { startUs: run.startUs, endUs, live };
}

/** `[start, end]` of an instance clipped to the run's window; one without an end reaches to the window's. Undefined if it never ran. */
export function spanOf(node: NodeRun, window: Window): readonly [startUs: number, endUs: number] | undefined {
  if (node.startUs === undefined) return undefined;
  const startUs = Math.min(Math.max(node.startUs, window.startUs), window.endUs);
  return [startUs, Math.min(Math.max(node.endUs ?? window.endUs, startUs), window.endUs)];
}

/** T of a run that is over, microseconds: queue wait not included. */
export function durationOf(run: Run): number {
  const { startUs, endUs } = windowOf(run);
  return endUs - startUs;
}
