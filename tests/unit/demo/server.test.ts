import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playEnd } from '../../../demo/play.ts';
import { type Demo, startDemo } from '../../../demo/server.ts';
import type { Take } from '../../../demo/take.ts';

let folder: string;
let demo: Demo;

const HTTP_ROWS = [
  { t: 0, dir: 'http', phase: 'request', method: 'POST', url: 'http://h:1/api/prompt', data: '{"prompt":{}}' },
  {
    t: 80,
    dir: 'http',
    phase: 'response',
    method: 'POST',
    url: 'http://h:1/api/prompt',
    status: 400,
    data: '{"error":1}',
  },
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longpole-demo-'));
  const file = join(folder, 'http.jsonl');
  await writeFile(file, ['{"format":"ws-capture/1"}', ...HTTP_ROWS.map((row) => JSON.stringify(row))].join('\n'));
  demo = await startDemo({ files: [file] });
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

/** Plays the page's end as the demo page does; returns when each frame came, ms from the first word. */
function playPage(take: Take): Promise<{ times: number[]; sizes: number[] }> {
  const talk = take.conversations[0];
  if (talk === undefined) throw new Error('no conversation');
  const times: number[] = [];
  const sizes: number[] = [];
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${demo.url.replace('http', 'ws')}${talk.path}?take=${take.id}&talk=0`);
    socket.binaryType = 'arraybuffer';
    let began = 0;
    let end: ReturnType<typeof playEnd> | undefined;
    const say = (index: number) => {
      const step = talk.steps[index];
      if (step === undefined) return;
      if (step.kind === 'close') return socket.close(step.code);
      began ||= performance.now();
      socket.send(Buffer.from(step.data, 'base64'));
    };
    socket.onopen = () => {
      end = playEnd(talk.steps, 'page', take.speed, say, () => {});
    };
    socket.onmessage = ({ data }) => {
      times.push(performance.now() - began);
      sizes.push(data.byteLength);
      end?.heard();
    };
    socket.onerror = () => reject(new Error('the socket failed'));
    socket.onclose = () => resolve({ times, sizes });
  });
}

describe('the demo server', () => {
  it('plays capture 02 with its timing: pauses of 236, 102, 292, 277 and 600 ms', async () => {
    const { times } = await playPage(await newTake('02-parallel'));
    expect(times).toHaveLength(46);
    // Times of the capture minus that of its run_job, 8.111 ms. Other tests run beside this one.
    const recorded = [336.234, 438.227, 730.272, 1032.836, 1633.045, 1740.25].map((t) => t - 8.111);
    for (const wanted of recorded) {
      const nearest = Math.min(...times.map((t) => Math.abs(t - wanted)));
      expect(nearest, `a frame at ${wanted} ms`).toBeLessThan(100);
    }
  });

  it('plays it four times as fast', async () => {
    const { times } = await playPage(await newTake('02-parallel', 4));
    expect(times).toHaveLength(46);
    expect(times.at(-1)).toBeLessThan(1000);
  });

  it('answers HTTP requests as recorded, as late as recorded', async () => {
    const take = await newTake('http');
    const began = performance.now();
    const answer = await fetch(`${demo.url}/api/prompt`, {
      method: 'POST',
      body: take.conversations[0]?.steps[0]?.data ?? '',
      headers: { 'x-longpole-take': `take=${take.id}&talk=0` },
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toBe('{"error":1}');
    expect(performance.now() - began).toBeGreaterThanOrEqual(79);
  });

  it('lists the captures with what they show', async () => {
    const list = (await (await fetch(`${demo.url}/captures`)).json()) as {
      name: string;
      note: string;
      frames: number;
    }[];
    const entry = list.find(({ name }) => name === '02-parallel');
    expect(entry?.note).toContain('three parallel branches');
    expect(entry?.frames).toBe(47);
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
