/**
 * The real panel while a run of 5 000 nodes goes on at 1 000 events a second: frames of the panel, and how late timers of the page are,
 * with the extension and the panel open against a bare browser. Exit code 1 when a bar is missed. Half a minute.
 */

import { readFileSync } from 'node:fs';
import { decode, encode } from '@msgpack/msgpack';
import type { Frame, Page } from 'puppeteer';
import type { WebSocket as ServerSocket } from 'ws';
import { readCapture } from '../../demo/capture.ts';
import { chromiumPath } from '../../scripts/browser.ts';
import { buildExtension, DIST } from '../../scripts/build.ts';
import { openPanel } from '../../scripts/devtools.ts';
import { launch } from '../../scripts/launch.ts';
import { startRawServer } from '../support/raw-server.ts';

const NODES = 5_000;
/** Nodes at work at once. */
const WIDE = 50;
const PER_SECOND = 1_000;
/** A frame each 33 ms is 30 a second. */
const FRAMES_PER_SECOND = 30;
/** Timers of the page may be late this many times as long as without the extension, or this long. */
const LATE_RATIO = 1.5;
const LATE_MS = 4;

const JOB = { job_id: 'bench', workflow_id: 'w-bench' };

/** The request of a real run with another graph, and what a server sends of it. */
function traffic(): { readonly request: string; readonly frames: readonly Uint8Array[] } {
  const capture = readCapture(readFileSync(new URL('../captures/nodetool/02-parallel.jsonl', import.meta.url), 'utf8'));
  if (!capture.ok) throw new Error(capture.error);
  const said = capture.value.lines.find((line) => line.from === 'page' && line.kind === 'binary');
  const real = decode(Buffer.from(said?.data ?? '', 'base64')) as { data: { graph: { nodes: object[] } } };
  const [, node] = real.data.graph.nodes;
  const nodes = Array.from({ length: NODES }, (_, i) => ({ ...node, id: `n${i}` }));
  const edges = nodes.slice(WIDE).map(({ id }, i) => ({
    id: `e${i}`,
    source: `n${i}`,
    sourceHandle: 'output',
    target: id,
    targetHandle: 'text',
    ui_properties: {},
    edge_type: 'data',
  }));
  const request = { ...real, data: { ...real.data, workflow_id: JOB.workflow_id, graph: { nodes, edges } } };
  const update = (i: number, status: string) =>
    encode({
      type: 'node_update',
      node_id: `n${i}`,
      node_name: 'Code',
      node_type: 'nodetool.code.Code',
      status,
      result: status === 'completed' ? { output: 'x'.repeat(200) } : null,
      error: null,
      properties: {},
      ...JOB,
    });
  const frames: Uint8Array[] = [encode({ type: 'job_update', status: 'running', ...JOB })];
  for (let i = 0; i < NODES + WIDE; i++) {
    if (i >= WIDE) frames.push(update(i - WIDE, 'completed'));
    if (i < NODES) frames.push(update(i, 'running'));
  }
  frames.push(encode({ type: 'job_update', status: 'completed', ...JOB }));
  return { request: Buffer.from(encode(request)).toString('base64'), frames };
}

/** Sends at an even pace, as many each 10 ms as are due. */
function send(socket: ServerSocket, frames: readonly Uint8Array[]): Promise<void> {
  const from = performance.now();
  let next = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(frames.length, Math.ceil(((performance.now() - from) / 1000) * PER_SECOND));
      for (; next < due; next++) socket.send(frames[next] as Uint8Array);
      if (next < frames.length) return;
      clearInterval(timer);
      resolve();
    }, 10);
  });
}

/** Notes times between frames of the panel, or how late a timer of 10 ms is, until `read`. */
async function watch(where: Frame | Page, what: 'frames' | 'timers'): Promise<() => Promise<readonly number[]>> {
  await where.evaluate((kind: string) => {
    const noted: number[] = [];
    Object.assign(globalThis, { noted });
    let last = performance.now();
    const note = (): void => {
      const now = performance.now();
      noted.push(kind === 'frames' ? now - last : now - last - 10);
      last = now;
      if (kind === 'frames') requestAnimationFrame(note);
      else setTimeout(note, 10);
    };
    if (kind === 'frames') requestAnimationFrame(note);
    else setTimeout(note, 10);
  }, what);
  return () => where.evaluate(() => (globalThis as unknown as { noted: number[] }).noted);
}

interface Measured {
  readonly late: readonly number[];
  readonly frames: readonly number[];
  /** Frames of the panel with nothing going on: what this machine allows. */
  readonly idle: readonly number[];
}

async function measure(extension: boolean): Promise<Measured> {
  const { request, frames } = traffic();
  const server = await startRawServer();
  const launched = await launch({ executablePath: chromiumPath(), ...(extension ? { extension: DIST } : {}) });
  try {
    const page = await launched.browser.newPage();
    await page.goto(server.url);
    const panel = extension ? (await openPanel(page)).frame : undefined;
    const [socket] = await Promise.all([
      server.nextSocket(),
      page.evaluate(() => (globalThis as unknown as { open_(): Promise<void> }).open_()),
    ]);
    const asked = new Promise((resolve) => socket.once('message', resolve));
    await page.evaluate((base64: string) => {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      (globalThis as unknown as { socket: WebSocket }).socket.send(bytes);
    }, request);
    await asked;
    let idle: readonly number[] = [];
    if (panel) {
      const read = await watch(panel, 'frames');
      await panel.waitForFunction(() => (globalThis as unknown as { noted: number[] }).noted.length > 100);
      idle = [...(await read())];
    }
    const readLate = await watch(page, 'timers');
    const readFrames = panel && (await watch(panel, 'frames'));
    await send(socket, frames);
    const late = await readLate();
    const shown = (await readFrames?.()) ?? [];
    await panel?.waitForFunction(
      () => document.querySelector<HTMLElement>('[data-view="runs"]')?.dataset.statuses === 'success',
      { timeout: 60_000, polling: 100 },
    );
    return { late, frames: shown, idle };
  } finally {
    await launched.close();
    await server.close();
  }
}

function quantile(list: readonly number[], share: number): number {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function bar(name: string, met: boolean, found: string): boolean {
  console.log(`  ${met ? 'met   ' : 'MISSED'}  ${name}: ${found}`);
  return met;
}

await buildExtension('chromium');
const bare = await measure(false);
const ours = await measure(true);
const perSecond = 1000 / (ours.frames.reduce((sum, ms) => sum + ms, 0) / ours.frames.length);
const allowed = 1000 / (ours.idle.reduce((sum, ms) => sum + ms, 0) / ours.idle.length);
const fixed = (list: readonly number[]) => [0.5, 0.95, 1].map((share) => quantile(list, share).toFixed(1)).join(', ');
console.log(`  panel, ms between frames (median, 95 %, longest): ${fixed(ours.frames)}; idle ${fixed(ours.idle)}`);
console.log(`  page, ms a timer is late (median, 95 %, longest): ${fixed(ours.late)}; bare ${fixed(bare.late)}`);
const [lateOurs, lateBare] = [quantile(ours.late, 0.95), quantile(bare.late, 0.95)];
const bars = [
  bar(
    'frames a second of the panel',
    perSecond >= FRAMES_PER_SECOND,
    `${perSecond.toFixed(1)}, idle ${allowed.toFixed(1)}, at least ${FRAMES_PER_SECOND}`,
  ),
  bar(
    'timers of the page late, 95 %',
    lateOurs <= Math.max(LATE_RATIO * lateBare, lateBare + LATE_MS),
    `${lateOurs.toFixed(1)} ms, bare ${lateBare.toFixed(1)} ms`,
  ),
];
process.exitCode = bars.every(Boolean) ? 0 : 1;
