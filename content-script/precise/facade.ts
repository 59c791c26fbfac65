import { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, getter, now } from '../natives.ts';
import type { Seam } from '../seam.ts';
import { privateMap } from '../tap.ts';
import { type Asked, addressOf, originOf } from './address.ts';
import { createHandlers } from './handlers.ts';
import { type Arrived, close, dataOf, end, quietly, type Socket, send, takeControl, takeFrame } from './socket.ts';
import { type FromWorker, isFrame, weightOf } from './wire.ts';

/** Sockets whose connection is held by the worker. */
export interface Facade {
  /** A new one; undefined when the browser must make it (it may refuse the address, and is to say so itself). */
  open(asked: Asked, newTarget: abstract new () => object): object | undefined;
  /** The worker is gone. */
  lost(): void;
}

export interface FacadeOptions {
  readonly seam: Seam;
  /** Hands a socket's port to the worker. */
  start(asked: Asked, port: MessagePort): void;
  /** The page has handled so many bytes. */
  handled(bytes: number): void;
  /** A port was closed by the other side: the worker is gone. */
  gone(): void;
}

const { addEventListener } = EventTarget.prototype;
const { stopImmediatePropagation } = Event.prototype;
const { start: startPort } = MessagePort.prototype;
const { setPrototypeOf } = Object;
const page = document;
const NativeMessageChannel = MessageChannel;
const NativeEventTarget = EventTarget;
const baseOf = getter(Node.prototype, 'baseURI');
const { add, delete: remove } = Set.prototype;
const nativeDataOf = getter(MessageEvent.prototype, 'data');

/**
 * The page's object is the end of a MessagePort with the prototype of a WebSocket: frames are then native events of it, trusted,
 * dispatched by the browser and with microtasks between the listeners, which no event that a script dispatches has.
 * The accessors of the prototypes stay where they are and answer for these objects too.
 */
export function createFacade({ seam, start, handled, gone }: FacadeOptions): Facade {
  const sockets = privateMap<Socket>();
  const frames = privateMap<Arrived>();
  const open = new Set<Socket>();

  function received(socket: Socket, event: Event): void {
    if (!event.isTrusted) return;
    const message = nativeDataOf(event) as FromWorker;
    if (isFrame(message)) {
      handled(weightOf(message[2]));
      const frame = takeFrame(socket, message, seam);
      if (frame) {
        frames.set(event, frame);
        return;
      }
    }
    apply(stopImmediatePropagation, event, []);
    if (isFrame(message)) return;
    takeControl(socket, message, seam);
    if (message[0] === 'end') apply(remove, open, [socket]);
  }

  adapt(sockets, frames, seam);

  return {
    open(asked, newTarget) {
      const url = addressOf(asked, String(baseOf(page)));
      if (url === undefined) return undefined;
      const prototype = getPrototypeOf(construct(NativeEventTarget, [], newTarget));
      const { port1: self, port2 } = new NativeMessageChannel();
      const link = quietly(() => seam.session.link('websocket', url, now(), 'worker'));
      if (!link) return undefined;
      const socket: Socket = {
        ...{ self, url, link, protocol: '', extensions: '', state: 0, binaryType: 'blob', buffered: 0 },
      };
      sockets.set(self, socket);
      apply(add, open, [socket]);
      // The first of all listeners, those of capturing ones too: what is none of the page's stops here.
      apply(addEventListener, self, ['message', (event: Event) => received(socket, event), true]);
      apply(addEventListener, self, ['close', closedByOther, true]);
      setPrototypeOf(self, prototype);
      start({ ...asked, url }, port2);
      apply(startPort, self, []);
      return self;
    },
    lost() {
      for (const socket of open) {
        apply(remove, open, [socket]);
        end(socket, { code: 1006, reason: '', wasClean: false }, true, () =>
          seam.session.closed(socket.link, now(), 1006),
        );
      }
    },
  };

  function closedByOther(event: Event): void {
    if (!event.isTrusted) return;
    apply(stopImmediatePropagation, event, []);
    gone();
  }
}

type Sockets = { get(key: object): Socket | undefined };
type Frames = { get(key: object): Arrived | undefined };

/** Puts what knows our objects in front of the accessors and methods of WebSocket and MessageEvent. */
function adapt(sockets: Sockets, frames: Frames, seam: Seam): void {
  const { prototype } = WebSocket;
  const handlers = createHandlers();
  const port = MessagePort.prototype;
  const of = (name: string, get: (socket: Socket) => unknown): void =>
    answer(prototype, name, 'get', sockets, (socket) => get(socket));
  of('url', ({ url }) => url);
  of('readyState', ({ state }) => state);
  of('protocol', ({ protocol }) => protocol);
  of('extensions', ({ extensions }) => extensions);
  of('bufferedAmount', ({ buffered }) => buffered);
  of('binaryType', ({ binaryType }) => binaryType);
  answer(prototype, 'binaryType', 'set', sockets, (socket, [value]) => {
    const text = `${value}`;
    if (text === 'blob' || text === 'arraybuffer') socket.binaryType = text;
  });
  answer(prototype, 'send', 'value', sockets, (socket, args) => send(socket, args, seam));
  answer(prototype, 'close', 'value', sockets, (socket, args) => close(socket, args));
  const onmessage = getOwnPropertyDescriptor(port, 'onmessage');
  of('onmessage', ({ self }) => onmessage?.get && apply(onmessage.get, self, []));
  answer(
    prototype,
    'onmessage',
    'set',
    sockets,
    ({ self }, args) => onmessage?.set && apply(onmessage.set, self, [...args]),
  );
  for (const type of ['open', 'error', 'close']) {
    of(`on${type}`, ({ self }) => handlers.get(self, type));
    answer(prototype, `on${type}`, 'set', sockets, ({ self }, [value]) => handlers.set(self, type, value));
  }
  answer(MessageEvent.prototype, 'data', 'get', frames, dataOf);
  const targetOf = getter(Event.prototype, 'target');
  const isFrameEvent = {
    get: (event: object) => (frames.get(event) ? sockets.get(targetOf(event) as object) : undefined),
  };
  answer(MessageEvent.prototype, 'origin', 'get', isFrameEvent, ({ url }) => originOf(url));
}

/** Lets `ours` answer for the objects that `known` knows, and the function that was there for all others. */
function answer<T>(
  prototype: object,
  name: string,
  part: 'get' | 'set' | 'value',
  known: { get(key: object): T | undefined },
  ours: (state: T, args: readonly unknown[]) => unknown,
): void {
  const place = getOwnPropertyDescriptor(prototype, name);
  const native = place?.[part];
  if (!place || typeof native !== 'function') return;
  const proxy = new Proxy(native, {
    apply(target, self, args) {
      const state = typeof self === 'object' && self !== null ? known.get(self) : undefined;
      return state ? ours(state, args) : apply(target, self, args);
    },
  });
  defineProperty(prototype, name, { ...place, [part]: proxy });
}
