/** What a fault is, and what faults have in common: a run under way in the real extension, and what must hold of it afterwards. */
import { isDeepStrictEqual } from 'node:util';
import type { Page } from 'puppeteer';
import type { Run } from '../../src/model/run.ts';
import { type DocumentLog, diagnosticsLogs, switchDiagnosticsOn } from '../support/diagnostics.ts';
import { randomFrom } from '../support/mutate.ts';
import { runsOfRecords } from '../support/offline.ts';
import { exportedRuns, openWatchedTab, untilRecords, untilRuns, type Watched } from '../support/panel.ts';
import { openStage, type Stage, startPlaying, untilPlayed } from '../support/stage.ts';

/** 112 frames in a little more than a second. */
export const CAPTURE = 't1-dag';
export const FRAMES = 112;

export interface Outcome {
  /** How often it was done. */
  readonly times: number;
  readonly runs: number;
  /** Records that the page sent and that nobody has, without its being told. */
  readonly lost: number;
  /** Until all was as before, or the run was told to be cut, milliseconds: of each time. */
  readonly recoveredMs: readonly number[];
  /** What did not hold; empty when all did. */
  readonly wrong: readonly string[];
}

export interface Scene {
  readonly stage: Stage;
  readonly tab: Watched;
  /** A number from 0 to 1, another one each time. */
  readonly random: () => number;
}

interface Named {
  readonly name: string;
  /** It takes long, or another one does nearly the same sooner: not in `npm test`. */
  readonly slow?: true;
  /** What must hold after it, in the words of the table. */
  readonly holds: string;
}

/** In a browser with the panel open beside a page. */
export interface StagedFault extends Named {
  /** Plays a run, does it, and says what came of it. */
  run(scene: Scene): Promise<Outcome>;
}

/** In browsers of its own. */
export interface LoneFault extends Named {
  alone(random: () => number): Promise<Outcome>;
}

export type Fault = StagedFault | LoneFault;

/** Waits until the page's own handlers saw so many frames. */
export async function untilFrames(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (wanted: number) => Number(document.getElementById('in')?.textContent?.replaceAll(',', '')) >= wanted,
    { timeout: 30_000, polling: 10 },
    count,
  );
}

/** Some frame in the midst of the run. */
export const midst = (random: () => number, from = 5, to = FRAMES - 10): number =>
  from + Math.floor(random() * (to - from));

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** The run that the panel exports is what the records say that the page sent, every one of them. */
export async function same(
  { stage, tab }: Scene,
  log: DocumentLog | undefined,
): Promise<{ lost: number; wrong: string[] }> {
  if (!log) return { lost: 0, wrong: ['the page kept no log'] };
  const received = await untilRecords(tab.frame, log.records.length).then(
    () => log.records.length,
    () => 0,
  );
  const [wanted, exported] = [
    runsOfRecords(log.records, log.epoch, stage.demo.url),
    await exportedRuns(stage.browser, tab.frame),
  ];
  const equal = isDeepStrictEqual(plain(exported), plain(wanted));
  return { lost: log.records.length - received, wrong: equal ? [] : differing(exported, wanted) };
}

/** Where two lists of runs that should be equal first differ, in words. */
export function differing(exported: readonly Run[], wanted: readonly Run[]): string[] {
  if (exported.length !== wanted.length) return [`${exported.length} runs instead of ${wanted.length}`];
  const others = sorted(wanted);
  const strange = sorted(exported).filter((run, i) => !isDeepStrictEqual(plain([run]), plain(others.slice(i, i + 1))));
  return strange.map(({ id, status }) => `run ${id} (${status}) is another than was sent`);
}

const sorted = (runs: readonly Run[]): readonly Run[] => [...runs].sort((a, b) => (a.id < b.id ? -1 : 1));
/** As JSON has them, whatever the order of their members. */
const plain = (runs: readonly Run[]): unknown => JSON.parse(JSON.stringify(sorted(runs)));

/** A run that was cut off says so, and has what was seen of it. */
export async function cut({ stage, tab }: Scene): Promise<string[]> {
  const runs = await exportedRuns(stage.browser, tab.frame);
  const [run] = runs;
  if (runs.length !== 1 || !run) return [`${runs.length} runs instead of one`];
  return [
    ...(run.status === 'cut' ? [] : [`it is told as ${run.status}`]),
    ...(run.nodes.some(({ startUs }) => startUs !== undefined) ? [] : ['nothing of what was seen is in it']),
  ];
}

/** A page that crashed says nothing: it is over when it was gone for a minute, which is looked at each minute (GRACE_MS, PATROL_SECONDS). */
export async function untilCut({ frame }: Watched): Promise<void> {
  await frame.waitForFunction(
    () => document.querySelector<HTMLElement>('[data-view="runs"]')?.dataset.statuses === 'cut',
    { timeout: 150_000, polling: 50 },
  );
}

function failed(error: unknown): Outcome {
  const wrong = [error instanceof Error ? error.message : String(error)];
  return { times: 1, runs: 0, lost: 0, recoveredMs: [], wrong };
}

/** Does a fault once in a browser of its own. What went wrong on the way is an outcome too. */
export async function inject(fault: Fault, seed: number): Promise<Outcome> {
  const random = randomFrom(seed);
  if ('alone' in fault) return await fault.alone(random).catch(failed);
  const stage = await openStage();
  try {
    const tab = await openWatchedTab(stage);
    await switchDiagnosticsOn(stage.browser);
    return await fault.run({ stage, tab, random });
  } catch (error) {
    return failed(error);
  } finally {
    await stage.close();
  }
}

/** A run that plays to its end while something is done in its midst: nothing of it may be lost. */
export function during(name: string, what: (scene: Scene) => Promise<unknown>): StagedFault {
  return {
    name,
    holds: 'the run is as it was sent',
    async run(scene) {
      const { stage, tab, random } = scene;
      await startPlaying(tab.page, stage.demo, CAPTURE);
      await untilFrames(tab.page, midst(random));
      const ms = await timed(() => what(scene));
      await untilPlayed(tab.page);
      await untilRuns(tab.frame, ['success']);
      const [log] = await diagnosticsLogs(stage.browser);
      return { times: 1, runs: 1, recoveredMs: [ms], ...(await same(scene, log)) };
    },
  };
}

/** A run that ends in its midst: what was seen of it is kept, and it is told as cut. */
export function end(name: string, how: (scene: Scene) => Promise<unknown>, slow?: true): StagedFault {
  return {
    name,
    ...(slow ? { slow } : {}),
    holds: 'the run is kept as cut',
    async run(scene) {
      const { stage, tab, random } = scene;
      await startPlaying(tab.page, stage.demo, CAPTURE);
      // Not before a node has begun, and told so: the hook hands over what it has each 50 ms.
      await untilFrames(tab.page, midst(random, 30));
      await untilRuns(tab.frame, ['running']);
      const ms = await timed(async () => {
        await how(scene);
        await untilCut(tab);
      });
      return { times: 1, runs: 1, lost: 0, recoveredMs: [ms], wrong: await cut(scene) };
    },
  };
}

/** The exported runs of several documents are what these sent. */
export async function allSame({ stage, tab }: Scene, logs: readonly DocumentLog[], count: number): Promise<string[]> {
  const wanted = logs.flatMap((log) => runsOfRecords(log.records, log.epoch, stage.demo.url));
  const exported = await exportedRuns(stage.browser, tab.frame);
  const equal = isDeepStrictEqual(plain(exported), plain(wanted));
  return [...(logs.length === count ? [] : [`${logs.length} logs`]), ...(equal ? [] : differing(exported, wanted))];
}
