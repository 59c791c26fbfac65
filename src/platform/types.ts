/** What we use of the browser, small enough to fake in a test. The real ones are beside this file; only entry files import those. */

import type { Header } from '../model/collector.ts';

/** Who is at the other end of a port, as the browser (not the sender) says. */
export interface Sender {
  readonly id?: string;
  readonly url?: string;
  readonly origin?: string;
  readonly tabId?: number;
  readonly frameId?: number;
}

export interface Port {
  readonly name: string;
  readonly sender: Sender;
  /** Throws when the other side is gone (the only sign of it after a back/forward-cache restore in Chromium). */
  postMessage(message: unknown): void;
  /** Closes our end; our own `onDisconnect` listeners are not called. */
  disconnect(): void;
  onMessage(listener: (message: unknown) => void): void;
  onDisconnect(listener: () => void): void;
}

/** Small values that survive everything (`storage.local`). Promises reject when the browser fails to read or write. */
export interface KeyValues {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  /** Calls back with each key that any context of the extension changed. */
  onChange(listener: (key: string, value: unknown) => void): void;
}

/** Wake-ups that survive the worker. Browsers round periods below 30 s up. */
export interface Alarms {
  /** Does nothing while there is an alarm of that name: setting it anew would put it off. */
  every(name: string, seconds: number): Promise<void>;
  clear(name: string): void;
  onAlarm(listener: (name: string) => void): void;
}

/** Our own identity. */
export interface Extension {
  readonly id: string;
  /** `chrome-extension://<id>` or `moz-extension://<uuid>`, without a slash at the end. */
  readonly origin: string;
}

/** Time and timers. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls back once after `ms`; returns the function that prevents it. */
  after(ms: number, callback: () => void): () => void;
}

/** Which sites the browser lets us see, and our content scripts on those that the manifest does not name (model/site.ts). */
export interface Sites {
  /** Match patterns granted now; those of the manifest may be among them. */
  granted(): Promise<readonly string[]>;
  /** Calls back with what was added or removed. Call it synchronously when the worker starts: a grant may be what starts it. */
  onChange(listener: (change: { readonly added: readonly string[] }) => void): void;
  /**
   * Has our scripts run at the start of pages of these patterns from now on, and of no others; built-in sites are the manifest's affair.
   * The script of the precise clock in pages of `precise`, built-in or not, in browsers that have what it takes.
   */
  register(patterns: readonly string[], precise: readonly string[]): Promise<void>;
  /** Starts our scripts now in open pages of these patterns, in every frame that has none yet. */
  startIn(patterns: readonly string[]): Promise<void>;
}

/** What came of a request: an answer, or why there is none. */
export type Posted =
  | { readonly status: number; readonly text: string; readonly retryAfterS?: number }
  | { readonly failed: string };

/** Sends JSON to an address that the user named. Never rejects. */
export type Post = (url: string, headers: readonly Header[], body: string) => Promise<Posted>;

/** Everything the background needs from the browser. */
export interface Platform {
  readonly extension: Extension;
  readonly values: KeyValues;
  readonly alarms: Alarms;
  readonly sites: Sites;
  readonly clock: Clock;
  readonly indexedDB: IDBFactory;
  readonly post: Post;
  onConnect(listener: (port: Port) => void): void;
  /** Text on the toolbar's button, a few characters; '' for none. */
  badge(text: string): void;
  /** Shows on the toolbar's button whether recording is paused. */
  showPaused(paused: boolean): void;
  /** Shows a notification of the browser, in place of one with the same id; nothing while the user has not allowed that. */
  notify(id: string, title: string, text: string): void;
  /** Opens the options page in a tab, with a site to offer there ('' for none). */
  openOptions(origin: string): Promise<void>;
  /** Once when the browser has started, or the extension begins anew: no page script of before is there any more. */
  onStartup(listener: () => void): void;
}
