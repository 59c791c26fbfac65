import { PAGE_LIMITS } from '../../src/model/limits.ts';
import { fromMillis, type Micros } from '../../src/model/time.ts';
import { apply, getter, now } from '../natives.ts';
import { payloadOf } from '../payload.ts';
import type { Seam } from '../seam.ts';
import type { Link } from '../session.ts';
import { utf8Length, wellFormed } from './bytes.ts';
import type { ControlMessage, FrameMessage, ToWorker } from './wire.ts';

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** What the page's object stands for. The object itself is the page's end of the socket's port. */
export interface Socket {
  readonly self: EventTarget;
  readonly url: string;
  protocol: string;
  extensions: string;
  state: number;
  binaryType: 'blob' | 'arraybuffer';
  buffered: number;
  readonly link: Link;
}

const portMethods = MessagePort.prototype;
const { postMessage, close: closePort } = portMethods;
const { dispatchEvent } = EventTarget.prototype;
const NativeEvent = Event;
const NativeCloseEvent = CloseEvent;
const NativeBlob = Blob;
const NativeDOMException = DOMException;
const blobSize = getter(Blob.prototype, 'size');
const { min } = Math;
const Bytes = Uint8Array;

const post = (socket: Socket, message: ToWorker, transfer: Transferable[] = []): void =>
  apply(postMessage, socket.self, [message, transfer]);
const fire = (socket: Socket, event: Event): void => void apply(dispatchEvent, socket.self, [event]);

/** Tells the hook. Nothing of it may reach the page, which may have broken what it uses. */
export function quietly<T>(tell: () => T): T | undefined {
  try {
    return tell();
  } catch {
    return undefined;
  }
}

/** Whole frames wait in no state of ours: what a page gets of one as `data`, made when it asks for it. */
export interface Arrived {
  data: string | ArrayBuffer | Blob;
  asBlob: boolean;
}

/** `data` of a frame as its page wants it: the same object each time. */
export function dataOf(frame: Arrived): Arrived['data'] {
  if (frame.asBlob && typeof frame.data !== 'string') frame.data = new NativeBlob([frame.data as ArrayBuffer]);
  frame.asBlob = false;
  return frame.data;
}

/** A frame came: told to the hook before the page hears of it. Undefined when it is none for the page any more. */
export function takeFrame(socket: Socket, [t, lateMs, data]: FrameMessage, { session }: Seam): Arrived | undefined {
  if (socket.state !== OPEN) return undefined;
  // The worker's clock and the page's are the same; no frame was there after it was handled.
  const seen = min(fromMillis(t), now()) as Micros;
  quietly(() => {
    if (!session.idle()) session.frame(socket.link, 'in', payloadOf(data), seen, undefined, fromMillis(lateMs));
  });
  return { data, asBlob: socket.binaryType === 'blob' };
}

export function takeControl(socket: Socket, message: ControlMessage, { session }: Seam): void {
  if (message[0] === 'sent') socket.buffered -= message[1];
  else if (message[0] === 'end') {
    const [, t, code, reason, wasClean, failed] = message;
    end(socket, { code, reason, wasClean }, failed, () => session.closed(socket.link, fromMillis(t), code));
  } else if (socket.state === CONNECTING) {
    const [, t, protocol, extensions] = message;
    Object.assign(socket, { state: OPEN, protocol, extensions });
    quietly(() => session.opened(socket.link, fromMillis(t)));
    fire(socket, new NativeEvent('open'));
  }
}

/** The connection is over, or was never there; also when the worker is gone, which is a lost connection to the page. */
export function end(socket: Socket, how: CloseEventInit, failed: boolean, tell: () => void): void {
  if (socket.state === CLOSED) return;
  socket.state = CLOSED;
  apply(closePort, socket.self, []);
  quietly(tell);
  if (failed) fire(socket, new NativeEvent('error'));
  fire(socket, new NativeCloseEvent('close', how));
}

/** `send`, with the browser's own words for what it refuses. */
export function send(socket: Socket, args: readonly unknown[], { session }: Seam): void {
  const failed = "Failed to execute 'send' on 'WebSocket': ";
  if (args.length === 0) throw new TypeError(`${failed}1 argument required, but only 0 present.`);
  const [data, bytes] = sendable(args[0], failed);
  if (socket.state === CONNECTING)
    throw new NativeDOMException(`${failed}Still in CONNECTING state.`, 'InvalidStateError');
  socket.buffered += bytes;
  // It never leaves, and is counted all the same.
  if (socket.state !== OPEN) return;
  const t = now();
  post(socket, ['send', data, bytes], typeof data === 'object' && !isBlob(data) ? [data] : []);
  quietly(() => {
    if (!session.idle()) session.frame(socket.link, 'out', payloadOf(args[0]), t);
  });
}

function sendable(value: unknown, failed: string): readonly [data: string | ArrayBuffer | Blob, bytes: number] {
  if (typeof value === 'object' && value !== null) {
    const bytes = bytesOf(value);
    if (bytes) return [bytes, bytes.byteLength];
    if (isBlob(value)) return [value, blobSize(value) as number];
  }
  const text = wellFormed(value, failed);
  return [text, utf8Length(text)];
}

/** A copy of what a buffer or view holds: nothing, of one that was given away. */
function bytesOf(value: object): ArrayBuffer | undefined {
  try {
    const payload = payloadOf(value);
    return payload instanceof Bytes ? new Bytes(payload).buffer : undefined;
  } catch {
    return new Bytes(0).buffer;
  }
}

/** By its internal slot. */
function isBlob(value: object): value is Blob {
  try {
    blobSize(value);
    return true;
  } catch {
    return false;
  }
}

/** `close`, likewise. */
export function close(socket: Socket, [code, reason]: readonly unknown[]): void {
  const failed = "Failed to execute 'close' on 'WebSocket': ";
  const number = code === undefined ? undefined : clamped(code);
  const words = reason === undefined ? '' : wellFormed(reason, failed);
  if (number !== undefined && number !== 1000 && !(number >= 3000 && number <= 4999))
    throw new NativeDOMException(
      `${failed}The close code must be either 1000, or between 3000 and 4999. ${number} is neither.`,
      'InvalidAccessError',
    );
  if (utf8Length(words) > PAGE_LIMITS.closeReasonBytes)
    throw new NativeDOMException(
      `${failed}The close reason must not be greater than ${PAGE_LIMITS.closeReasonBytes} UTF-8 bytes.`,
      'SyntaxError',
    );
  if (socket.state >= CLOSING) return;
  socket.state = CLOSING;
  post(socket, ['close', number, words]);
}

/** A number as browsers make an `unsigned short` of it, clamped. */
function clamped(code: unknown): number {
  const number = +(code as number);
  return number >= 0 ? min(Math.round(number), 0xffff) : 0;
}
