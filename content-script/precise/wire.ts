/**
 * What the page's half of a precise socket and the worker's half say over the socket's own port. The worker's messages are
 * native `message` events of the object that the page holds for its socket, so a frame travels as one, in order with the rest.
 */

/** Milliseconds since 1970 by the worker's clock, with fractions. */
type Ms = number;

/** To the worker, once for each socket, with its port. */
export interface Opening {
  readonly url: string;
  readonly protocols: readonly string[];
}

export type ToWorker =
  | readonly [what: 'send', data: string | ArrayBuffer | Blob, bytes: number]
  | readonly [what: 'close', code: number | undefined, reason: string];

/** A frame: when the worker had it, how long it may have waited for the worker, and what it is. */
export type FrameMessage = readonly [t: Ms, lateMs: number, data: string | ArrayBuffer];

export type ControlMessage =
  | readonly [what: 'open', t: Ms, protocol: string, extensions: string]
  /** So many bytes of what was sent have left. */
  | readonly [what: 'sent', bytes: number]
  /** `failed`: browsers fire `error` before `close`. Nothing follows. */
  | readonly [what: 'end', t: Ms, code: number, reason: string, wasClean: boolean, failed: boolean];

export type FromWorker = FrameMessage | ControlMessage;

export function isFrame(message: FromWorker): message is FrameMessage {
  return typeof message[0] === 'number';
}

/** What a frame counts for in the page's memory: its bytes, text at two a character, and what a message costs beside them. */
export function weightOf(data: string | ArrayBuffer): number {
  return MESSAGE_BYTES + (typeof data === 'string' ? 2 * data.length : data.byteLength);
}

const MESSAGE_BYTES = 512;
