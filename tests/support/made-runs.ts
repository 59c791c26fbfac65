/** Runs of a server under a test's control: the request of a real NodeTool run with other nodes, and what its server would send. */
import { readFileSync } from 'node:fs';
import { decode, encode } from '@msgpack/msgpack';
import type { Page } from 'puppeteer';
import type { WebSocket as ServerSocket } from 'ws';
import { readCapture } from '../../demo/capture.ts';
import type { RawServer } from './raw-server.ts';

export interface Job {
  readonly job_id: string;
  readonly workflow_id: string;
}

export interface MadeNode {
  readonly id: string;
  readonly title: string;
  readonly type: string;
}

/** What the page of a raw server (raw-server.ts) has on its window. */
export interface RawPage {
  open_(): Promise<void>;
  readonly socket: WebSocket;
  readonly seen: { readonly frames: number; readonly bytes: number };
  readonly errors: readonly string[];
}

export interface RealRequest {
  readonly data: { readonly graph: { readonly nodes: readonly object[] } };
}

/** What the page of a real run asked its server for. */
export function realRequest(): RealRequest {
  const capture = readCapture(readFileSync(new URL('../captures/nodetool/02-parallel.jsonl', import.meta.url), 'utf8'));
  if (!capture.ok) throw new Error(capture.error);
  const said = capture.value.lines.find((line) => line.from === 'page' && line.kind === 'binary');
  return decode(Buffer.from(said?.data ?? '', 'base64')) as RealRequest;
}

/** The request of a real run with another graph, as base64. */
export function request(job: Job, nodes: readonly MadeNode[], edges: readonly object[] = []): string {
  const real = realRequest();
  const [, node] = real.data.graph.nodes;
  const graph = {
    nodes: nodes.map(({ id, title, type }) => ({ ...node, id, type, ui_properties: { title } })),
    edges,
  };
  return Buffer.from(encode({ ...real, data: { ...real.data, ...job, graph } })).toString('base64');
}

/** Has the page's socket send it. */
export async function say(page: Page, base64: string): Promise<void> {
  await page.evaluate((text: string) => {
    (globalThis as unknown as RawPage).socket.send(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
  }, base64);
}

/** Opens a socket in the page and has it ask for a run; resolves with the server's end. */
export async function ask(server: RawServer, page: Page, base64: string): Promise<ServerSocket> {
  const [socket] = await Promise.all([
    server.nextSocket(),
    page.evaluate(() => (globalThis as unknown as RawPage).open_()),
  ]);
  const asked = new Promise((resolve) => socket.once('message', resolve));
  await say(page, base64);
  await asked;
  return socket;
}

/** That a job is running, completed, failed ... */
export const jobUpdate = (job: Job, status: string): Uint8Array => encode({ type: 'job_update', status, ...job });

/** That a node is running, completed ... */
export const nodeUpdate = (job: Job, node: string, name: string, status: string, result: unknown = null): Uint8Array =>
  encode({
    type: 'node_update',
    node_id: node,
    node_name: name,
    node_type: name,
    status,
    result,
    error: null,
    properties: {},
    ...job,
  });

/** That something went over an edge, in the words of NodeTool's Python server: only of this one is each `running` a firing of its own. */
export const messageSent = (job: Job, edge: string, counter: number): Uint8Array =>
  encode({ type: 'edge_update', edge_id: edge, status: 'message_sent', counter, ...job });

/** From one made node to another. */
export const edge = (id: string, source: string, target: string): object => ({
  id,
  source,
  sourceHandle: 'output',
  target,
  targetHandle: 'text',
  ui_properties: {},
  edge_type: 'data',
});

/** How far a node is. */
export const progress = (job: Job, node: string, done: number, total: number): Uint8Array =>
  encode({ type: 'node_progress', node_id: node, progress: done, total, chunk: '', ...job });

/** Frames that the page's own handler got so far. */
export const framesOf = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as RawPage).seen.frames);

/** Waits until the page's own handler got so many. */
export async function untilFramesOf(page: Page, count: number, timeout = 60_000): Promise<void> {
  await page.waitForFunction(
    (wanted: number) => (globalThis as unknown as RawPage).seen.frames >= wanted,
    { timeout, polling: 100 },
    count,
  );
}
