/**
 * What a page pays for being watched: it is played streams at full speed in a browser with the extension and in a bare one, in turns, and
 * reads each frame as its editor would. The time of its main thread's tasks is processor time (`threadTicks`), which neighbours on
 * the machine hardly change. Some more plays are profiled: how much of that time is the hook's own, and JSON.parse's of the same
 * frames. Prints a line of JSON for each figure; exit code 1 when a bar is missed. Ten minutes.
 */
import type { Browser, CDPSession, Protocol } from 'puppeteer';
import { chromiumPath } from '../../scripts/browser.ts';
import { buildExtension, DIST } from '../../scripts/build.ts';
import { launch } from '../../scripts/launch.ts';
import { median, tell, upperMedian } from '../support/bench.ts';
import { shareOf } from '../support/cpu-profile.ts';
import { diagnosticsLogs, switchDiagnosticsOn } from '../support/diagnostics.ts';
import { comfyuiTraffic, n8nTraffic, nodetoolRuns, type PageTraffic, smallFrames } from '../support/page-traffic.ts';
import { startPlayingServer } from '../support/playing-page.ts';

/** Pairs of plays of each stream; LONGPOLE_ROUNDS for a quick look. */
const ROUNDS = Number(process.env.LONGPOLE_ROUNDS ?? 30);
const PROFILES = 5;
/** Upper bound of the paired median ratio of the tasks' time. */
const BAR = 1.05;
/** Microseconds of the hook itself for a small frame. */
const SMALL_US = 3;
/** Of JSON.parse of the same text. */
const PARSE_SHARE = 0.25;

const streams = {
  comfyui: comfyuiTraffic(),
  nodetool: nodetoolRuns(),
  n8n: n8nTraffic(),
  small: smallFrames(),
};
type Name = keyof typeof streams;
const names = Object.keys(streams) as Name[];

interface Played {
  /** Milliseconds of processor time: of the main thread's tasks, of the thread. */
  readonly tasks: number;
  readonly thread: number;
  readonly profile?: Protocol.Profiler.Profile;
}

const server = await startPlayingServer(Object.values(streams));

async function metrics(cdp: CDPSession): Promise<Record<string, number>> {
  const { metrics: list } = await cdp.send('Performance.getMetrics');
  return Object.fromEntries(list.map(({ name, value }) => [name, value * 1000]));
}

/** Plays a stream once in a new page; `seen` may look at the browser while the page is still there. */
async function play(
  browser: Browser,
  name: Name,
  { profiled = false, seen = async () => {} }: { profiled?: boolean; seen?: () => Promise<void> } = {},
): Promise<Played> {
  const { requests, frames } = streams[name];
  const page = await browser.newPage();
  const cdp = await page.createCDPSession();
  await page.goto(server.url(names.indexOf(name)));
  // The extension's configuration comes; in a bare browser the same pause.
  await new Promise((resolve) => setTimeout(resolve, 300));
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  if (profiled) {
    await cdp.send('Profiler.enable');
    await cdp.send('Profiler.setSamplingInterval', { interval: 100 });
    await cdp.send('Profiler.start');
  }
  const before = await metrics(cdp);
  await page.evaluate(
    (asked: string[], count: number) =>
      (globalThis as unknown as { play(asked: string[], count: number): Promise<void> }).play(asked, count),
    requests.map((request) => Buffer.from(request).toString('base64')),
    frames.length,
  );
  const after = await metrics(cdp);
  const more = (key: string) => (after[key] ?? Number.NaN) - (before[key] ?? Number.NaN);
  const profile = profiled ? (await cdp.send('Profiler.stop')).profile : undefined;
  await seen();
  await page.close();
  return { tasks: more('TaskDuration'), thread: more('ThreadTime'), ...(profile && { profile }) };
}

/** A hook that sees nothing would be very fast. */
async function check(browser: Browser): Promise<void> {
  await switchDiagnosticsOn(browser);
  for (const name of names) {
    await play(browser, name, {
      async seen() {
        const records = (await diagnosticsLogs(browser)).flatMap((log) => log.records);
        const over = records.some((record) => record.k === 'run' && record.status === 'completed');
        const trouble = records.filter((record) => record.k === 'trouble');
        if (!over || trouble.length > 0) throw new Error(`${name}: the run was not seen to its end`);
      },
    });
  }
}

/** Microseconds a frame, of the hook and relay and of the page's own reading, medians of the profiled plays. */
async function ownTime(browser: Browser, name: Name): Promise<{ readonly hook: number; readonly read: number }> {
  const hook: number[] = [];
  const read: number[] = [];
  for (let i = 0; i < PROFILES; i++) {
    const { profile, thread } = await play(browser, name, { profiled: true });
    if (!profile) continue;
    const perFrame = (1000 * thread) / streams[name].frames.length;
    hook.push(perFrame * shareOf(profile, ({ url }) => url.includes('/content-script/')));
    read.push(perFrame * shareOf(profile, ({ functionName }) => functionName === 'read'));
  }
  return { hook: median(hook), read: median(read) };
}

function tellPairs({ name }: PageTraffic, bare: readonly Played[], ours: readonly Played[]): void {
  const ratios = ours.map(({ tasks }, i) => tasks / (bare[i]?.tasks ?? Number.NaN));
  const upper = upperMedian(ratios);
  const [mine, other] = [ours, bare].map((plays) => median(plays.map(({ tasks }) => tasks))) as [number, number];
  console.log(
    `  ${name}: ${mine.toFixed(0)} ms, bare ${other.toFixed(0)} ms; of the pairs ${median(ratios).toFixed(3)}`,
  );
  tell({
    bench: `tasks of the page, ${name}: upper bound of the paired median`,
    ours: mine,
    other,
    ratio: upper,
    unit: 'ms',
    n: ratios.length,
    bar: BAR,
    pass: upper <= BAR,
  });
}

await buildExtension('chromium');
const extended = await launch({ executablePath: chromiumPath(), extension: DIST });
const plain = await launch({ executablePath: chromiumPath() });
try {
  const browsers = { ours: extended.browser, bare: plain.browser };
  await check(browsers.ours);
  for (const name of names) {
    const plays: { readonly ours: Played[]; readonly bare: Played[] } = { ours: [], bare: [] };
    for (let round = 0; round < ROUNDS; round++) {
      const order = round % 2 === 0 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const);
      for (const which of order) plays[which].push(await play(browsers[which], name));
    }
    tellPairs(streams[name], plays.bare, plays.ours);
    const { hook, read } = await ownTime(browsers.ours, name);
    console.log(`  the hook itself ${hook.toFixed(2)} us a frame, the page's reading ${read.toFixed(2)}`);
    const own = { ours: hook, other: read, unit: 'us', n: PROFILES };
    if (name === 'small') tell({ bench: 'hook itself, small frame', ...own, bar: SMALL_US, pass: hook <= SMALL_US });
    if (name === 'comfyui') {
      const ratio = hook / read;
      tell({
        bench: 'hook itself against JSON.parse, 20 MB',
        ...own,
        ratio,
        bar: PARSE_SHARE,
        pass: ratio <= PARSE_SHARE,
      });
    }
  }
} finally {
  await extended.close();
  await plain.close();
  await server.close();
}
