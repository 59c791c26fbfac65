import type { RunEvent } from '../model/event.ts';
import type { TrafficRecord } from '../model/record.ts';
import type { EditorId } from '../model/run.ts';
import type { Micros } from '../model/time.ts';

/**
 * A message as a tap saw it. `data` is looked at once, synchronously, and never kept.
 * Sockets give text or bytes; workers give whatever was posted (already a structured clone when `dir` is 'in').
 */
export interface Frame {
  readonly link: number;
  readonly transport: 'websocket' | 'worker';
  readonly dir: 'in' | 'out';
  readonly data: string | Uint8Array | object;
  readonly t: Micros;
  readonly late?: number;
}

/** The half of an editor that runs in the page: frames in, records without payload out. Keeps no frame. */
export interface Reducer {
  /** What it cannot read becomes a `trouble` record. Frames above LIMITS.frameBytes never come here: see connection.ts. */
  reduce(frame: Frame): readonly TrafficRecord[];
}

/** The half that runs behind the page: records in, run events out. Deterministic. */
export interface Interpreter {
  feed(record: TrafficRecord): readonly RunEvent[];
  /**
   * Time passed without a message: presume the end of runs that fell silent. `final`: the document is gone, nothing more
   * will come. What is presumed may be corrected by a later `feed`.
   */
  settle(now: Micros, final: boolean): readonly RunEvent[];
  /** The whole state as plain data (structured clone and JSON safe), for `createInterpreter(saved)`. */
  save(): unknown;
}

/** What the hook needs of an editor. Kept apart so that the page loads nothing of the other half. */
export interface PageEditor {
  readonly id: EditorId;
  readonly name: string;
  /** A cheap look: is this frame certainly this editor's? Asked for frames of a connection nobody has claimed yet. */
  claims(frame: Frame): boolean;
  createReducer(): Reducer;
}

export interface Editor extends PageEditor {
  createInterpreter(saved?: unknown): Interpreter;
}
