/** What only the sockets of the precise clock have: they are made of a MessagePort. */
import { next, wsUrl } from './kit.ts';

/** Whether the worker holds this socket. No page has a reason to ask like that. */
export function isPrecise(socket: WebSocket): boolean {
  try {
    MessagePort.prototype.start.call(socket as unknown as MessagePort);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when the worker takes sockets; in a bare browser after some sockets. */
export async function untilPrecise(): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const socket = new WebSocket(wsUrl());
    await next(socket, 'open');
    socket.close();
    if (isPrecise(socket)) return;
  }
}
