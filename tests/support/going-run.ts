/** A NodeTool run that goes on in a page of the raw server, at an even pace. */
import type { Page } from 'puppeteer';
import type { WebSocket as ServerSocket } from 'ws';
import type { RawServer } from './raw-server.ts';

export interface Sending {
  /** Frames that were sent so far. */
  sent(): number;
  readonly done: Promise<void>;
}

/** Opens the page's socket and has the page ask for the run. Resolves with the server's end when it has been asked. */
export async function askFor(page: Page, server: RawServer, request: Uint8Array): Promise<ServerSocket> {
  const [socket] = await Promise.all([
    server.nextSocket(),
    page.evaluate(() => (globalThis as unknown as { open_(): Promise<void> }).open_()),
  ]);
  const asked = new Promise((resolve) => socket.once('message', resolve));
  await page.evaluate((base64: string) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    (globalThis as unknown as { socket: WebSocket }).socket.send(bytes);
  }, Buffer.from(request).toString('base64'));
  await asked;
  return socket;
}

/** Sends at an even pace, as many each 10 ms as are due. */
export function sendEvenly(socket: ServerSocket, frames: readonly Uint8Array[], perSecond: number): Sending {
  const from = performance.now();
  let next = 0;
  const done = new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(frames.length, Math.ceil(((performance.now() - from) / 1000) * perSecond));
      for (; next < due; next++) socket.send(frames[next] as Uint8Array);
      if (next < frames.length) return;
      clearInterval(timer);
      resolve();
    }, 10);
  });
  return { sent: () => next, done };
}
