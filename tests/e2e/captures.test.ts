import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../src/model/run.ts';
import { captureFolders, captureNames } from '../support/captures.ts';
import { runsOfCapture } from '../support/offline.ts';
import { exportedRuns, openWatchedTab, type Watched, waitForRuns } from '../support/panel.ts';
import { openStage, type Stage, startPlaying, untilPlayed } from '../support/stage.ts';

/** What is the same however fast it was played. */
function facts(run: Run) {
  const { status, editor, workflow, graphHash, edges, nodes } = run;
  const seen = nodes.map((n) => `${n.id} ${n.instance} ${n.title} ${n.status}`);
  return { status, editor, workflow, graphHash, edges, nodes: seen };
}

/** Node-RED's runs are told apart by silence, which must be as long as it was. */
const speedOf = (folder: string) => (folder === 'node-red' ? 1 : 5);

const CAPTURES = captureFolders().flatMap((folder) => captureNames(folder).map((name) => [folder, name] as const));

let stage: Stage;
let tab: Watched;
const known = new Set<string>();

beforeAll(async () => {
  stage = await openStage();
  tab = await openWatchedTab(stage);
});
afterAll(() => stage.close());

describe('every recording, played in the real browser', () => {
  it.each(CAPTURES)('%s/%s gives the runs that the core makes of its file', async (folder, name) => {
    const wanted = runsOfCapture(name, folder);
    expect(wanted.length).toBeGreaterThan(0);
    await startPlaying(tab.page, stage.demo, `${folder}/${name}`, { speed: speedOf(folder) });
    await untilPlayed(tab.page);
    // The end of some runs is never told (connection lost, cancelled on a Python server): it is that of their page.
    await tab.page.goto(stage.demo.url);
    await waitForRuns(tab.frame, known.size + wanted.length, 30_000);
    const runs = (await exportedRuns(stage.browser, tab.frame)).filter((run) => !known.has(run.id));
    for (const { id } of runs) known.add(id);
    expect(runs.map(facts)).toEqual([...wanted].sort((a, b) => a.startUs - b.startUs).map(facts));
  });
});
