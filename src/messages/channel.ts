import { RELAY_LIMITS } from '../model/limits.ts';

/** The part of a port that a channel needs. */
export interface ChannelPort {
  /** Throws when the other side is gone. */
  postMessage(message: unknown): void;
  disconnect(): void;
  onMessage(listener: (message: unknown) => void): void;
  onDisconnect(listener: () => void): void;
}

export interface ChannelOptions {
  /** A new port. Throwing means try again later; undefined that there will never be one again. */
  readonly connect: () => ChannelPort | undefined;
  /** A port is there: say hello. It is not known yet whether anybody listens. */
  readonly opened: () => void;
  readonly received: (message: unknown) => void;
  /** The port is gone; another is tried after a pause. */
  readonly lost?: () => void;
  /** There will never be a port again: the extension was updated or removed under us. */
  readonly gone: () => void;
  /** Runs the action in `ms`; returns what cancels it. */
  readonly later: (action: () => void, ms: number) => () => void;
}

/**
 *            connect ok                      message
 *   waiting -----------> open (unproven) ---------------> open (pause back to the shortest)
 *      ^  ^-- throws         |
 *      +---------------------+  onDisconnect, postMessage throws: after a pause
 *   any state -> gone  when connect returns undefined; any state -> closed by `close`
 */
export type ChannelState = 'open' | 'waiting' | 'gone' | 'closed';

/** A port that comes back. Keeps nothing: what `send` did not take is the caller's to send again after `opened`. */
export interface Channel {
  state(): ChannelState;
  /** False when the message was not taken. */
  send(message: unknown): boolean;
  /** Drops the port, if any, and connects at once: after a back/forward-cache restore a port may be silently dead. */
  reconnect(): void;
  close(): void;
}

/** A channel that is `waiting` until the first `reconnect()`. Pauses double from the shortest to the longest of RELAY_LIMITS.backoffMs. */
export function createChannel({ connect, opened, received, lost, gone, later }: ChannelOptions): Channel {
  const [shortest, longest] = RELAY_LIMITS.backoffMs;
  let port: ChannelPort | undefined;
  let ended: 'gone' | 'closed' | undefined;
  let pause: number = shortest;
  let cancel = (): void => {};

  function drop(): void {
    cancel();
    const old = port;
    port = undefined;
    try {
      old?.disconnect();
    } catch {
      // It was dead already.
    }
  }

  function retry(): void {
    drop();
    lost?.();
    cancel = later(open, pause);
    pause = Math.min(pause * 2, longest);
  }

  function open(): void {
    let mine: ChannelPort | undefined;
    try {
      mine = connect();
    } catch {
      retry();
      return;
    }
    if (!mine) {
      ended = 'gone';
      gone();
      return;
    }
    port = mine;
    mine.onMessage((message) => {
      if (port !== mine) return;
      // Connecting always succeeds; only a message shows that somebody is there.
      pause = shortest;
      received(message);
    });
    mine.onDisconnect(() => {
      if (port === mine) retry();
    });
    opened();
  }

  return {
    state: () => ended ?? (port ? 'open' : 'waiting'),
    send(message) {
      if (!port) return false;
      try {
        port.postMessage(message);
        return true;
      } catch {
        retry();
        return false;
      }
    },
    reconnect() {
      if (ended) return;
      drop();
      open();
    },
    close() {
      drop();
      ended ??= 'closed';
    },
  };
}
