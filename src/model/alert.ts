import type { EditorId } from './run.ts';
import type { Micros } from './time.ts';

/**
 * Something a run did that its author wants to hear of. One incident lasts from the first run that did it to the last one in a row, and
 * is told once.
 */
export interface Incident {
  /** The same for the same cause in the same workflow. */
  readonly id: string;
  readonly origin: string;
  readonly editor: EditorId;
  readonly workflow: { readonly id: string; readonly name: string };
  /** `time`, `cost`: a budget was breached; `slower`: a run is slower than its history for sure. */
  readonly cause: 'time' | 'cost' | 'slower';
  /** The node, of a budget on nodes. */
  readonly node?: { readonly id: string; readonly title: string };
  /** What was allowed, or the median of the history: microseconds, or an amount in `unit`. */
  readonly limit: number;
  /** What the last of its runs came to. */
  readonly actual: number;
  /** `us`, or what money is counted in. */
  readonly unit: string;
  /** The amount rests on the user's price table. */
  readonly estimated: boolean;
  /** Runs in a row, and the start and id of the last; `sinceUs` is the start of the first. */
  readonly runs: number;
  readonly sinceUs: Micros;
  readonly lastUs: Micros;
  readonly lastRun: string;
  /** The user has looked at it. */
  readonly seen: boolean;
}
