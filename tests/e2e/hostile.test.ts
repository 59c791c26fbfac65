/** A page that means harm, in the real browser: its words stay text, its flood is bounded, and it reaches no runs but its own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPanel } from '../../scripts/devtools.ts';
import { RELAY_LIMITS } from '../../src/model/limits.ts';
import { ask, framesOf, jobUpdate, nodeUpdate, type RawPage, request, untilFramesOf } from '../support/made-runs.ts';
import { exportedRuns, openWatchedTab, press, untilRuns, untilWords, type Watched } from '../support/panel.ts';
import { type RawServer, startRawServer } from '../support/raw-server.ts';
import { openStage, type Stage, startPlaying } from '../support/stage.ts';

let stage: Stage;
let server: RawServer;
let tab: Watched;

beforeAll(async () => {
  stage = await openStage();
  server = await startRawServer();
  const page = await stage.browser.newPage();
  await page.goto(server.url);
  tab = { page, ...(await openPanel(page)) };
});
afterAll(async () => {
  await stage?.close();
  await server?.close();
});

const EVIL = [
  '<img src=x onerror="globalThis.pwned=1">',
  '<script>globalThis.pwned=1</script>',
  '"><svg onload=globalThis.pwned=1>',
  '\u202egnp.exe\u202c',
  '\u0000\u0007\u001b[2J',
  '__proto__',
  'constructor',
  `${'$'}{globalThis.pwned=1}`,
  'javascript:globalThis.pwned=1',
];

describe('a page that means harm', () => {
  it('has its names shown as text, in every part of the panel, and no longer than names may be', async () => {
    const job = { job_id: EVIL[0] ?? '', workflow_id: 'evil' };
    const long = 'x'.repeat(10 << 20);
    const nodes = [
      ...EVIL.map((name, i) => ({ id: `${i}${name}`, title: name, type: name })),
      { id: long, title: long, type: long },
    ];
    const socket = await ask(server, tab.page, request(job, nodes));
    socket.send(jobUpdate(job, 'running'));
    for (const { id, title } of nodes) {
      socket.send(nodeUpdate(job, id, title, 'running'));
      socket.send(nodeUpdate(job, id, title, 'completed'));
    }
    socket.send(jobUpdate(job, 'completed'));
    await untilRuns(tab.frame, ['success']);
    await press(tab.frame, 'show-table');
    await untilWords(tab.frame, '[data-table="nodes"]', EVIL[0] ?? '');
    for (const action of ['show-chart', 'show-whatif', 'show-compare', 'show-history', 'show-log'])
      await press(tab.frame, action);
    expect(await tab.frame.evaluate(() => 'pwned' in globalThis)).toBe(false);
    expect(
      await tab.frame.$$eval('img, iframe, object, embed, a[href^="javascript"], body script', (all) => all.length),
    ).toBe(0);
    const [run] = await exportedRuns(stage.browser, tab.frame);
    expect(run?.nodes.length).toBeGreaterThanOrEqual(EVIL.length);
    for (const node of run?.nodes ?? []) {
      expect(node.id.length).toBeLessThanOrEqual(RELAY_LIMITS.recordIdChars);
      expect(node.title.length).toBeLessThanOrEqual(RELAY_LIMITS.recordLabelChars);
      expect(node.type.length).toBeLessThanOrEqual(RELAY_LIMITS.recordLabelChars);
    }
    const seen = await tab.page.evaluate(() => (globalThis as unknown as RawPage).errors);
    expect(seen).toEqual([]);
  });

  it('that floods gets every frame itself, and what of it is kept has a bound', async () => {
    await press(tab.frame, 'clear');
    await tab.frame.locator('[data-action="clear-confirm"]').click();
    await untilRuns(tab.frame, []);
    const job = { job_id: 'flood', workflow_id: 'flood' };
    const socket = await ask(server, tab.page, request(job, [{ id: 'a', title: 'a', type: 'a' }]));
    const before = await framesOf(tab.page);
    const FLOOD = 50_000;
    socket.send(jobUpdate(job, 'running'));
    for (let i = 0; i < FLOOD / 2; i++) {
      socket.send(nodeUpdate(job, 'a', 'a', 'running'));
      socket.send(nodeUpdate(job, 'a', 'a', 'completed'));
    }
    socket.send(jobUpdate(job, 'completed'));
    await untilFramesOf(tab.page, before + FLOOD + 2);
    await tab.frame.waitForFunction(
      () => document.querySelector<HTMLElement>('[data-view="runs"]')?.dataset.statuses === 'success',
      { timeout: 60_000, polling: 100 },
    );
    const [run] = await exportedRuns(stage.browser, tab.frame);
    // Firings beyond a bound join the last instance (RUN_LIMITS.firings).
    expect(run?.nodes.length).toBeLessThanOrEqual(2_000);
    expect(run?.nodes.length).toBeGreaterThan(0);
  });

  it('that forges our messages, with proxies and getters that throw, is not listened to', async () => {
    await press(tab.frame, 'clear');
    await tab.frame.locator('[data-action="clear-confirm"]').click();
    await untilRuns(tab.frame, []);
    const took = await tab.page.evaluate(() => {
      const trap = (): never => {
        throw new Error('trapped');
      };
      const evil = new Proxy({}, { get: trap, has: trap, ownKeys: trap, getOwnPropertyDescriptor: trap });
      const getters = Object.defineProperty({}, 'kind', { get: trap, enumerable: true });
      const records = [{ k: 'run', editor: 'nodetool', run: 'forged', status: 'completed', t: 1 }];
      const { port1, port2 } = new MessageChannel();
      let taken = 0;
      for (let i = 0; i < 10_000; i++) {
        const offer = new MessageEvent('longpole-line', { ports: [port1], cancelable: true });
        window.dispatchEvent(offer);
        if (offer.defaultPrevented) taken++;
      }
      for (const data of [evil, getters, records, JSON.stringify({ records }), '{', null, 7]) {
        for (const type of ['to-relay', 'to-hook', 'message', 'longpole-line']) {
          window.dispatchEvent(new MessageEvent(type, { data }));
          document.dispatchEvent(new CustomEvent(type, { detail: data }));
          for (const port of [port1, port2]) port.dispatchEvent(new MessageEvent(type, { data }));
        }
      }
      for (let i = 0; i < 1_000; i++) window.postMessage({ kind: 'batch', records, longpole: true }, '*');
      // What our hook reads of a request and of a frame may be the page's own too.
      for (const args of [evil, getters]) {
        try {
          void fetch(args as never).catch(() => {});
        } catch {}
        try {
          (globalThis as unknown as RawPage).socket.send(args as never);
        } catch {}
      }
      // The extension's own doors are shut for pages.
      return { taken, runtime: typeof (globalThis as { chrome?: { runtime?: unknown } }).chrome?.runtime };
    });
    expect(took).toEqual({ taken: 0, runtime: 'undefined' });
    const job = { job_id: 'honest', workflow_id: 'honest' };
    const socket = await ask(server, tab.page, request(job, [{ id: 'a', title: 'a', type: 'a' }]));
    socket.send(jobUpdate(job, 'running'));
    socket.send(nodeUpdate(job, 'a', 'a', 'running'));
    socket.send(nodeUpdate(job, 'a', 'a', 'completed'));
    socket.send(jobUpdate(job, 'completed'));
    await untilRuns(tab.frame, ['success']);
    const [run, ...others] = await exportedRuns(stage.browser, tab.frame);
    expect([run?.serverId, run?.nodes.map(({ id }) => id), others]).toEqual(['honest', ['a'], []]);
  });

  it('that claims the ids of a run of another site changes nothing of it', async () => {
    const other = await openWatchedTab(stage);
    await startPlaying(other.page, stage.demo, '02-parallel', { speed: 4 });
    await untilRuns(other.frame, ['success']);
    const [before] = await exportedRuns(stage.browser, other.frame);
    if (!before) throw new Error('no run');
    const job = { job_id: before.serverId, workflow_id: before.workflow.id };
    const nodes = before.nodes.map(({ id }) => ({ id, title: 'mine now', type: 'evil' }));
    const socket = await ask(server, tab.page, request(job, nodes));
    socket.send(jobUpdate(job, 'running'));
    for (const { id } of nodes) socket.send(nodeUpdate(job, id, 'mine now', 'error'));
    socket.send(jobUpdate(job, 'failed'));
    await untilRuns(tab.frame, ['error', 'success']);
    expect(await exportedRuns(stage.browser, other.frame)).toEqual([before]);
    const forged = (await exportedRuns(stage.browser, tab.frame)).find(({ status }) => status === 'error');
    expect(forged?.origin).toBe(server.url);
    expect(forged?.id).not.toBe(before.id);
  });
});
