/** Our traces in speedscope itself, as it is published: every node is there, as long as it was. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from '../../scripts/browser.ts';
import { labelOf } from '../../src/formats/trace/spans.ts';
import { writeTrace } from '../../src/formats/trace/write.ts';
import type { Run } from '../../src/model/run.ts';
import { analyseCapture } from '../../src/profiler/capture-run.ts';
import { buildRun } from '../support/build-run.ts';
import { loadCapture } from '../support/captures.ts';

const RELEASE = join(dirname(createRequire(import.meta.url).resolve('speedscope/package.json')), 'dist/release');
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

let browser: Browser;
let server: Server;
let base: string;
let trace = '';

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/trace.json') return void response.end(trace);
    const file = join(RELEASE, path === '/' ? 'index.html' : path.slice(1));
    const content = await readFile(file).catch(() => undefined);
    response.writeHead(content ? 200 : 404, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await puppeteer.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

interface Exported {
  readonly shared: { readonly frames: readonly { readonly name: string }[] };
  readonly profiles: readonly {
    readonly name: string;
    readonly unit: string;
    readonly events: readonly { readonly type: 'O' | 'C'; readonly at: number; readonly frame: number }[];
  }[];
}

/** What speedscope made of a file, by its own export. */
async function inSpeedscope(text: string): Promise<Exported> {
  trace = text;
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(() => {
    const blobs = new Map<string, Blob>();
    const native = URL.createObjectURL;
    URL.createObjectURL = (blob: Blob) => {
      const url = native.call(URL, blob);
      blobs.set(url, blob);
      return url;
    };
    HTMLAnchorElement.prototype.click = function () {
      Object.assign(globalThis, { saved: blobs.get(this.href)?.text() ?? fetch(this.href).then((r) => r.text()) });
    };
  });
  await page.goto(`${base}/#profileURL=${encodeURIComponent(`${base}/trace.json`)}`);
  // Its title names what it has loaded.
  await page.waitForFunction(() => document.title.includes('trace.json') || document.title.includes('run '));
  await page.keyboard.down('Control');
  await page.keyboard.press('s');
  await page.keyboard.up('Control');
  await page.waitForFunction(() => 'saved' in globalThis);
  const saved = await page.evaluate(() => (globalThis as unknown as { saved: Promise<string> }).saved);
  await page.close();
  return JSON.parse(saved) as Exported;
}

/** `name duration` of each frame that was opened and closed, microseconds. */
function framesOf({ shared, profiles }: Exported): string[] {
  return profiles.flatMap(({ events, unit }) => {
    expect(unit).toBe('microseconds');
    const open: { readonly frame: number; readonly at: number }[] = [];
    return events.flatMap(({ type, at, frame }) => {
      if (type === 'O') {
        open.push({ frame, at });
        return [];
      }
      const begun = open.pop();
      expect(begun?.frame).toBe(frame);
      return [`${shared.frames[frame]?.name} ${at - (begun?.at ?? 0)}`];
    });
  });
}

const lengthsOf = (run: Run): string[] =>
  run.nodes.flatMap((n) =>
    n.startUs === undefined || n.endUs === undefined ? [] : [`${labelOf(n)} ${n.endUs - n.startUs}`],
  );

describe('speedscope', () => {
  it.each([
    ['nodetool', 't1-dag'],
    ['n8n', 'loop'],
    ['comfyui', 'c1-sync'],
  ])('shows every node of %s/%s with its true duration', async (folder, name) => {
    const { runs } = analyseCapture(loadCapture(folder, name).rows);
    const whole = runs.filter((run) => run.status === 'success');
    expect(whole.length).toBeGreaterThan(0);
    const shown = framesOf(await inSpeedscope([...writeTrace(whole)].join('')));
    // What has no length at all is no box to it.
    const long = (line: string): boolean => !line.endsWith(' 0');
    expect(shown.filter(long).sort()).toEqual(whole.flatMap(lengthsOf).filter(long).sort());
  });

  it('keeps turns of a loop apart that follow each other at once, and shows whole what began before its run', async () => {
    const turns = Array.from({ length: 5 }, (_, i) => ({ id: 'turn', instance: i, start: i * 10, end: i * 10 + 10 }));
    const other = { id: 'other', start: -5, end: 20 };
    const run = buildRun({
      nodes: [...turns, { ...other, instance: 0 }, { ...other, instance: 1, start: 20, end: 21 }],
    });
    const shown = framesOf(await inSpeedscope([...writeTrace([run])].join('')));
    expect(shown.sort()).toEqual([...turns.map(() => 'TURN 10000'), 'OTHER 25000', 'OTHER 1000'].sort());
  });
});
