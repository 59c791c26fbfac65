/** Chromium's socket with back-pressure (124), as far as it is used; the platform's types do not know it yet. */
interface WebSocketStreamConnection {
  readonly readable: ReadableStream<string | ArrayBuffer | Uint8Array<ArrayBuffer>>;
  readonly writable: WritableStream<string | ArrayBuffer>;
  readonly protocol: string;
  readonly extensions: string;
}

interface WebSocketStream {
  readonly opened: Promise<WebSocketStreamConnection>;
  readonly closed: Promise<{ readonly closeCode: number; readonly reason: string }>;
  close(info?: { readonly closeCode?: number; readonly reason?: string }): void;
}

declare var WebSocketStream: {
  new (
    url: string,
    options?: { readonly protocols?: readonly string[]; readonly signal?: AbortSignal },
  ): WebSocketStream;
};

/** Chromium 111; in the types from ES2024 on. */
interface String {
  toWellFormed(): string;
}
