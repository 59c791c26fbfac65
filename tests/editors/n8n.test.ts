import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPanel, type Panel } from '../../scripts/devtools.ts';
import type { Launched } from '../../scripts/launch.ts';
import type { Run } from '../../src/model/run.ts';
import { exportedRuns, untilRuns } from '../support/panel.ts';
import { openBrowser } from '../support/stage.ts';
import { installed, N8N } from './install.ts';
import { freePort, type Server, startServer } from './server.ts';

const code = (name: string, ms: number, x: number, y: number) => ({
  id: `id-${name}`,
  name,
  type: 'n8n-nodes-base.code',
  typeVersion: 2,
  position: [x, y],
  parameters: { jsCode: `await new Promise((done) => setTimeout(done, ${ms}));\nreturn $input.all();` },
});
const to = (...names: readonly string[]) => ({ main: [names.map((node) => ({ node, type: 'main', index: 0 }))] });

const WORKFLOW = {
  name: 'Longpole: two branches',
  settings: {},
  nodes: [
    { id: 'id-Go', name: 'Go', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
    code('Slow', 400, 200, 0),
    code('Left', 300, 400, -100),
    code('Right', 150, 400, 100),
  ],
  connections: { Go: to('Slow'), Slow: to('Left', 'Right') },
};

interface TaskData {
  readonly startTime: number;
  readonly executionTime: number;
}

interface Execution {
  readonly id: string;
  readonly status: string;
  readonly startedAt: string;
  readonly stoppedAt: string;
  readonly data: string;
}

let folder: string;
let cache: string;
let server: Server;
let launched: Launched;
let cookie: string;
let panel: Panel;

beforeAll(async () => {
  cache = installed(N8N);
  folder = await mkdtemp(join(tmpdir(), 'longpole-n8n-'));
  const [port, broker] = [await freePort(), await freePort()];
  server = await startServer({
    args: [join(cache, 'node_modules/n8n/bin/n8n'), 'start'],
    cwd: cache,
    port,
    ready: '/rest/settings',
    env: {
      N8N_USER_FOLDER: folder,
      N8N_PORT: String(port),
      N8N_RUNNERS_BROKER_PORT: String(broker),
      N8N_LISTEN_ADDRESS: '127.0.0.1',
      N8N_SECURE_COOKIE: 'false',
      N8N_DIAGNOSTICS_ENABLED: 'false',
      N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
      N8N_TEMPLATES_ENABLED: 'false',
      N8N_PERSONALIZATION_ENABLED: 'false',
    },
  });
  cookie = await setUpOwner();
  launched = await openBrowser();
});
afterAll(async () => {
  await launched?.close();
  await server?.close();
  if (folder) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function setUpOwner(): Promise<string> {
  const owner = { email: 'a@example.com', firstName: 'A', lastName: 'B', password: 'Longpole-2026' };
  const answer = await fetch(`${server.url}/rest/owner/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(owner),
  });
  const set = answer.headers.getSetCookie().find((each) => each.startsWith('n8n-auth='));
  if (!set) throw new Error(`n8n gave no session: ${answer.status} ${await answer.text()}`);
  return set.slice('n8n-auth='.length).split(';')[0] ?? '';
}

async function rest<T>(path: string, body?: object): Promise<T> {
  const answer = await fetch(`${server.url}/rest${path}`, {
    headers: { cookie: `n8n-auth=${cookie}`, 'content-type': 'application/json' },
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { data: T }).data;
}

/** Opens the workflow in n8n's own editor, with DevTools on our panel, presses its button and waits for the end. */
async function execute(workflow: string): Promise<Run> {
  const { browser } = launched;
  await browser.setCookie({ name: 'n8n-auth', value: cookie, domain: '127.0.0.1', path: '/', httpOnly: true });
  const page = await browser.newPage();
  await page.goto(`${server.url}/workflow/${workflow}`);
  panel = await openPanel(page);
  // DevTools stalled the page while it opened.
  await page.bringToFront();
  await page.locator('[data-test-id="execute-workflow-button"]').click();
  await untilRuns(panel.frame, ['success']);
  const [run] = await exportedRuns(browser, panel.frame);
  if (!run) throw new Error('no run was recorded');
  return run;
}

describe(`n8n ${N8N.version}`, () => {
  it("is recorded with the server's own times, to the millisecond", async () => {
    const { id } = await rest<{ id: string }>('/workflows', WORKFLOW);
    const run = await execute(id);

    const list = await rest<{ results: readonly { id: string }[] }>(
      `/executions?filter=${encodeURIComponent(JSON.stringify({ workflowId: id }))}`,
    );
    expect(list.results).toHaveLength(1);
    const execution = await rest<Execution>(`/executions/${list.results[0]?.id}`);
    const { parse } = createRequire(join(cache, 'node_modules/n8n/package.json'))('flatted');
    const runData: Record<string, TaskData[]> = parse(execution.data).resultData.runData;

    expect(run).toMatchObject({ editor: 'n8n', serverId: execution.id, status: execution.status, clock: 'server' });
    expect(run.workflow).toEqual({ id, name: WORKFLOW.name });
    expect(run.edges.map(([from, target]) => `${from} ${target}`).sort()).toEqual([
      'id-Go id-Slow',
      'id-Slow id-Left',
      'id-Slow id-Right',
    ]);
    const times = (startMs: number, durationMs: number) => [startMs * 1000, (startMs + durationMs) * 1000];
    const told = Object.entries(runData).flatMap(([node, tries]) =>
      tries.map((data, n) => [`${node} ${n}`, ...times(data.startTime, data.executionTime)]),
    );
    expect(told).toHaveLength(WORKFLOW.nodes.length);
    const recorded = run.nodes.map((node) => [`${node.title} ${node.instance}`, node.startUs, node.endUs]);
    expect(recorded.sort()).toEqual(told.sort());
    expect(run.nodes.map(({ clock }) => clock)).toEqual(run.nodes.map(() => 'server'));
    expect(run.startUs).toBe(Date.parse(execution.startedAt) * 1000);
  });
});
