import { getter, now } from './natives.ts';
import { payloadOf } from './payload.ts';
import type { Link, Session } from './session.ts';
import { privateMap, tapConstructor, tapMethod } from './tap.ts';
import { watch } from './watch.ts';

export interface SocketTap {
  /** Watches a socket that was made before we came, from now on. Does nothing for what is no open socket, or is watched already. */
  attach(socket: object): void;
}

/**
 * Watches every WebSocket of this window, both ways, passively: one listener per event, added before the page's own, and
 * a look at what `send` was given after it went out. Events, listeners and results are the browser's own.
 */
export function tapWebSocket(session: Session): SocketTap {
  const { prototype, OPEN } = WebSocket;
  const urlOf = getter(prototype, 'url');
  const readyStateOf = getter(prototype, 'readyState');
  const dataOf = getter(MessageEvent.prototype, 'data');
  const codeOf = getter(CloseEvent.prototype, 'code');
  const links = privateMap<Link>();

  function follow(socket: object): Link {
    const link = session.link('websocket', String(urlOf(socket)), now());
    links.set(socket, link);
    watch(socket as EventTarget, 'open', (_event, t) => session.opened(link, t));
    watch(socket as EventTarget, 'close', (event, t) => session.closed(link, t, codeOf(event) as number));
    watch(socket as EventTarget, 'message', (event, t) => {
      if (session.idle()) return;
      session.frame(link, 'in', payloadOf(dataOf(event)), t);
    });
    return link;
  }

  tapConstructor('WebSocket', follow);

  tapMethod(prototype, 'send', (socket, [data], t) => {
    const link = links.get(socket);
    // On a closing socket `send` does nothing, quietly: what it was given never left.
    if (!link || session.idle() || readyStateOf(socket) !== OPEN) return;
    session.frame(link, 'out', payloadOf(data), t);
  });

  return {
    attach(socket) {
      if (!links.get(socket) && readyStateOf(socket) === OPEN) session.opened(follow(socket), now());
    },
  };
}
