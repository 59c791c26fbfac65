/** What page, worker and server share of a recording: types only, so that a page can load it. */

/** One thing that one end says. Both ends of a take read the same list, in the order in which it was recorded. */
export interface Line {
  /** Milliseconds from the start of the take; of a worker's lines from its own start. */
  readonly t: number;
  /** Index of the conversation it belongs to. */
  readonly talk: number;
  readonly from: 'page' | 'server';
  /**
   *   'open'    page: makes the connection, or the request, whose body `data` is
   *   'head'    server: accepts it (a socket is open, a stream begins)
   *   'answer'  server: the whole answer to a request
   *   'text', 'binary', 'json'  a message, or a piece of a stream: text, base64, what a worker was given by postMessage
   *   'close'   the connection ends
   *   'ack'     page: heard the line before; not part of the recording
   */
  readonly kind: 'open' | 'head' | 'answer' | 'text' | 'binary' | 'json' | 'close' | 'ack';
  readonly data: string;
  /** Close code, or HTTP status of a head or an answer. */
  readonly code?: number;
  /** Of a piece of a stream, in what its reader can count: bytes (fetch), messages (EventSource). */
  readonly size?: number;
}

/** One conversation between page and server: how the page opens it. */
export interface Talk {
  readonly kind: 'websocket' | 'fetch' | 'xhr' | 'eventsource';
  /** With the query. */
  readonly path: string;
  readonly method: string;
  /** The answer comes in pieces. */
  readonly stream: boolean;
}

/** A conversation with a worker, which plays its own end in the page. */
export interface WorkerTalk {
  readonly path: string;
  /** When it begins, from the start of the take. */
  readonly t: number;
  readonly lines: readonly Line[];
}

export interface Script {
  readonly talks: readonly Talk[];
  readonly lines: readonly Line[];
  readonly workers: readonly WorkerTalk[];
}

/** One playing of a capture. */
export interface Take extends Script {
  readonly id: string;
  readonly speed: number;
}
