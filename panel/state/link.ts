/** The panel's end of the port to the background: says hello, answers requests, comes back after every loss. */
import { type ReadonlySignal, signal } from '@preact/signals';
import {
  type FromBackground,
  PANEL_PORT,
  type PanelRequest,
  type ToBackgroundFromPanel,
} from '../../src/messages/panel.ts';
import { LIMITS } from '../../src/model/limits.ts';
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

/** Opens the link at once and keeps it open: pauses of 100 ms doubling to 5 s between attempts. */
export function openLink({ connect, clock, tabId, onMessage }: LinkOptions): Link {
  const [firstPause, longestPause] = LIMITS.backoffMs;
  const up = signal(false);
  const dead = signal('');
  const waiting = new Map<number, (result: Result<unknown>) => void>();
  let port: Port | undefined;
  let pause: number = firstPause;
  let nextId = 1;
  let closed = false;
  let cancelRetry: (() => void) | undefined;

  const send = (message: ToBackgroundFromPanel): boolean => {
    try {
      port?.postMessage(message);
      return port !== undefined;
    } catch {
      // The only sign of a port whose other side is gone.
      lost(port);
      return false;
    }
  };

  const lost = (which: Port | undefined): void => {
    if (closed || which !== port) return;
    port = undefined;
    up.value = false;
    for (const answer of waiting.values()) answer(fail('The connection to the background was lost. Try again.'));
    waiting.clear();
    cancelRetry?.();
    cancelRetry = clock.after(pause, open);
    pause = Math.min(pause * 2, longestPause);
  };

  const receive = (message: unknown): void => {
    if (!isFromBackground(message)) return;
    up.value = true;
    pause = firstPause;
    if (message.kind === 'reply') {
      waiting.get(message.id)?.(message.ok ? ok(message.value) : fail(message.error));
      waiting.delete(message.id);
    } else onMessage(message);
  };

  function open(): void {
    try {
      const mine = connect(PANEL_PORT);
      port = mine;
      mine.onMessage((message) => mine === port && receive(message));
      mine.onDisconnect(() => lost(mine));
      dead.value = '';
      send({ kind: 'hello', tabId });
    } catch (error) {
      dead.value = error instanceof Error ? error.message : 'unknown reason';
      lost(port);
    }
  }
  open();

  return {
    up,
    dead,
    hello: () => void send({ kind: 'hello', tabId }),
    request: (request) =>
      new Promise((resolve) => {
        const id = nextId++;
        waiting.set(id, resolve);
        if (send({ kind: 'request', id, request })) return;
        waiting.delete(id);
        resolve(fail('The background is not reachable at the moment. Try again.'));
      }),
    close: () => {
      closed = true;
      cancelRetry?.();
      port?.disconnect();
      port = undefined;
    },
  };
}
