/**
 * How much may lie in the page that it has not handled yet. Beyond it the worker asks its sockets for nothing more; the
 * browser then stops reading them, and the server is held up, as by a slow page with sockets of its own.
 */
export interface Flow {
  /** Undefined when there is room; else resolves when there is. */
  room(): Promise<void> | undefined;
  /** So much was handed to the page. */
  took(bytes: number): void;
  /** The page has handled so much of it. */
  handled(bytes: number): void;
}

/** `cap` in bytes. One frame of each socket may go beyond it: how large a frame is, is known when it is there. */
export function createFlow(cap: number): Flow {
  let there = 0;
  let waiting: (() => void)[] = [];
  return {
    room: () => (there < cap ? undefined : new Promise((resolve) => void waiting.push(resolve))),
    took(bytes) {
      there += bytes;
    },
    handled(bytes) {
      there -= bytes;
      if (there >= cap) return;
      const ready = waiting;
      waiting = [];
      for (const go of ready) go();
    },
  };
}

/** What the page has handled, told to the worker once it is `most` bytes: each time costs a message. */
export interface Receipts {
  handled(bytes: number): void;
  /** Another worker knows nothing of what this one was owed. */
  forget(): void;
}

export function createReceipts(most: number, say: (bytes: number) => void): Receipts {
  let unsaid = 0;
  return {
    handled(bytes) {
      unsaid += bytes;
      if (unsaid < most) return;
      say(unsaid);
      unsaid = 0;
    },
    forget() {
      unsaid = 0;
    },
  };
}
