/** The one thing of the platform the pure core decodes text with; both browsers and Node have it. */
declare class TextDecoder {
  decode(bytes?: Uint8Array, options?: { readonly stream?: boolean }): string;
}

/** Bytes to text, a character may be cut between two pieces. */
export interface Utf8Stream {
  push(bytes: Uint8Array): string;
  /** What is left: a broken character, as U+FFFD. */
  end(): string;
}

export function utf8Stream(): Utf8Stream {
  const decoder = new TextDecoder();
  return { push: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}

const whole = new TextDecoder();

/** All of `bytes` as text. */
export function utf8(bytes: Uint8Array): string {
  return whole.decode(bytes);
}
