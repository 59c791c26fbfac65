import type { RunEvent } from '../model/event.ts';
import type { TrafficRecord, Transport } from '../model/record.ts';
import type { EditorId } from '../model/run.ts';
import type { Micros } from '../model/time.ts';

/**
 * Which step of an HTTP exchange a frame is:
 *   'request'  the page asked (`dir` out); `data` is the body as text, '' when there was none or it cannot be read cheaply
 *   'body'     the whole answer, however the page read it (text, bytes, or the object that `response.json()` gave)
 *   'chunk'    the next piece of a streaming answer, cut anywhere
 *   'end'      a streaming answer is over; `data` is ''
 */
export type HttpPart = 'request' | 'body' | 'chunk' | 'end';

export interface HttpStep {
  readonly part: HttpPart;
  readonly method: string;
  /** Of the answer. */
  readonly status?: number;
  /** On 'end': the connection broke or the page gave up. */
  readonly broken?: true;
}

/**
 * A message as a tap saw it. `data` is looked at once, synchronously, and never kept.
 * Sockets give text or bytes; workers give whatever was posted (already a structured clone when `dir` is 'in').
 */
export interface Frame {
  readonly link: number;
  readonly transport: Transport;
  /** Address of the socket or the request, with its query: to be looked at, never to be recorded. '' where there is none. */
  readonly url: string;
  readonly dir: 'in' | 'out';
  readonly data: string | Uint8Array | object;
  readonly t: Micros;
  readonly late?: number;
  /** Of `transport: 'http'` only. */
  readonly http?: HttpStep;
  /** Type of a server-sent event; absent for 'message'. Of `transport: 'eventsource'` only. */
  readonly event?: string;
}

/** The half of an editor that runs in the page: frames in, records without payload out. Keeps no frame. */
export interface Reducer {
  /** What it cannot read becomes a `trouble` record. Frames above PAGE_LIMITS.frameBytes never come here: see connection.ts. */
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

/** What of an HTTP exchange is known before it begins. */
export interface HttpHead {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
}

/** How an answer is wanted: gathered into one 'body', or piece by piece as 'chunk's and an 'end'. */
export type Wanted = 'body' | 'stream';

/** What the hook needs of an editor. Kept apart so that the page loads nothing of the other half. */
export interface PageEditor {
  readonly id: EditorId;
  readonly name: string;
  /**
   * Might this exchange be of interest? Asked for every HTTP request of the page, so it must be cheap and narrow; one that
   * nobody wants is not watched at all. Absent: no HTTP.
   */
  wants?(head: HttpHead): Wanted | undefined;
  /** Types of named server-sent events that it reads, beside 'message': an EventSource tells only of types that are listened for. */
  readonly eventTypes?: readonly string[];
  /**
   * A cheap look: is this frame certainly this editor's? Asked for frames of a connection nobody has claimed yet; of an
   * HTTP exchange first with the request, then with what comes back.
   */
  claims(frame: Frame): boolean;
  createReducer(): Reducer;
}

export interface Editor extends PageEditor {
  createInterpreter(saved?: unknown): Interpreter;
}
