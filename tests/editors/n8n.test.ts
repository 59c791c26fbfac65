import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
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

/** Opens a page of n8n's own editor with DevTools on our panel. */
async function open(path: string): Promise<Panel & { readonly page: Page }> {
  const { browser } = launched;
  await browser.setCookie({ name: 'n8n-auth', value: cookie, domain: '127.0.0.1', path: '/', httpOnly: true });
  const page = await browser.newPage();
  await page.goto(`${server.url}${path}`);
  const panel = await openPanel(page);
  // DevTools stalled the page while it opened.
  await page.bringToFront();
  return { page, ...panel };
}

/** The newest run, as soon as there are so many: the panel keeps those of the tests before. */
async function recorded(frame: Frame, count: number): Promise<Run> {
  await untilRuns(
    frame,
    Array.from({ length: count }, () => 'success' as const),
  );
  const run = (await exportedRuns(launched.browser, frame)).at(-1);
  if (!run) throw new Error('no run was recorded');
  return run;
}

/** The executions of a workflow that are over, as the server has them. */
async function finished(workflow: string): Promise<readonly Execution[]> {
  const filter = encodeURIComponent(JSON.stringify({ workflowId: workflow, status: ['success'] }));
  const { results } = await rest<{ results: readonly { id: string }[] }>(`/executions?filter=${filter}`);
  return Promise.all(results.map(({ id }) => rest<Execution>(`/executions/${id}`)));
}

/** Node, instance, start and end, microseconds: `[name and instance, start, end]`, sorted. */
function timesOf({ data }: Execution): unknown[] {
  const { parse } = createRequire(join(cache, 'node_modules/n8n/package.json'))('flatted');
  const runData: Record<string, TaskData[]> = parse(data).resultData.runData;
  const times = (startMs: number, durationMs: number) => [startMs * 1000, (startMs + durationMs) * 1000];
  return Object.entries(runData)
    .flatMap(([node, tries]) => tries.map((t, n) => [`${node} ${n}`, ...times(t.startTime, t.executionTime)]))
    .sort();
}

function expectEqual(run: Run, execution: Execution, workflow: string): void {
  expect(run).toMatchObject({ editor: 'n8n', serverId: execution.id, status: execution.status, clock: 'server' });
  expect(run.workflow).toEqual({ id: workflow, name: WORKFLOW.name });
  expect(run.edges.map(([from, target]) => `${from} ${target}`).sort()).toEqual([
    'id-Go id-Slow',
    'id-Slow id-Left',
    'id-Slow id-Right',
  ]);
  const told = timesOf(execution);
  expect(told).toHaveLength(WORKFLOW.nodes.length);
  expect(run.nodes.map((node) => [`${node.title} ${node.instance}`, node.startUs, node.endUs]).sort()).toEqual(told);
  expect(run.nodes.map(({ clock }) => clock)).toEqual(run.nodes.map(() => 'server'));
}

describe(`n8n ${N8N.version}`, () => {
  it("is recorded with the server's own times, to the millisecond", async () => {
    const { id } = await rest<{ id: string }>('/workflows', WORKFLOW);
    const { page, frame } = await open(`/workflow/${id}`);
    await page.locator('[data-test-id="execute-workflow-button"]').click();
    const run = await recorded(frame, 1);
    const [execution, ...others] = await finished(id);
    expect(others).toEqual([]);
    if (!execution) throw new Error('no execution');
    expectEqual(run, execution, id);
    // The message says when the engine began, the stored execution when it was handed to it: 136 ms apart at a first run.
    const first = Math.min(...run.nodes.map((node) => node.startUs ?? Number.POSITIVE_INFINITY));
    expect(run.startUs).toBeGreaterThanOrEqual(Date.parse(execution.startedAt) * 1000);
    expect(run.startUs).toBeLessThanOrEqual(first);
    await page.close();
  });

  it('past executions become runs when they are opened', async () => {
    const { id } = await rest<{ id: string }>('/workflows', WORKFLOW);
    await rest(`/workflows/${id}/run`, { triggerToStartFrom: { name: 'Go' } });
    const [execution] = await vi.waitUntil(
      async () => {
        const all = await finished(id);
        return all.length > 0 && all;
      },
      { timeout: 30_000 },
    );
    if (!execution) throw new Error('no execution');
    const { frame } = await open(`/workflow/${id}/executions/${execution.id}`);
    const run = await recorded(frame, 2);
    expectEqual(run, execution, id);
    expect(run.startUs).toBe(Date.parse(execution.startedAt) * 1000);
  });
});
