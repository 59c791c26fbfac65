import type { EditorId, PartialReason } from '../../model/run.ts';
import type { Uncertainty } from '../../model/time.ts';

/** What differs between editors whose wire tells of steps: a run, and in it the start and the end of each node. */
export interface StepTraits {
  readonly editor: EditorId;
  /** Shortest time the wire can tell apart, microseconds. */
  readonly resolutionUs: number;
  /** Stamps on the wire are the server's and exact; else times are arrivals (with the server's durations where it sends them). */
  readonly serverClock: boolean;
  /** How far the truth may lie before and after an arrival, beside what the page was late. Absent: [20 ms, 1 ms]. */
  readonly arrival?: Uncertainty;
  /**
   * The wire has no end of a run: one with no node at work is over after this long a silence, as of its last word, and the next
   * word without a run id begins another run. Absent: runs end when the wire says so.
   */
  readonly quietUs?: number;
  /** A node that ran cannot have begun before the nodes that feed it ended, so a start that says so by less than 100 ms is moved. */
  readonly afterInputs?: true;
  /** What is never complete on this wire. */
  readonly partial?: readonly PartialReason[];
}

/** Network and server send queue on the same machine: [20 ms, 1 ms]. docs/adr/0011-steps.md */
export const ARRIVAL: Uncertainty = [20_000, 1_000];
