import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Line } from '../../demo/lines.ts';
import type { CaptureRow } from '../../src/formats/capture.ts';
import type { NodeRun, Run } from '../../src/model/run.ts';
import { fromMillis } from '../../src/model/time.ts';
import { analyseCapture } from '../../src/profiler/capture-run.ts';
import { loadCapture } from '../support/captures.ts';
import { exportedRuns, openWatchedTab, untilRuns, untilWords, type Watched } from '../support/panel.ts';
import { openStage, type Stage, startPlaying, untilPlayed } from '../support/stage.ts';

const CAPTURE = '02-parallel';
/** Clocks of two processes on one machine. */
const CLOCKS_US = 5_000;

const said: { readonly line: Line; readonly atMs: number }[] = [];
let stage: Stage;
let tab: Watched;

beforeAll(async () => {
  stage = await openStage({ demo: { said: (line, atMs) => said.push({ line, atMs }) } });
  tab = await openWatchedTab(stage);
});
afterAll(() => stage.close());

/** The run as the replaying server really timed it, which on a busy machine is not as the capture has it. */
function runAsSaid(): Run {
  const times = said.filter(({ line }) => line.kind !== 'close').map(({ atMs }) => fromMillis(atMs));
  let next = 0;
  const rows = loadCapture('nodetool', CAPTURE).rows.map((row): CaptureRow => {
    if (row.row !== 'message') return row;
    return { ...row, t: row.dir === 'in' ? (times[next++] ?? row.t) : (times[0] ?? row.t) };
  });
  expect(next).toBe(times.length);
  const [run] = analyseCapture(rows).runs;
  if (run === undefined) throw new Error('no run');
  return run;
}

const facts = (of: Run) => of.nodes.map(({ id, title, type, status, bytes }) => ({ id, title, type, status, bytes }));

describe('capture 02 in the real panel', () => {
  it('shows the run, and exports what the core makes of the capture', async () => {
    await startPlaying(tab.page, stage.demo, CAPTURE);
    await untilPlayed(tab.page);
    await untilRuns(tab.frame, ['success']);
    await untilWords(tab.frame, '[data-view="runs"]', 'lab parallel branches');

    const truth = runAsSaid();
    const runs = await exportedRuns(stage.browser, tab.frame);
    const run = runs[0];
    if (run === undefined) throw new Error('no run');
    expect(runs).toHaveLength(1);
    expect(run).toMatchObject({ editor: 'nodetool', origin: stage.demo.url, status: 'success' });
    expect(run.workflow).toEqual(truth.workflow);
    expect(run.graphHash).toBe(truth.graphHash);
    expect(run.edges).toEqual(truth.edges);
    expect(run.events).toBe(truth.events);
    expect(facts(run)).toEqual(facts(truth));

    // What the profile states is a time and a +/-: the moment at which the server spoke lies inside.
    const inside = (stated: number | undefined, real: number | undefined, [early, late]: NodeRun['uncertaintyUs']) =>
      stated === real || Math.abs((stated ?? 0) - (real ?? 0) - (early - late) / 2) <= (early + late) / 2 + CLOCKS_US;
    for (const [i, node] of run.nodes.entries()) {
      const real = truth.nodes[i];
      expect(inside(node.startUs, real?.startUs, node.uncertaintyUs), `start of ${node.id}`).toBe(true);
      expect(inside(node.endUs, real?.endUs, node.uncertaintyUs), `end of ${node.id}`).toBe(true);
    }
    expect(inside(run.startUs, truth.startUs, run.uncertaintyUs)).toBe(true);
    expect(inside(run.endUs, truth.endUs, run.uncertaintyUs)).toBe(true);
  });
});
