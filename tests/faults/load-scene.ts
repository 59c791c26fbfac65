/** What a load is, and what loads have in common, whatever the browser. */
import type { Page } from 'puppeteer';
import type { WebSocket as ServerSocket } from 'ws';
import type { PanelDocument } from '../../scripts/panel-document.ts';
import type { Run } from '../../src/model/run.ts';
import { edge, type Job, type MadeNode, messageSent, nodeUpdate, progress } from '../support/made-runs.ts';
import type { RawServer } from '../support/raw-server.ts';

export interface LoadOutcome {
  /** What came of it, in words with figures. */
  readonly found: string;
  /** What did not hold; empty when all did. */
  readonly wrong: readonly string[];
}

export interface Load {
  readonly name: string;
  /** Chromium, if not this one. */
  readonly browser?: 'firefox';
  /** What must hold, in the words of the table. */
  readonly holds: string;
  run(scene: LoadScene): Promise<LoadOutcome>;
}

export interface LoadScene {
  readonly server: RawServer;
  readonly page: Page;
  readonly panel: PanelDocument;
  /** For the load that goes on for a time of choice, seconds. */
  readonly seconds: number;
  /** The runs of the session that the panel exports by its own button. */
  exported(): Promise<readonly Run[]>;
  /** What each part of it holds after its garbage is gone, MB. The parts are the browser's. */
  heaps(): Promise<Heaps>;
  /** Makes the store keep so many runs of a workflow. */
  keep(runs: number): Promise<void>;
  close(): Promise<void>;
}

export type Heaps = Readonly<Record<string, number>>;

/** Minutes pass while a million frames are read. */
export const PATIENCE_MS = 600_000;
/** Frames that wait in the server's socket, bytes: more would only fill its memory. */
const WAITING = 4 << 20;
export const MEGA = 1 << 20;

export const nodesOf = (count: number): readonly MadeNode[] =>
  Array.from({ length: count }, (_, i) => ({ id: `n${i}`, title: `Node ${i}`, type: `load.Node${i % 10}` }));

export const EDGES = [edge('e0', 'n0', 'n1')];

/** Sends as fast as the page reads. */
export async function pour(socket: ServerSocket, frames: Iterable<Uint8Array>): Promise<number> {
  let sent = 0;
  for (const frame of frames) {
    socket.send(frame);
    sent++;
    while (socket.bufferedAmount > WAITING) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return sent;
}

/** Sends at an even pace, as many each 10 ms as are due. */
export function pace(
  socket: ServerSocket,
  frames: Iterator<Uint8Array>,
  perSecond: number,
  forMs: number,
): Promise<number> {
  const from = performance.now();
  let sent = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const ms = Math.min(forMs, performance.now() - from);
      for (const due = Math.floor((ms / 1000) * perSecond); sent < due; sent++) {
        const { value, done } = frames.next();
        if (!done) socket.send(value);
      }
      if (ms < forMs) return;
      clearInterval(timer);
      resolve(sent);
    }, 10);
  });
}

/** A run's messages: each node begins, tells how far it is and ends, again and again. */
export function* firings(job: Job, nodes: number, times: number, steps: number): Generator<Uint8Array> {
  yield messageSent(job, 'e0', 1);
  for (let time = 0; time < times; time++) {
    for (let i = 0; i < nodes; i++) {
      yield nodeUpdate(job, `n${i}`, `Node ${i}`, 'running');
      for (let step = 1; step <= steps; step++) yield progress(job, `n${i}`, step, steps);
      yield nodeUpdate(job, `n${i}`, `Node ${i}`, 'completed', { output: 'x'.repeat(50) });
    }
  }
}

/** Waits until the panel lists so many runs, all with this status. */
export async function untilAll(panel: PanelDocument, count: number, status: string): Promise<void> {
  await panel.waitForFunction(
    (wanted: number, each: string) => {
      const shown = document.querySelector<HTMLElement>('[data-view="runs"]')?.dataset.statuses ?? '';
      const all = shown.split(' ').filter((one) => one !== '');
      return all.length === wanted && all.every((one) => one === each);
    },
    { timeout: PATIENCE_MS, polling: 200 },
    count,
    status,
  );
}

export const megas = (heaps: Heaps): string =>
  Object.values(heaps)
    .map((mb) => mb.toFixed(1))
    .join(' / ');

/** How much the status line tells to be lost or unreadable. */
export async function told(panel: PanelDocument, what: 'lost' | 'unreadable'): Promise<number> {
  const words = await panel.evaluate(() => document.querySelector('[data-view="status"] .counts')?.textContent ?? '');
  return Number(new RegExp(`([\\d\\s]+) ${what}`).exec(words)?.[1]?.replace(/\s/g, '') ?? 0);
}

export const unless = (holds: boolean, words: string): readonly string[] => (holds ? [] : [words]);
