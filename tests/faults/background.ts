/** What happens to the background while a run goes on: it is killed, its clock jumps, its disk fails. */
import type { CDPSession } from 'puppeteer';
import { diagnosticsLogs } from '../support/diagnostics.ts';
import { untilRuns } from '../support/panel.ts';
import { killWorker, type Stage, serviceWorker, startPlaying, untilPlayed } from '../support/stage.ts';
import { allSame, CAPTURE, during, type Fault, midst, type Scene, same, timed, untilFrames } from './fault.ts';

async function killed(stage: Stage): Promise<void> {
  await killWorker(stage.browser);
  await serviceWorker(stage.browser);
}

const fourTimes: Fault = {
  name: 'the background is killed, four times in a run',
  holds: 'the run is as it was sent',
  async run(scene) {
    const { stage, tab, random } = scene;
    await startPlaying(tab.page, stage.demo, CAPTURE);
    const points = Array.from({ length: 4 }, () => midst(random)).sort((a, b) => a - b);
    const recoveredMs: number[] = [];
    for (const point of points) {
      await untilFrames(tab.page, point);
      recoveredMs.push(await timed(() => killed(stage)));
    }
    await untilPlayed(tab.page);
    await untilRuns(tab.frame, ['success']);
    const [log] = await diagnosticsLogs(stage.browser);
    return { times: points.length, runs: 1, recoveredMs, ...(await same(scene, log)) };
  },
};

/** Plays in more pages besides, and does something in the midst of all. */
function together(name: string, count: number, open: (scene: Scene) => ReturnType<Stage['browser']['newPage']>): Fault {
  return {
    name,
    holds: 'all runs are as they were sent',
    async run(scene) {
      const { stage, tab, random } = scene;
      const pages = await Promise.all(Array.from({ length: count - 1 }, () => open(scene)));
      const all = [tab.page, ...pages];
      await Promise.all(all.map((page) => startPlaying(page, stage.demo, CAPTURE)));
      await untilFrames(tab.page, midst(random));
      const ms = await timed(() => killed(stage));
      await Promise.all(all.map(untilPlayed));
      await untilRuns(
        tab.frame,
        all.map(() => 'success' as const),
      );
      const wrong = await allSame(scene, await diagnosticsLogs(stage.browser), count);
      return { times: 1, runs: count, lost: 0, recoveredMs: [ms], wrong };
    },
  };
}

/** The clock of the background, an hour on or back: a user sets it, or the machine asks the network for the time. */
async function jump({ stage, random }: Scene): Promise<void> {
  const worker = await serviceWorker(stage.browser);
  await worker.evaluate(
    (ms: number) => {
      const { now } = Date;
      Date.now = () => now() + ms;
    },
    (random() < 0.5 ? -1 : 1) * 3_600_000,
  );
}

/** Everything of the browser stands still, as in a machine that sleeps; what the server sends meanwhile comes at once afterwards. */
async function sleep({ stage }: Scene): Promise<void> {
  const { processes } = await browserProcesses(stage);
  for (const pid of processes) process.kill(pid, 'SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  for (const pid of processes) process.kill(pid, 'SIGCONT');
}

async function browserProcesses({ browser }: Stage): Promise<{ readonly processes: readonly number[] }> {
  const cdp: CDPSession = await browser.target().createCDPSession();
  try {
    const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
    return { processes: processInfo.map(({ id }) => id) };
  } finally {
    await cdp.detach();
  }
}

async function repair({ browser }: Stage): Promise<void> {
  const worker = await serviceWorker(browser);
  await worker.evaluate(() => (globalThis as unknown as { repair(): void }).repair());
}

/** Transactions fail with an error of this name until the panel says so; then they do not any more, as the disk is well or another worker has it. */
const failingDisk =
  (error: string, condition: string, over = repair) =>
  async ({ stage, tab }: Scene): Promise<void> => {
    const worker = await serviceWorker(stage.browser);
    // A quota cannot be set for us: we ask for unlimited storage.
    await worker.evaluate((name: string) => {
      const { transaction } = IDBDatabase.prototype;
      const repair = (): void => {
        IDBDatabase.prototype.transaction = transaction;
      };
      Object.assign(globalThis, { repair });
      IDBDatabase.prototype.transaction = () => {
        throw new DOMException('as a disk would', name);
      };
    }, error);
    await tab.frame.waitForSelector(`[data-condition="${condition}"]`, { timeout: 30_000 });
    await over(stage);
    await tab.frame.waitForFunction(
      (which: string) => document.querySelector(`[data-condition="${which}"]`) === null,
      { timeout: 30_000, polling: 50 },
      condition,
    );
  };

/** A window of its own, not a tab. */
const newWindow = async ({ stage }: Scene) => {
  const cdp = await stage.browser.target().createCDPSession();
  const { targetId } = await cdp.send('Target.createTarget', { url: 'about:blank', newWindow: true });
  const target = await stage.browser.waitForTarget(
    (each) => (each as unknown as { readonly _targetId: string })._targetId === targetId,
  );
  const page = await target.page();
  if (!page) throw new Error('the window has no page');
  return page;
};

export const OF_BACKGROUND: readonly Fault[] = [
  fourTimes,
  together('ten tabs run at once, and the background is killed', 10, ({ stage }) => stage.browser.newPage()),
  together('two windows run at once, and the background is killed', 2, newWindow),
  during('the clock jumps by an hour, on or back', jump),
  during('the browser stands still for 3 s, as in sleep', sleep),
  during('IndexedDB fails, until the panel says so', failingDisk('UnknownError', 'storage-failed')),
  during(
    'IndexedDB fails, and the background is killed when the panel says so',
    failingDisk('UnknownError', 'storage-failed', killed),
  ),
  during('the disk is full, until the panel says so', failingDisk('QuotaExceededError', 'storage-full')),
];
