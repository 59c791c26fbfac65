import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPanel } from '../../scripts/devtools.ts';
import type { Launched } from '../../scripts/launch.ts';
import { exportedRuns, untilRuns, untilWords } from '../support/panel.ts';
import { openBrowser, textOf } from '../support/stage.ts';
import { installed, NODE_RED } from './install.ts';
import { freePort, type Server, startServer } from './server.ts';

/** Reports as it works, and notes when it did: what the profile is compared with. */
const worker = (ms: number) => `const log = global.get('log') || [];
global.set('log', log);
const note = (what, status) => { node.status(status); log.push([node.id, what, Date.now()]); };
note('start', { fill: 'blue', shape: 'dot', text: 'working' });
setTimeout(() => { note('end', { fill: 'green', shape: 'dot', text: 'done' }); node.send(msg); }, ${ms});`;

const inTab = (type: string, id: string, x: number, wires: readonly string[][], more: object = {}) => ({
  id,
  type,
  z: 'tab',
  name: id,
  x,
  y: 100,
  wires,
  ...more,
});

const FLOWS = [
  { id: 'tab', type: 'tab', label: 'Longpole', disabled: false, info: '' },
  inTab('inject', 'go', 100, [['long', 'short']], { props: [], repeat: '', once: false, topic: '' }),
  inTab('function', 'long', 300, [['silent']], { func: worker(700), outputs: 1 }),
  inTab('function', 'short', 300, [['out']], { func: worker(200), outputs: 1, y: 200 }),
  inTab('function', 'silent', 500, [['out']], { func: 'return msg;', outputs: 1 }),
  inTab('debug', 'out', 700, [], { active: true, tosidebar: true, complete: 'payload', targetType: 'msg' }),
  inTab('http in', 'ask', 100, [['tell']], { url: '/log', method: 'get', y: 300 }),
  inTab('function', 'tell', 300, [['answer']], { func: "msg.payload = global.get('log'); return msg;", y: 300 }),
  inTab('http response', 'answer', 500, [], { statusCode: '', headers: {}, y: 300 }),
];

const SETTINGS = `module.exports = {
  uiHost: '127.0.0.1', uiPort: Number(process.env.PORT), flowFile: 'flows.json',
  telemetry: { enabled: false, updateNotification: false }, editorTheme: { tours: false, projects: { enabled: false } },
};`;

/** Two timers of a busy machine, beside the 50 ms for which the server holds frames back: that is in the +/-. */
const TIMERS_US = 25_000;

let folder: string;
let server: Server;
let launched: Launched;

beforeAll(async () => {
  const cache = installed(NODE_RED);
  folder = await mkdtemp(join(tmpdir(), 'longpole-node-red-'));
  await writeFile(join(folder, 'settings.js'), SETTINGS);
  const port = await freePort();
  server = await startServer({
    args: [join(cache, 'node_modules/node-red/red.js'), '--userDir', folder],
    cwd: folder,
    port,
    ready: '/flows',
    env: { PORT: String(port) },
  });
  launched = await openBrowser();
});
afterAll(async () => {
  await launched?.close();
  await server?.close();
  if (folder) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe(`Node-RED ${NODE_RED.version}`, () => {
  it('is recorded as a status timeline that holds the times at which nodes reported', async () => {
    const deployed = await fetch(`${server.url}/flows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'node-red-api-version': 'v2' },
      body: JSON.stringify({ flows: FLOWS }),
    });
    expect(deployed.status).toBe(200);

    const page = await launched.browser.newPage();
    await page.goto(server.url);
    const { frame } = await openPanel(page);
    await page.bringToFront();
    await page.locator('g[id="go"] .red-ui-flow-node-button-button').click();
    await untilRuns(frame, ['success']);
    await untilWords(frame, '[data-view="summary"]', 'Status timeline');
    expect(await textOf(frame, '[data-view="summary"]')).not.toContain('Efficiency');

    const [run] = await exportedRuns(launched.browser, frame);
    if (!run) throw new Error('no run was recorded');
    expect(run).toMatchObject({
      editor: 'node-red',
      workflow: { name: 'Longpole' },
      partial: ['status-only', 'no-end'],
    });
    const node = (id: string) => run.nodes.filter((each) => each.id === id);
    expect(node('silent')).toMatchObject([{ status: 'unknown' }]);
    expect(node('silent')[0]?.startUs).toBe(undefined);
    expect(node('out').length).toBeGreaterThan(0);
    // The inject does not lead there.
    expect(node('ask')).toEqual([]);

    const log = (await (await fetch(`${server.url}/log`)).json()) as readonly (readonly [string, string, number])[];
    expect(log).toHaveLength(4);
    for (const [id, what, atMs] of log) {
      const [seen] = node(id);
      const stated = (what === 'start' ? seen?.startUs : seen?.endUs) ?? Number.NaN;
      const [early, late] = seen?.uncertaintyUs ?? [0, 0];
      // Date.now() cuts what is below a millisecond off.
      expect(atMs * 1000 + 1000, `${id} ${what}`).toBeGreaterThanOrEqual(stated - early - TIMERS_US);
      expect(atMs * 1000, `${id} ${what}`).toBeLessThanOrEqual(stated + late + TIMERS_US);
    }
  });
});
