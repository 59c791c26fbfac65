import type { NodeRun } from '../model/run.ts';
import { clip, type Interval, measure } from './intervals.ts';
import { spanOf, type Window } from './window.ts';

/** Time an instance waited for inputs, a worker or the outside, microseconds, within the run; never part of its work. */
export function waitedUs(node: NodeRun, window: Window): number {
  if (node.waits.length === 0 && node.readyUs === undefined) return 0;
  const waits = node.waits.map((w): Interval => [w.startUs, w.endUs]);
  const span = spanOf(node, window);
  if (span && node.readyUs !== undefined) waits.push([node.readyUs, span[0]]);
  return measure(clip(waits, window.startUs, window.endUs));
}
