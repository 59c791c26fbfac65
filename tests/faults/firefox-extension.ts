/** What happens to the extension and its store in Firefox while pages are open: as extension.ts in Chromium. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIST_FIREFOX } from '../../scripts/build.ts';
import { openFirefoxPanel } from '../../scripts/firefox-toolbox.ts';
import { reloadExtension, switchExtension } from '../support/firefox-rights.ts';
import { type FirefoxStage, openFirefoxStage } from '../support/firefox-stage.ts';
import { runsOfCapture } from '../support/offline.ts';
import { runsOfSession, untilRuns, untilWords } from '../support/panel.ts';
import { framesSeen, startPlaying, untilPlayed } from '../support/stage.ts';
import { CAPTURE, FRAMES, type LoneFault, midst, type Outcome, timed, untilFrames } from './fault.ts';
import { begun, slow } from './firefox-scene.ts';

type Act = (stage: FirefoxStage, folder: string) => Promise<unknown>;

/** Does it while a page runs. Firefox hands a page that is open to the extension that comes back: its next run is recorded. */
async function underAPage(act: Act, random: () => number): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'longpole-extension-'));
  await cp(DIST_FIREFOX, folder, { recursive: true });
  const stage = await openFirefoxStage({ folder });
  try {
    const { firefox, page, demo } = stage;
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    await startPlaying(page, demo, CAPTURE, { loops: 2, speed: 0.5 });
    await untilFrames(page, midst(random, 30));
    await act(stage, folder);
    await untilPlayed(page);
    const frames = await framesSeen(page);
    const panel = await openFirefoxPanel(firefox.browser, page);
    const ms = await timed(() => untilRuns(panel, ['success', 'cut']));
    const [first, second] = runsOfSession(await stage.exported(panel));
    const [whole] = runsOfCapture(CAPTURE);
    const wrong = [
      ...errors,
      ...(frames === 2 * FRAMES ? [] : [`the page got ${frames} of ${2 * FRAMES} frames`]),
      ...begun(first),
      ...(second?.nodes.length === whole?.nodes.length ? [] : ['the next run is not whole']),
    ];
    return { times: 1, runs: 2, lost: 0, recoveredMs: [ms], wrong };
  } finally {
    await stage.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const underPage = (name: string, act: Act): LoneFault => ({
  name: `Firefox: ${name}`,
  holds: 'the page is unharmed, its run kept as cut, its next one recorded',
  alone: (random) => underAPage(act, random),
});

const reload: Act = ({ firefox }) => reloadExtension(firefox);

const update: Act = async ({ firefox }, folder) => {
  const file = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...manifest, version: '99.0.0' }));
  const version = await reloadExtension(firefox);
  if (version !== '99.0.0') throw new Error(`version ${version} runs`);
};

const offAndOn: Act = async ({ firefox }) => {
  await switchExtension(firefox, false);
  await switchExtension(firefox, true);
};

/** Spoils the files of all databases of extensions while the browser is closed. Their number. */
async function spoil(profile: string): Promise<number> {
  const folder = join(profile, 'storage/default');
  const files = (await readdir(folder, { recursive: true })).filter((name) =>
    /^moz-extension\+\+\+[^^/]+\/idb\/.*\.sqlite$/.test(name),
  );
  for (const name of files) await writeFile(join(folder, name), 'spoiled');
  return files.length;
}

/** Twelve runs, a spoiled database, and another run in a new browser on the same profile. */
async function spoiled(): Promise<Outcome> {
  const userDataDir = await mkdtemp(join(tmpdir(), 'longpole-spoiled-'));
  let stage = await openFirefoxStage({ userDataDir });
  try {
    await startPlaying(stage.page, stage.demo, 't7-regression-12-runs', { speed: 20 });
    await untilRuns(
      stage.panel,
      Array.from({ length: 12 }, () => 'success'),
    );
    await stage.close();
    const files = await spoil(userDataDir);
    stage = await openFirefoxStage({ userDataDir });
    await untilWords(stage.panel, '[data-condition="vanished"]', '12 runs are gone');
    await startPlaying(stage.page, stage.demo, CAPTURE);
    const ms = await timed(() => untilRuns(stage.panel, ['success']));
    const wrong = [...(files === 1 ? [] : [`${files} databases were spoiled`])];
    return { times: 1, runs: 13, lost: 0, recoveredMs: [ms], wrong };
  } finally {
    await stage.close();
    await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

export const OF_FIREFOX_EXTENSION: readonly LoneFault[] = [
  slow(underPage('the extension is loaded anew', reload)),
  underPage('the extension is updated', update),
  underPage('the extension is switched off and on', offAndOn),
  {
    name: 'Firefox: the files of the database are spoiled while the browser is closed',
    holds: 'how many runs are gone is told, and the next run is recorded',
    alone: spoiled,
  },
];
