/**
 * `npm start`: builds the extension, plays a recorded run in a browser with DevTools open on our panel. With `--headless`
 * (or without a display) it plays once, exports the session, takes a picture and ends.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { nameOf, readCaptureFile } from '../demo/library.ts';
import { type Demo, startDemo } from '../demo/server.ts';
import { analyseCapture } from '../src/profiler/capture-run.ts';
import { findBrowser } from './browser.ts';
import { buildExtension, DIST } from './build.ts';
import { openPanel, type Panel, screenshotPanel } from './devtools.ts';
import { exportSession } from './export.ts';
import { type Launched, launch } from './launch.ts';
import { going, listedRuns, waitForRuns } from './runs-shown.ts';
import { readStartOptions, type StartOptions, USAGE } from './start-options.ts';

/** On top of the capture's own length: a slow machine needs 2-5 s to open DevTools and show what came. */
const GRACE_MS = 60_000;

/** A run whose end was told is over in the panel within 0.3 s; a machine under load gets ten times that. */
const UNTOLD_MS = 3_000;

class Failure extends Error {}

async function main(options: StartOptions): Promise<void> {
  const capture = await readCaptureFile(options.capture);
  if (!capture.ok) throw new Failure(`${options.capture}: ${capture.error} (${capture.where})`);
  // The same core without a browser knows how many runs there are to see.
  const runs = analyseCapture(capture.value.rows).runs.length * Math.max(1, options.loops);
  if (runs === 0) throw new Failure('nothing to record: the capture has no run of an editor we know');
  say('Building the extension...');
  await buildExtension().catch((error: unknown) => {
    throw new Failure(`the build failed: ${messageOf(error)}`);
  });
  const browser = findBrowser(say);
  if (!browser.ok) throw new Failure(browser.error);

  const demo = await startDemo({ files: [resolve(options.capture)] });
  const launched = await launch({ executablePath: browser.value, headless: options.headless, extension: DIST }).catch(
    async (error: unknown) => {
      await demo.close();
      throw new Failure(`${browser.value} did not start: ${messageOf(error)}`);
    },
  );
  const stop = async () => {
    await launched.close();
    await demo.close();
  };
  try {
    const playMs = (capture.value.durationMs / options.speed + 1000) * options.loops;
    const played = play(options, demo, launched, playMs, runs).then(() => '');
    const end = await Promise.race([played, interrupted(), ended(launched)]);
    // Without a number of loops there is no other end than these.
    if (end !== '' && options.loops > 0) throw new Failure(`${end} before everything was played and saved`);
  } finally {
    await stop();
  }
}

async function play(
  options: StartOptions,
  demo: Demo,
  { browser }: Launched,
  playMs: number,
  runs: number,
): Promise<void> {
  const page = (await browser.pages())[0] ?? (await browser.newPage());
  await page.goto(demo.url);
  // DevTools first: opening it stalls the page, which would disturb a run that plays.
  const panel = await openPanel(page, options.headless ? 'undocked' : 'bottom');
  const query = new URLSearchParams({
    capture: nameOf(options.capture),
    speed: String(options.speed),
    loops: String(options.loops),
  });
  await page.goto(`${demo.url}/?${query}`);
  say(`Playing ${nameOf(options.capture)} at ${page.url()}`);
  if (options.loops === 0) {
    say('The Longpole panel in DevTools fills as it plays. Ctrl-C ends this.');
    await new Promise(() => {});
  }
  const timeout = playMs + GRACE_MS;
  await page
    .waitForFunction(() => document.documentElement.dataset.state === 'done', { timeout })
    .catch(() => {
      throw new Failure(`the capture did not finish playing within ${Math.round(timeout / 1000)} s`);
    });
  // The end of some runs is never told (connection lost): they end with their page.
  const over = await waitForRuns(panel.frame, runs, UNTOLD_MS).catch(() => undefined);
  if (over === undefined) await page.goto(demo.url);
  await waitForRuns(panel.frame, runs, GRACE_MS).catch(async () => {
    const shown = await listedRuns(panel.frame);
    const done = shown.length - going(shown);
    throw new Failure(`${shown.length} of ${runs} runs were recorded, ${done} of them to their end`);
  });
  await keep(options, panel, page, browser);
}

async function keep(
  options: StartOptions,
  panel: Panel,
  page: Panel['devtools'],
  browser: Launched['browser'],
): Promise<void> {
  const { exportTo, screenshotTo } = options;
  if (screenshotTo !== undefined) await write(screenshotTo, await screenshotPanel(panel, page), 'picture of the panel');
  if (exportTo !== undefined) await write(exportTo, await exportSession(browser, panel.frame), 'session');
}

async function write(file: string, data: string | Uint8Array, what: string): Promise<void> {
  await mkdir(dirname(resolve(file)), { recursive: true });
  await writeFile(file, data);
  say(`${what}: ${resolve(file)}`);
}

function interrupted(): Promise<string> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => done('interrupted'));
  });
}

/** The user closed the browser, or it crashed. */
function ended({ browser }: Launched): Promise<string> {
  return new Promise((done) => browser.once('disconnected', () => done('the browser was closed')));
}

function say(line: string): void {
  console.error(line);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const options = readStartOptions(process.argv.slice(2));
if (!options.ok) {
  say(`${options.where}: ${options.error}\n\n${USAGE}`);
  process.exitCode = 2;
} else if (options.value.help) {
  console.log(USAGE);
} else {
  await main(options.value).catch((error: unknown) => {
    say(`Longpole: ${error instanceof Failure ? error.message : error instanceof Error ? error.stack : String(error)}`);
    process.exitCode = 1;
  });
  // A browser that hangs in closing must not keep us.
  process.exit();
}
