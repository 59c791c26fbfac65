/**
 * More than any real server sends, at the real extension with its panel open: what it keeps is right or says what is missing, the page gets
 * every frame itself, and memory comes back. `npm run soak -- load`, minutes each; `npm run soak -- hour` runs the last one for an hour.
 */
import { encode } from '@msgpack/msgpack';
import type { WebSocket as ServerSocket } from 'ws';
import { BACKGROUND_LIMITS, RUN_LIMITS } from '../../src/model/limits.ts';
import {
  ask,
  framesOf,
  type Job,
  jobUpdate,
  nodeUpdate,
  type RawPage,
  request,
  say,
  untilFramesOf,
} from '../support/made-runs.ts';
import {
  EDGES,
  firings,
  type Heaps,
  type Load,
  type LoadScene,
  MEGA,
  megas,
  nodesOf,
  PATIENCE_MS,
  pace,
  pour,
  told,
  unless,
  untilAll,
} from './load-scene.ts';

/** 1 000 messages for each of the times that its 200 nodes fire. */
const oneRun = (name: string, times: number): Load => ({
  name,
  holds: 'as many firings as a run may have are kept, the others counted and told, the page gets every message',
  async run(scene) {
    const { server, page, panel } = scene;
    const job = { job_id: 'one', workflow_id: 'one' };
    const [nodes, steps] = [200, 3];
    const socket = await ask(server, page, request(job, nodesOf(nodes), EDGES));
    const from = performance.now();
    socket.send(jobUpdate(job, 'running'));
    const sent = await pour(socket, firings(job, nodes, times, steps));
    socket.send(jobUpdate(job, 'completed'));
    await untilFramesOf(page, sent + 2, PATIENCE_MS);
    const pageMs = performance.now() - from;
    await untilAll(panel, 1, 'success');
    const ms = performance.now() - from;
    const lost = await told(panel, 'lost');
    const [run] = await scene.exported();
    const kept = run?.nodes.filter(({ endUs }) => endUs !== undefined).length ?? 0;
    const most = Math.min(nodes * times, RUN_LIMITS.executions);
    const omitted = run?.omitted ?? 0;
    return {
      found: `${sent + 2} messages, the page had them after ${(pageMs / 1000).toFixed(0)} s, the panel after ${(ms / 1000).toFixed(0)} s; ${kept} firings exported, ${omitted} told as left out`,
      wrong: [
        ...unless(kept === most, `${kept} of ${most} firings`),
        ...unless(omitted === nodes * times - most, `${omitted} of ${nodes * times - most} told as left out`),
        ...unless(lost === 0, `${lost} told as lost`),
      ],
    };
  },
});

const FAST: Load = {
  name: '5 000 messages a second for a minute',
  holds: 'every firing is kept, none is lost',
  async run(scene) {
    const { server, page, panel } = scene;
    const job = { job_id: 'fast', workflow_id: 'fast' };
    const nodes = 100;
    const socket = await ask(server, page, request(job, nodesOf(nodes), EDGES));
    socket.send(jobUpdate(job, 'running'));
    const from = performance.now();
    const frames = firings(job, nodes, 1e9, 48);
    const sent = await pace(socket, frames, 5_000, 60_000);
    const paceMs = performance.now() - from;
    socket.send(jobUpdate(job, 'completed'));
    await untilFramesOf(page, sent + 2, PATIENCE_MS);
    const pageMs = performance.now() - from - paceMs;
    await untilAll(panel, 1, 'success');
    const panelMs = performance.now() - from - paceMs;
    const lost = await told(panel, 'lost');
    const [run] = await scene.exported();
    const begun = Math.ceil((sent - 1) / 50);
    const kept = run?.nodes.length ?? 0;
    return {
      found: `${sent} messages in ${(paceMs / 1000).toFixed(1)} s; after the last the page was ${(pageMs / 1000).toFixed(1)} s behind, the panel ${(panelMs / 1000).toFixed(1)} s; ${kept} firings`,
      wrong: [...unless(kept === begun, `${kept} of ${begun} firings`), ...unless(lost === 0, `${lost} told as lost`)],
    };
  },
};

const HUGE: Load = {
  name: 'frames of 200 MB, binary and text',
  holds: 'the page gets them whole; the run is right, and frames too large to be read are counted',
  async run(scene) {
    const { server, page, panel } = scene;
    const job = { job_id: 'huge', workflow_id: 'huge' };
    const socket = await ask(server, page, request(job, nodesOf(2)));
    const before = await scene.heaps();
    socket.send(jobUpdate(job, 'running'));
    socket.send(nodeUpdate(job, 'n0', 'Node 0', 'running'));
    const size = 200 * MEGA;
    socket.send(encode({ type: 'output_update', node_id: 'n0', value: new Uint8Array(size), ...job }));
    socket.send(`{"type":"output_update","value":"${'x'.repeat(size)}"}`);
    socket.send(nodeUpdate(job, 'n0', 'Node 0', 'completed'));
    socket.send(nodeUpdate(job, 'n1', 'Node 1', 'running'));
    socket.send(nodeUpdate(job, 'n1', 'Node 1', 'completed'));
    socket.send(jobUpdate(job, 'completed'));
    await untilFramesOf(page, 8, PATIENCE_MS);
    await untilAll(panel, 1, 'success');
    const bytes = await page.evaluate(() => (globalThis as unknown as RawPage).seen.bytes);
    const after = await scene.heaps();
    const [run] = await scene.exported();
    const unreadable = await told(panel, 'unreadable');
    return {
      found: `heaps before ${megas(before)}, after ${megas(after)} MB (${Object.keys(after).join(' / ')})`,
      wrong: [
        ...unless(bytes > 2 * size, `the page got ${bytes} bytes`),
        ...unless(
          run?.nodes.every(({ status }) => status === 'success') ?? false,
          'a node of the run is not as it was',
        ),
        ...unless(
          Object.keys(after).every((part) => (after[part] ?? 0) - (before[part] ?? 0) < 5),
          'memory stayed',
        ),
        ...unless(unreadable === 2, `${unreadable} frames told as not read`),
      ],
    };
  },
};

const MANY: Load = {
  name: '1 000 runs at once',
  holds: 'each run has its own nodes, none is lost',
  async run(scene) {
    const { server, page, panel } = scene;
    const jobs = Array.from({ length: 1_000 }, (_, i) => ({ job_id: `job${i}`, workflow_id: `w${i % 10}` }));
    const [first = { job_id: '', workflow_id: '' }, ...others] = jobs;
    const nodes = 5;
    const socket = await ask(server, page, request(first, nodesOf(nodes)));
    for (const job of others) await say(page, request(job, nodesOf(nodes)));
    const from = performance.now();
    let sent = 0;
    const each = (make: (job: Job) => Uint8Array): void => {
      for (const job of jobs) socket.send(make(job));
      sent += jobs.length;
    };
    each((job) => jobUpdate(job, 'running'));
    for (let i = 0; i < nodes; i++) {
      each((job) => nodeUpdate(job, `n${i}`, `Node ${i}`, 'running'));
      each((job) => nodeUpdate(job, `n${i}`, `Node ${i}`, 'completed'));
    }
    each((job) => jobUpdate(job, 'completed'));
    await untilFramesOf(page, sent, PATIENCE_MS);
    await untilAll(panel, 1_000, 'success');
    const ms = performance.now() - from;
    const lost = await told(panel, 'lost');
    const runs = await scene.exported();
    const whole = runs.filter((run) => run.nodes.length === nodes && run.nodes.every((n) => n.status === 'success'));
    return {
      found: `${sent} messages, all told in the panel after ${(ms / 1000).toFixed(1)} s; ${runs.length} runs exported`,
      wrong: [
        ...unless(runs.length === 1_000, `${runs.length} runs`),
        ...unless(whole.length === 1_000, `${whole.length} runs have all their nodes`),
        ...unless(lost === 0, `${lost} told as lost`),
      ],
    };
  },
};

/** Runs that the store keeps while it goes on for long: reached in the first fifth, and from then on nothing may grow. */
const KEPT = 20;
const PER_SECOND = 200;

/** Short runs with which the hour begins: the longest list of a document's runs is full then, and growth is not its filling up. */
const SHORT = BACKGROUND_LIMITS.coldRuns;
const short = (i: number): Job => ({ job_id: `short${i}`, workflow_id: 'long' });

/** The first was asked for already. */
async function fillLists({ page, panel }: LoadScene, socket: ServerSocket): Promise<number> {
  for (let i = 0; i < SHORT; i++) {
    const job = short(i);
    if (i > 0) await say(page, request(job, nodesOf(1)));
    socket.send(jobUpdate(job, 'running'));
    socket.send(nodeUpdate(job, 'n0', 'Node 0', 'running'));
    socket.send(nodeUpdate(job, 'n0', 'Node 0', 'completed'));
    socket.send(jobUpdate(job, 'completed'));
    await untilFramesOf(page, 4 * (i + 1), PATIENCE_MS);
  }
  await untilAll(panel, KEPT, 'success');
  return 4 * SHORT;
}

/** What was held in the first or last quarter of the samples, by their median: single ones differ by a tenth with what was just drawn. */
function middle(samples: readonly Heaps[]): Heaps {
  const parts = Object.keys(samples[0] ?? {});
  return Object.fromEntries(
    parts.map((part) => {
      const sorted = samples.map((heaps) => heaps[part] ?? Number.NaN).sort((a, b) => a - b);
      return [part, sorted[sorted.length >> 1] ?? Number.NaN];
    }),
  );
}

export const LONG: Load = {
  name: 'a run each 5 s, 200 messages a second, for long',
  holds: 'heaps of page, worker and panel flat within 5 %, storage within its limit, no run lost',
  async run(scene) {
    const { server, page, panel, seconds } = scene;
    await scene.keep(KEPT);
    const job = (i: number): Job => ({ job_id: `long${i}`, workflow_id: 'long' });
    const nodes = nodesOf(20);
    const socket = await ask(server, page, request(short(0), nodesOf(1)));
    const samples: Heaps[] = [];
    const rounds = Math.ceil(seconds / 5);
    const every = Math.max(1, Math.floor(rounds / 60));
    let sent = await fillLists(scene, socket);
    let warm = Number.POSITIVE_INFINITY;
    for (let i = 0; i < rounds; i++) {
      await say(page, request(job(i), nodes, EDGES));
      socket.send(jobUpdate(job(i), 'running'));
      sent += 2 + (await pace(socket, firings(job(i), nodes.length, 10, 3), PER_SECOND, 5_000));
      socket.send(jobUpdate(job(i), 'completed'));
      if (i > Math.max(2 * KEPT, rounds / 10) && i % every === 0) {
        warm = Math.min(warm, i);
        samples.push(await scene.heaps());
      }
    }
    await untilFramesOf(page, sent, PATIENCE_MS);
    await untilAll(panel, KEPT, 'success');
    const runs = await scene.exported();
    const lost = await told(panel, 'lost');
    const whole = runs.filter((run) => run.nodes.length === nodes.length * 10);
    const newest = runs.some(({ serverId }) => serverId === job(rounds - 1).job_id);
    const quarter = Math.ceil(samples.length / 4);
    const [early, late] = [middle(samples.slice(0, quarter)), middle(samples.slice(-quarter))];
    const growth = Object.entries(late).map(([part, mb]) => [part, mb / (early[part] ?? Number.NaN) - 1] as const);
    if (growth.length === 0) growth.push(['nothing was measured, and it', Number.NaN]);
    return {
      found: `${sent} messages, ${rounds} runs in ${seconds} s after ${SHORT} short ones; heaps in the first quarter after ${warm * 5} s ${megas(early)}, in the last ${megas(late)} MB (page / worker / panel); ${runs.length} runs kept`,
      wrong: [
        ...growth.flatMap(([part, by]) => unless(by <= 0.05, `${part} grew by ${(100 * by).toFixed(1)} %`)),
        ...unless(
          runs.length === KEPT && whole.length === KEPT && newest,
          `${whole.length} whole runs of ${runs.length}`,
        ),
        ...unless(lost === 0, `${lost} told as lost`),
        ...unless((await framesOf(page)) === sent, 'the page did not get every message'),
      ],
    };
  },
};

const inFirefox = (load: Load): Load => ({ ...load, name: `Firefox: ${load.name}`, browser: 'firefox' });

export const LOADS: readonly Load[] = [
  oneRun('1 000 000 messages in one run', 1_000),
  FAST,
  HUGE,
  MANY,
  ...[oneRun('100 000 messages in one run', 100), HUGE, MANY].map(inFirefox),
];
