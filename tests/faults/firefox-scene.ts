/** What faults in Firefox have in common. Its background is a page that ends when it is idle, and the panel is in the real toolbox. */
import type { Run } from '../../src/model/run.ts';
import { endBackground } from '../support/firefox-rights.ts';
import { type FirefoxStage, openFirefoxStage } from '../support/firefox-stage.ts';
import { runsOfCapture, runsOfRecords } from '../support/offline.ts';
import { runsOfSession, untilRecords, untilRuns } from '../support/panel.ts';
import { startPlaying, untilPlayed } from '../support/stage.ts';
import { CAPTURE, differing, type LoneFault, midst, type Outcome, timed, untilFrames } from './fault.ts';

/** Nodes of a run, and how each ended. */
const endsOf = (run: Run | undefined): string =>
  (run?.nodes ?? [])
    .map(({ id, status }) => `${id} ${status}`)
    .sort()
    .join();
const WHOLE = endsOf(runsOfCapture(CAPTURE)[0]);

export type Done = Pick<Outcome, 'wrong'> & Partial<Outcome>;
export type InFirefox = (stage: FirefoxStage, random: () => number) => Promise<Done>;

/** A fault by name, in a Firefox of its own. */
export function inFirefox(name: string, holds: string, run: InFirefox): LoneFault {
  return {
    name: `Firefox: ${name}`,
    holds,
    async alone(random) {
      const stage = await openFirefoxStage();
      try {
        return { times: 1, runs: 1, lost: 0, recoveredMs: [], ...(await run(stage, random)) };
      } finally {
        await stage.close();
      }
    },
  };
}

/** The run that was exported is what the page sent, every record of it. */
export async function same(stage: FirefoxStage): Promise<Pick<Outcome, 'lost' | 'wrong'>> {
  const logs = (await stage.extension.logs()).filter(({ records }) => records.length > 0);
  const sent = logs.flatMap(({ records }) => records).length;
  const received = await untilRecords(stage.panel, sent).then(
    () => sent,
    () => 0,
  );
  return { lost: sent - received, wrong: await allSame(stage, 1) };
}

/** The exported runs are what so many documents sent; `frames`: those of frames in pages, by their numbers. */
export async function allSame(stage: FirefoxStage, count: number, frames: readonly number[] = []): Promise<string[]> {
  const logs = (await stage.extension.logs(frames)).filter(({ records }) => records.length > 0);
  const wanted = logs.flatMap((log) => runsOfRecords(log.records, log.epoch, stage.demo.url));
  const exported = runsOfSession(await stage.exported());
  return [
    ...(logs.length === count ? [] : [`${logs.length} logs`]),
    ...differing(exported, wanted),
    // Of what never came as far as the log, the records say nothing.
    ...(exported.every((run) => endsOf(run) === WHOLE) ? [] : ['a run is not whole']),
  ];
}

/** Something in the midst of a run that goes on to its end. */
export const during = (name: string, what: InFirefoxAct): LoneFault =>
  inFirefox(name, 'the run is as it was sent', async (stage, random) => {
    await startPlaying(stage.page, stage.demo, CAPTURE);
    await untilFrames(stage.page, midst(random));
    const ms = await timed(() => what(stage, random));
    await untilPlayed(stage.page);
    await untilRuns(stage.panel, ['success']);
    // What it only remembers is no more then.
    await endBackground(stage.firefox);
    return { recoveredMs: [ms], ...(await same(stage)) };
  });

type InFirefoxAct = (stage: FirefoxStage, random: () => number) => Promise<unknown>;

interface EndOptions {
  /** Another page than the one the panel is beside. */
  readonly open?: (stage: FirefoxStage) => Promise<FirefoxStage['page']>;
  /** Who says nothing when it ends is over a minute later, which is looked at each minute (GRACE_MS, PATROL_SECONDS). */
  readonly timeoutMs?: number;
}

/** The end of the page in the midst of a run. */
export const end = (name: string, how: InFirefoxAct, { open, timeoutMs }: EndOptions = {}): LoneFault =>
  inFirefox(name, 'the run is kept as cut', async (stage, random) => {
    const page = open ? await open(stage) : stage.page;
    await startPlaying(page, stage.demo, CAPTURE);
    await untilFrames(page, midst(random, 30));
    await untilRuns(stage.panel, ['running']);
    const ms = await timed(async () => {
      await how({ ...stage, page }, random);
      await untilRuns(stage.panel, ['cut'], timeoutMs);
    });
    const runs = runsOfSession(await stage.exported());
    return { recoveredMs: [ms], wrong: runs.length === 1 ? begun(runs[0]) : [`${runs.length} runs instead of one`] };
  });

/** Of a run that was cut off there is what was seen of it. */
export const begun = (run: Run | undefined): readonly string[] =>
  run?.nodes.some(({ startUs }) => startUs !== undefined) ? [] : ['nothing of what was seen is in it'];

export const slow = (fault: LoneFault): LoneFault => ({ ...fault, slow: true });
