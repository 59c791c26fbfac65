import { getOwnPropertyDescriptor, getPrototypeOf } from './natives.ts';
import type { SocketTap } from './tap-websocket.ts';

/** Where pages keep a socket that anybody can reach: ComfyUI, both its names for its app. */
const PLACES = [
  ['app', 'api', 'socket'],
  ['comfyAPI', 'app', 'app', 'api', 'socket'],
];

/** Watches the sockets that were open before we came and that the page keeps in a known public place. */
export function attachOpenSockets(tap: SocketTap): void {
  for (const path of PLACES) {
    const socket = path.reduce<unknown>(memberOf, window);
    if (typeof socket === 'object' && socket !== null) tryAttach(tap, socket);
  }
}

function tryAttach(tap: SocketTap, socket: object): void {
  try {
    tap.attach(socket);
  } catch {
    // It is called like a socket and is none.
  }
}

/** A member that can be had without calling a getter of the page. */
function memberOf(object: unknown, name: string): unknown {
  for (let at = object; typeof at === 'object' && at !== null; at = getPrototypeOf(at)) {
    const found = getOwnPropertyDescriptor(at, name);
    if (found) return found.value;
  }
  return undefined;
}
