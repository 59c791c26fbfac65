/**
 * The few things a content script needs of the extension API. By hand, because webextension-polyfill would add 10 kB to
 * every page; both browsers know these by callback-free calls.
 */
import type { ChannelPort } from '../src/messages/channel.ts';

interface Event<Listener> {
  addListener(listener: Listener): void;
}

interface NativePort {
  postMessage(message: unknown): void;
  disconnect(): void;
  readonly onMessage: Event<(message: unknown) => void>;
  readonly onDisconnect: Event<() => void>;
}

type Answer = (reply: unknown) => void;

interface Runtime {
  /** Undefined once the extension was updated or removed under us. */
  readonly id?: string;
  readonly lastError?: unknown;
  connect(info: { readonly name: string }): NativePort;
  readonly onMessage: Event<(message: unknown, sender: { readonly id?: string }, answer: Answer) => void>;
}

const api = globalThis as { browser?: { runtime: Runtime }; chrome?: { runtime?: Runtime } };

function runtime(): Runtime | undefined {
  const found = api.browser?.runtime ?? api.chrome?.runtime;
  return found?.id === undefined ? undefined : found;
}

/** A port to the background; undefined when this script has outlived its extension. May throw for a moment. */
export function connect(name: string): ChannelPort | undefined {
  const port = runtime()?.connect({ name });
  return (
    port && {
      postMessage: (message) => port.postMessage(message),
      disconnect: () => port.disconnect(),
      onMessage: (listener) => port.onMessage.addListener((message) => listener(message)),
      onDisconnect: (listener) =>
        port.onDisconnect.addListener(() => {
          // Reading it keeps Chromium from logging it when a page goes into the back/forward cache.
          void runtime()?.lastError;
          listener();
        }),
    }
  );
}

/** Answers one-off messages from our own extension pages; `reply` returns undefined for what is not its business. */
export function onRequest(reply: (message: unknown) => unknown): void {
  runtime()?.onMessage.addListener((message, sender, answer) => {
    if (sender.id !== runtime()?.id) return;
    const value = reply(message);
    if (value !== undefined) answer(value);
  });
}

/** Runs `action` in `ms`; returns what cancels it. */
export function later(action: () => void, ms: number): () => void {
  const timer = setTimeout(action, ms);
  return () => clearTimeout(timer);
}
