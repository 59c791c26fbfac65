import type { Micros } from '../src/model/time.ts';
import { getter, listen, now } from './natives.ts';
import { payloadOf } from './payload.ts';
import type { Link, Session } from './session.ts';
import { privateMap, tapConstructor, tapMethod } from './tap.ts';

/**
 * Watches every WebSocket of this window, both ways, passively: one listener per event, added before the page's own, and
 * a look at what `send` was given after it went out. Events, listeners and results are the browser's own.
 */
export function tapWebSocket(session: Session): void {
  const { prototype, OPEN } = WebSocket;
  const urlOf = getter(prototype, 'url');
  const readyStateOf = getter(prototype, 'readyState');
  const dataOf = getter(MessageEvent.prototype, 'data');
  const codeOf = getter(CloseEvent.prototype, 'code');
  const links = privateMap<Link>();

  tapConstructor('WebSocket', (socket) => {
    const link = session.link('websocket', String(urlOf(socket)), now());
    links.set(socket, link);
    watch(socket as EventTarget, 'open', (_event, t) => session.opened(link, t));
    watch(socket as EventTarget, 'close', (event, t) => session.closed(link, t, codeOf(event) as number));
    watch(socket as EventTarget, 'message', (event, t) => {
      if (session.idle()) return;
      session.frame(link, 'in', payloadOf(dataOf(event)), t);
    });
  });

  tapMethod(prototype, 'send', (socket, [data], t) => {
    const link = links.get(socket);
    // On a closing socket `send` does nothing, quietly: what it was given never left.
    if (!link || session.idle() || readyStateOf(socket) !== OPEN) return;
    session.frame(link, 'out', payloadOf(data), t);
  });
}

/** `t` is read first; events that the page made itself are not traffic. */
function watch(target: EventTarget, type: string, seen: (event: Event, t: Micros) => void): void {
  listen(target, type, (event) => {
    try {
      const t = now();
      if (event.isTrusted) seen(event, t);
    } catch {
      // Nothing of ours may reach the page.
    }
  });
}
