import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Line, Take } from '../../../demo/lines.ts';
import { playEnd } from '../../../demo/play.ts';
import { type Demo, startDemo } from '../../../demo/server.ts';

let folder: string;
let demo: Demo;

const HEADER = '{"format":"ws-capture/1","product":"n8n"}';
const http = (t: number, phase: string, method: string, path: string, more: object = {}) =>
  JSON.stringify({ t, dir: 'http', phase, method, url: `http://h:1${path}`, ...more });
const piece = (t: number, url: string, data: string) => JSON.stringify({ t, dir: 'in', kind: 'text', url, data });

const CAPTURES: Readonly<Record<string, readonly string[]>> = {
  http: [
    http(0, 'request', 'POST', '/api/prompt?a=1', { data: '{"prompt":{}}', via: 'Fetch' }),
    http(80, 'response', 'POST', '/api/prompt?a=1', { status: 400, data: '{"error":1}' }),
  ],
  stream: [
    http(0, 'request', 'POST', '/flow', { data: 'go', via: 'Fetch' }),
    http(5, 'response-headers', 'POST', '/flow', { status: 200 }),
    piece(60, 'http://h:1/flow', 'message:\ndata:{"a":"ä"}\n\n'),
    piece(60, 'http://h:1/flow', 'data:2\n\n'),
    http(120, 'stream-end', 'POST', '/flow'),
  ],
  order: [
    JSON.stringify({ t: 0, dir: 'event', event: 'open', url: 'ws://h:1/push?ref=x' }),
    http(1, 'request', 'POST', '/run', { data: '{}', via: 'XHR' }),
    http(40, 'response', 'POST', '/run', { status: 200, data: '{"id":1}' }),
    piece(40, 'ws://h:1/push?ref=x', 'started'),
  ],
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longpole-demo-'));
  const files = Object.entries(CAPTURES).map(async ([name, rows]) => {
    const file = join(folder, `${name}.jsonl.gz`);
    await writeFile(file, gzipSync([HEADER, ...rows].join('\n')));
    return file;
  });
  demo = await startDemo({ files: await Promise.all(files) });
});
afterAll(async () => {
  await demo.close();
  await rm(folder, { recursive: true, force: true });
});

async function newTake(capture: string, speed = 1): Promise<Take> {
  const answer = await fetch(`${demo.url}/takes?capture=${capture}&speed=${speed}`, { method: 'POST' });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Take;
}

function socketOf(take: Take, talk = 0): WebSocket {
  const socket = new WebSocket(`${demo.url.replace('http', 'ws')}/take-${take.id}${take.talks[talk]?.path}`);
  socket.binaryType = 'arraybuffer';
  return socket;
}

function ask(take: Take, talk: number, change: RequestInit = {}): Promise<Response> {
  const { path = '', method = 'GET' } = take.talks[talk] ?? {};
  const body = take.lines.find((line) => line.talk === talk && line.kind === 'open')?.data;
  const headers = { 'x-longpole-talk': String(talk) };
  return fetch(`${demo.url}/take-${take.id}${path}`, { method, headers, ...(body ? { body } : {}), ...change });
}

function acknowledge(take: Take): Promise<Response> {
  return fetch(`${demo.url}/takes/${take.id}/heard`, { method: 'POST' });
}

/** Plays the page's end of one socket as the demo page does; returns when each frame came, ms from the first word. */
function playPage(take: Take): Promise<number[]> {
  const times: number[] = [];
  return new Promise((resolve, reject) => {
    const socket = socketOf(take);
    let began = 0;
    const say = ({ kind, data, code }: Line) => {
      if (kind === 'open') return;
      if (kind === 'close') return socket.close(code);
      began ||= performance.now();
      socket.send(Buffer.from(data, 'base64'));
    };
    const end = playEnd(
      take.lines,
      'page',
      take.speed,
      (n) => take.lines[n] && say(take.lines[n]),
      () => {},
    );
    socket.onopen = () => end.heard();
    socket.onmessage = () => {
      times.push(performance.now() - began);
      end.heard();
    };
    socket.onerror = () => reject(new Error('the socket failed'));
    socket.onclose = () => resolve(times);
  });
}

describe('the demo server', () => {
  it('plays capture 02 with its timing: pauses of 236, 102, 292, 277 and 600 ms', async () => {
    const times = await playPage(await newTake('02-parallel'));
    expect(times).toHaveLength(46);
    // Times of the capture minus that of its run_job, 8.111 ms. Other tests run beside this one.
    const recorded = [336.234, 438.227, 730.272, 1032.836, 1633.045, 1740.25].map((t) => t - 8.111);
    for (const wanted of recorded) {
      const nearest = Math.min(...times.map((t) => Math.abs(t - wanted)));
      expect(nearest, `a frame at ${wanted} ms`).toBeLessThan(100);
    }
  });

  it('plays it four times as fast', async () => {
    const times = await playPage(await newTake('02-parallel', 4));
    expect(times).toHaveLength(46);
    expect(times.at(-1)).toBeLessThan(1000);
  });

  it('answers requests as recorded, as late as recorded', async () => {
    const take = await newTake('http');
    const began = performance.now();
    const answer = await ask(take, 0);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toBe('{"error":1}');
    expect(performance.now() - began).toBeGreaterThanOrEqual(79);
  });

  it('answers no other request than the recorded one, and that once', async () => {
    const take = await newTake('http');
    expect((await ask(take, 0, { method: 'GET', body: null })).status).toBe(404);
    expect((await fetch(`${demo.url}/take-${take.id}/api/prompt`, { method: 'POST' })).status).toBe(404);
    expect((await ask(take, 0)).status).toBe(400);
    expect((await ask(take, 0)).status).toBe(404);
  });

  it('streams an answer piece by piece, the next when the page has the last', async () => {
    const take = await newTake('stream');
    const answer = await ask(take, 0);
    const reader = answer.body?.getReader();
    const pieces: string[] = [];
    for (;;) {
      // The first acknowledges the head.
      await acknowledge(take);
      const piece = await reader?.read();
      if (!piece || piece.done) break;
      pieces.push(Buffer.from(piece.value).toString());
    }
    expect(pieces).toEqual(['message:\ndata:{"a":"ä"}\n\n', 'data:2\n\n']);
    expect(take.lines.flatMap(({ size }) => size ?? [])).toEqual(pieces.map((text) => Buffer.byteLength(text)));
  });

  it('says nothing over a socket before the page has the answer that was recorded before', async () => {
    const take = await newTake('order');
    const heard: string[] = [];
    const socket = socketOf(take);
    await new Promise((resolve) => {
      socket.onopen = resolve;
    });
    const message = new Promise((resolve) => {
      socket.onmessage = ({ data }) => resolve(heard.push(data));
    });
    const answer = await ask(take, 1);
    heard.push(await answer.text());
    expect(heard).toEqual(['{"id":1}']);
    await acknowledge(take);
    await message;
    expect(heard).toEqual(['{"id":1}', 'started']);
    socket.close();
  });

  it('lists the captures of all editors with what they show', async () => {
    const list = (await (await fetch(`${demo.url}/captures`)).json()) as {
      name: string;
      note: string;
      product: string;
      frames: number;
    }[];
    const entry = list.find(({ name }) => name === 'nodetool/02-parallel');
    expect(entry?.note).toContain('three parallel branches');
    expect(entry?.frames).toBe(47);
    expect(list.find(({ name }) => name === 'comfyui-0.3.40/06-error')?.product).toBe('ComfyUI');
    expect(list.find(({ name }) => name === 'page-clock/big-T-0')?.frames).toBe(372);
    expect(list.map(({ name }) => name)).toContain('http');
  });

  it('says in its page at which speed it plays', async () => {
    const page = async (query: string) => (await fetch(`${demo.url}/?${query}`)).text();
    expect(await page('capture=02-parallel&speed=4')).toContain('<meta name="longpole-replay-speed" content="4">');
    expect(await page('speed="><script>')).toContain('<meta name="longpole-replay-speed" content="1">');
  });

  it('refuses what it does not have', async () => {
    expect((await fetch(`${demo.url}/takes?capture=../../package`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${demo.url}/demo/../package.json`)).status).toBe(404);
    expect((await fetch(`${demo.url}/demo/server.ts`)).status).toBe(404);
  });
});
