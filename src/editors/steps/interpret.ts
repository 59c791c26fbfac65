import type { EditorId } from '../../model/run.ts';
import type { Interpreter } from '../editor.ts';

/** What differs between editors whose wire tells of steps: a run, and in it the start and the end of each node. */
export interface StepTraits {
  readonly editor: EditorId;
  /** Shortest time the wire can tell apart, microseconds. */
  readonly resolutionUs: number;
  /** Stamps on the wire are the server's and exact; else times are arrivals (with the server's durations where it sends them). */
  readonly serverClock: boolean;
}

/** Records of one editor to run events, for wires that tell of steps. All state is plain data. */
export function createStepInterpreter(_traits: StepTraits, _saved?: unknown): Interpreter {
  return { feed: () => [], settle: () => [], save: () => ({}) };
}
