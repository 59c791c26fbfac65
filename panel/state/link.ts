/** The panel's end of the port to the background: says hello, answers requests, comes back after every loss. */
import { type ReadonlySignal, signal } from '@preact/signals';
import { createChannel } from '../../src/messages/channel.ts';
import {
  type FromBackground,
  PANEL_PORT,
  type PanelRequest,
  type ToBackgroundFromPanel,
} from '../../src/messages/panel.ts';
import { fail, ok, type Result } from '../../src/model/result.ts';
import type { Clock, Port } from '../../src/platform/types.ts';

export interface Link {
  /** True from the first message the background sent over the present port. */
  readonly up: ReadonlySignal<boolean>;
  /** Why the port cannot be opened at all (the extension was updated under us); '' while there is hope. */
  readonly dead: ReadonlySignal<string>;
  /** Asks for a new snapshot. */
  hello(): void;
  /** Resolves with the reply, or with an error when the port is lost before it comes. Never rejects. */
  request(request: PanelRequest): Promise<Result<unknown>>;
  close(): void;
}

export interface LinkOptions {
  readonly connect: (name: string) => Port;
  readonly clock: Clock;
  readonly tabId: number;
  readonly onMessage: (message: Exclude<FromBackground, { kind: 'reply' }>) => void;
}

const KINDS: ReadonlySet<unknown> = new Set(['snapshot', 'delta', 'reply']);

function isFromBackground(message: unknown): message is FromBackground {
  return typeof message === 'object' && message !== null && KINDS.has((message as { kind?: unknown }).kind);
}

/** Opens the link at once and keeps it open, with the pauses of the channel between attempts. */
export function openLink({ connect, clock, tabId, onMessage }: LinkOptions): Link {
  const up = signal(false);
  const dead = signal('');
  const waiting = new Map<number, (result: Result<unknown>) => void>();
  let nextId = 1;

  const channel = createChannel({
    connect() {
      try {
        const port = connect(PANEL_PORT);
        dead.value = '';
        return port;
      } catch (error) {
        dead.value = error instanceof Error ? error.message : 'unknown reason';
        throw error;
      }
    },
    opened: hello,
    received(message) {
      if (!isFromBackground(message)) return;
      up.value = true;
      if (message.kind === 'reply') {
        waiting.get(message.id)?.(message.ok ? ok(message.value) : fail(message.error));
        waiting.delete(message.id);
      } else {
        onMessage(message);
        // In a turn of its own: what the message set going comes first, and a panel that is behind with its work says so by silence.
        clock.after(0, () => send({ kind: 'taken', rev: message.rev }));
      }
    },
    lost() {
      up.value = false;
      for (const answer of waiting.values()) answer(fail('The connection to the background was lost. Try again.'));
      waiting.clear();
    },
    // The panel's port always comes back or throws; it dies with its own page only.
    gone: () => {},
    later: (action, ms) => clock.after(ms, action),
  });
  const send = (message: ToBackgroundFromPanel): boolean => channel.send(message);
  function hello(): void {
    send({ kind: 'hello', tabId });
  }
  channel.reconnect();

  return {
    up,
    dead,
    hello,
    request: (request) =>
      new Promise((resolve) => {
        const id = nextId++;
        waiting.set(id, resolve);
        if (send({ kind: 'request', id, request })) return;
        waiting.delete(id);
        resolve(fail('The background is not reachable at the moment. Try again.'));
      }),
    close: channel.close,
  };
}
