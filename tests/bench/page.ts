/**
 * What a page pays for being watched: it is played streams at full speed in a browser with the extension and in a bare one, in turns, and
 * reads each frame as its editor would. The time of its main thread's tasks is processor time (`threadTicks`), which neighbours on
 * the machine hardly change. Each page plays its stream twice: the first run, for which everything has to be compiled, and a later one.
 * Some more later runs are profiled: how much of that time is the hook's own, and JSON.parse's of the same frames. Prints a line of
 * JSON for each figure; exit code 1 when a bar is missed. A quarter of an hour.
 */
import type { Browser, CDPSession, Page, Protocol } from 'puppeteer';
import { chromiumPath } from '../../scripts/browser.ts';
import { buildExtension, DIST } from '../../scripts/build.ts';
import { launch } from '../../scripts/launch.ts';
import { median, tell, upperMedian } from '../support/bench.ts';
import { shareOf } from '../support/cpu-profile.ts';
import { diagnosticsLogs, switchDiagnostics } from '../support/diagnostics.ts';
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

/** One play of a stream; milliseconds of processor time of the main thread's tasks, and of the thread. */
interface Played {
  readonly tasks: number;
  readonly thread: number;
  readonly profile?: Protocol.Profiler.Profile;
}

/** A page's first run, for which everything has to be compiled, and one of its later runs. */
type Plays = readonly [first: Played, later: Played];

const server = await startPlayingServer(Object.values(streams));

async function metrics(cdp: CDPSession): Promise<Record<string, number>> {
  const { metrics: list } = await cdp.send('Performance.getMetrics');
  return Object.fromEntries(list.map(({ name, value }) => [name, value * 1000]));
}

/** Opens a page for the stream and waits until the extension's configuration has come; in a bare browser as long. */
async function open(browser: Browser, name: Name): Promise<{ readonly page: Page; readonly cdp: CDPSession }> {
  const page = await browser.newPage();
  const cdp = await page.createCDPSession();
  await page.goto(server.url(names.indexOf(name)));
  await new Promise((resolve) => setTimeout(resolve, 300));
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  return { page, cdp };
}

async function play(page: Page, cdp: CDPSession, { requests, frames }: PageTraffic, profiled = false): Promise<Played> {
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
  return { tasks: more('TaskDuration'), thread: more('ThreadTime'), ...(profile && { profile }) };
}

/** Twice in a new page. */
async function playTwice(browser: Browser, name: Name, profiled = false): Promise<Plays> {
  const { page, cdp } = await open(browser, name);
  const first = await play(page, cdp, streams[name]);
  const later = await play(page, cdp, streams[name], profiled);
  await page.close();
  return [first, later];
}

/** A hook that sees nothing would be very fast. */
async function check(browser: Browser): Promise<void> {
  await switchDiagnostics(browser, true);
  for (const name of names) {
    const { page, cdp } = await open(browser, name);
    await play(page, cdp, streams[name]);
    const records = (await diagnosticsLogs(browser)).flatMap((log) => log.records);
    const over = records.some((record) => record.k === 'run' && record.status === 'completed');
    if (!over || records.some((record) => record.k === 'trouble'))
      throw new Error(`${name}: its run was not seen whole`);
    await page.close();
  }
  await switchDiagnostics(browser, false);
}

/** Microseconds a frame of a later run: of the hook and relay, and of the page's own reading. Medians of the profiled plays. */
async function ownTime(browser: Browser, name: Name): Promise<{ readonly hook: number; readonly read: number }> {
  const hook: number[] = [];
  const read: number[] = [];
  for (let i = 0; i < PROFILES; i++) {
    const [, { profile, thread }] = await playTwice(browser, name, true);
    if (!profile) continue;
    const perFrame = (1000 * thread) / streams[name].frames.length;
    hook.push(perFrame * shareOf(profile, ({ url }) => url.includes('/content-script/')));
    read.push(perFrame * shareOf(profile, ({ functionName }) => functionName === 'read'));
  }
  return { hook: median(hook), read: median(read) };
}

function tellPairs(what: string, bare: readonly Played[], ours: readonly Played[]): void {
  const ratios = ours.map(({ tasks }, i) => tasks / (bare[i]?.tasks ?? Number.NaN));
  const ratio = upperMedian(ratios);
  const [mine, other] = [ours, bare].map((plays) => median(plays.map(({ tasks }) => tasks))) as [number, number];
  console.log(
    `  ${what}: ${mine.toFixed(0)} ms, bare ${other.toFixed(0)} ms; of the pairs ${median(ratios).toFixed(3)}`,
  );
  const bench = `tasks of the page, ${what}: upper bound of the paired median`;
  tell({ bench, ours: mine, other, ratio, unit: 'ms', n: ratios.length, bar: BAR, pass: ratio <= BAR });
}

await buildExtension('chromium');
const extended = await launch({ executablePath: chromiumPath(), extension: DIST });
const plain = await launch({ executablePath: chromiumPath() });
try {
  const browsers = { ours: extended.browser, bare: plain.browser };
  await check(browsers.ours);
  for (const name of names) {
    const plays: { readonly ours: Plays[]; readonly bare: Plays[] } = { ours: [], bare: [] };
    for (let round = 0; round < ROUNDS; round++) {
      const order = round % 2 === 0 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const);
      for (const which of order) plays[which].push(await playTwice(browsers[which], name));
    }
    for (const [i, which] of (['first run', 'later run'] as const).entries()) {
      const [bare, ours] = [plays.bare, plays.ours].map((all) => all.flatMap((both) => both[i] ?? []));
      tellPairs(`${streams[name].name}, ${which}`, bare ?? [], ours ?? []);
    }
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
