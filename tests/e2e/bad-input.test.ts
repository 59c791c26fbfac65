import { readFileSync } from 'node:fs';
import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCapture } from '../../demo/capture.ts';
import { openWatchedTab, untilRuns, untilWords, type Watched } from '../support/panel.ts';
import { type RawServer, startRawServer } from '../support/raw-server.ts';
import { openStage, type Stage } from '../support/stage.ts';

let stage: Stage;
let server: RawServer;
let tab: Watched;

beforeAll(async () => {
  server = await startRawServer();
  stage = await openStage();
  tab = await openWatchedTab(stage, server.url);
});
afterAll(async () => {
  await stage.close();
  await server.close();
});

/** Frames of capture 02, in order: what the page says, what the server says. */
function framesOf02(): { readonly request: Buffer; readonly answers: readonly Buffer[] } {
  const path = new URL('../captures/nodetool/02-parallel.jsonl', import.meta.url);
  const capture = readCapture(readFileSync(path, 'utf8'));
  if (!capture.ok) throw new Error(capture.error);
  const bytes = (from: 'page' | 'server') =>
    capture.value.lines.filter((s) => s.from === from && s.kind === 'binary').map((s) => Buffer.from(s.data, 'base64'));
  const [request] = bytes('page');
  if (request === undefined) throw new Error('no request');
  return { request, answers: bytes('server') };
}

/** Things a server should never send, a hundred of them, the same each time. */
function rubbish(answers: readonly Buffer[]): readonly (Buffer | string)[] {
  const random = fc
    .sample(fc.uint8Array({ minLength: 1, maxLength: 300 }), { numRuns: 40, seed: 2 })
    .map((b) => Buffer.from(b));
  const truncated = answers
    .slice(0, 40)
    .map((frame, n) => frame.subarray(0, Math.max(1, (frame.length * (n % 10)) / 10)));
  const wrong = [
    { type: 'node_update', node_id: 5, status: ['completed'], job_id: {} },
    { type: 'node_update', node_id: 'x'.repeat(100_000), status: 'completed', job_id: null },
    { type: 'edge_update', edge_id: null, counter: 'many', status: 'active' },
    { type: 'job_update', status: 'completed', job_id: ['a'], result: -1 },
    { type: 'job_update', status: { toString: 'no' } },
  ].map((message) => Buffer.from(encode(message)));
  const deep = Buffer.concat([Buffer.from([0x81, 0xa4]), Buffer.from('type'), Buffer.alloc(100_000, 0x91)]);
  const texts = ['', '{', '{"type":"node_update"', '{"type":"job_update","status":"completed","job_id":7}', '\ud800'];
  return [...random, ...truncated, ...wrong, deep, ...texts];
}

/** A node_update with 100 MB of bytes as its result. */
function huge(): Buffer {
  const message = { type: 'node_update', node_id: 'a1', status: 'running', result: new Uint8Array(100 << 20) };
  return Buffer.from(encode(message, { initialBufferSize: (100 << 20) + 1024 }));
}

async function openSocket() {
  const [socket] = await Promise.all([
    server.nextSocket(),
    tab.page.evaluate(() => (globalThis as unknown as { open_(): Promise<void> }).open_()),
  ]);
  return socket;
}

/** The page asks for the run; resolves with its words when the server has them. */
async function ask(socket: Awaited<ReturnType<typeof openSocket>>, request: Buffer): Promise<void> {
  const heard = new Promise((resolve) => socket.once('message', resolve));
  await tab.page.evaluate((base64: string) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    (globalThis as unknown as { socket: WebSocket }).socket.send(bytes);
  }, request.toString('base64'));
  await heard;
}

function seen(): Promise<{ frames: number; bytes: number; errors: string[] }> {
  return tab.page.evaluate(() => {
    const page = globalThis as unknown as { seen: { frames: number; bytes: number }; errors: string[] };
    return { ...page.seen, errors: page.errors };
  });
}

async function untilSeen(frames: number): Promise<void> {
  await tab.page.waitForFunction(
    (wanted: number) => (globalThis as unknown as { seen: { frames: number } }).seen.frames >= wanted,
    { timeout: 30_000, polling: 50 },
    frames,
  );
}

describe('a server that sends rubbish', () => {
  it('harms neither page nor profile, and the status line counts it', async () => {
    const { request, answers } = framesOf02();
    const bad = [...rubbish(answers), huge()];
    const socket = await openSocket();
    await ask(socket, request);
    const half = answers.length >> 1;
    const sent = [...answers.slice(0, half), ...bad, ...answers.slice(half)];
    for (const frame of sent) socket.send(frame);

    await untilSeen(sent.length);
    const bytes = sent.reduce((sum, frame) => sum + frame.length, 0);
    expect(await seen()).toEqual({ frames: sent.length, bytes, errors: [] });
    await untilRuns(tab.frame, ['success']);
    await untilWords(tab.frame, '[data-view="status"]', 'unreadable');
    await untilWords(tab.frame, '[data-view="runs"]', 'lab parallel branches');
  });

  it('does not spoil the next run on another socket', async () => {
    const { request, answers } = framesOf02();
    const before = (await seen()).frames;
    const socket = await openSocket();
    // Another job of the same workflow: its id is 36 characters, so the framing stays valid.
    const rename = (frame: Buffer) =>
      Buffer.from(
        frame
          .toString('latin1')
          .replaceAll('d033535b-0c98-4cda-a792-6a58ea851c23', '00000000-0c98-4cda-a792-6a58ea851c23'),
        'latin1',
      );
    await ask(socket, rename(request));
    for (const frame of answers) socket.send(rename(frame));
    await untilSeen(before + answers.length);
    await untilRuns(tab.frame, ['success', 'success']);
  });
});
