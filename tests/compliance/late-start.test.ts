/** The shipped hook in a page that was there first, as when its site is allowed. The test plays the relay. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, firefoxPath } from '../../scripts/browser.ts';
import { DIST, DIST_FIREFOX } from '../../scripts/build.ts';
import { launch } from '../../scripts/launch.ts';
import { launchFirefox } from '../../scripts/launch-firefox.ts';
import type { TrafficRecord } from '../../src/model/record.ts';
import { type CheckServer, startCheckServer } from './server.ts';

/** What the page's scripts here leave for each other. */
declare const window: Window & {
  app: { api: { socket: WebSocket } };
  reads: number;
  told: TrafficRecord[];
  heard: number;
};

/** A page as ComfyUI's: its socket is open and public. */
async function openPublicSocket(): Promise<void> {
  const socket = new WebSocket(`ws://${location.host}/echo`);
  await new Promise((resolve) => {
    socket.onopen = resolve;
  });
  Object.assign(window, { app: { api: { socket } }, reads: 0, heard: 0, told: [] });
  Object.defineProperty(window, 'comfyAPI', {
    get() {
      window.reads++;
      return undefined;
    },
  });
}

/** Offers the line as the relay does. True when a hook took it. */
function playRelay(): boolean {
  const { port1 } = new MessageChannel();
  const offer = new MessageEvent('longpole-line', { ports: [port1], cancelable: true });
  window.dispatchEvent(offer);
  port1.addEventListener('to-relay', (event) => {
    window.told.push(...(JSON.parse((event as MessageEvent<string>).data).records ?? []));
  });
  const tell = (message: object) => port1.dispatchEvent(new MessageEvent('to-hook', { data: JSON.stringify(message) }));
  tell({ kind: 'config', recording: true, mappings: [] });
  window.addEventListener('flush', () => tell({ kind: 'flush' }));
  return offer.defaultPrevented;
}

/** A run over the socket, and a workflow by fetch; then all records. */
async function work(): Promise<readonly TrafficRecord[]> {
  const { socket } = window.app.api;
  const states = ['running', 'completed'];
  const answered = new Promise<void>((resolve) => {
    let left = states.length;
    socket.onmessage = () => --left === 0 && resolve();
  });
  for (const status of states)
    socket.send(JSON.stringify({ type: 'job_update', status, job_id: 'j', workflow_id: 'w' }));
  await answered;
  await fetch('/rest/workflows/json').then((response) => response.json());
  window.dispatchEvent(new Event('flush'));
  return window.told;
}

describe.each([
  ['Chromium', () => launch({ executablePath: chromiumPath() }), DIST],
  ['Firefox', () => launchFirefox({ executablePath: firefoxPath() }), DIST_FIREFOX],
] as const)('a hook that starts late, in %s', (_name, start, dist) => {
  let server: CheckServer;
  let launched: { readonly browser: Browser; close(): Promise<void> };
  let page: Page;
  let hook: string;

  beforeAll(async () => {
    server = await startCheckServer();
    launched = await start();
    hook = await readFile(join(dist, 'content-script/hook.iife.js'), 'utf8');
    page = await launched.browser.newPage();
    await page.goto(`${server.url}/blank`);
  });
  afterAll(async () => {
    await launched.close();
    await server.close();
  });

  it('watches the page’s public socket and what comes from now on, once, and calls no getter', async () => {
    await page.evaluate(openPublicSocket);
    await page.addScriptTag({ content: hook });
    const taken = await page.evaluate(playRelay);
    // A second hook finds no relay.
    await page.addScriptTag({ content: hook });
    const records = await page.evaluate(work);
    const words = records.map((r) =>
      r.k === 'link' ? `${r.k} ${r.what} ${r.transport}` : r.k === 'run' ? `${r.k} ${r.status}` : r.k,
    );
    expect(taken).toBe(true);
    expect(words.filter((word) => word !== 'graph')).toEqual(['link open websocket', 'run running', 'run completed']);
    expect(words.filter((word) => word === 'graph')).toHaveLength(1);
    expect(await page.evaluate(() => window.reads)).toBe(0);
  });

  it('takes one offer only', async () => {
    expect(await page.evaluate(playRelay)).toBe(true);
    expect(await page.evaluate(playRelay)).toBe(false);
  });
});
