import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../src/model/run.ts';
import { runsOfCapture } from '../support/offline.ts';
import { exportedRuns, openWatchedTab, untilRuns, untilWords, type Watched } from '../support/panel.ts';
import { openStage, type Stage, startPlaying, untilPlayed } from '../support/stage.ts';

/** The replay's own lateness: timers of two processes. That of the page is stated in the profile and comes on top. */
const TOLERANCE_MS = 40;

let stage: Stage;
let tab: Watched;

beforeAll(async () => {
  stage = await openStage();
  tab = await openWatchedTab(stage);
});
afterAll(() => stage.close());

/** Times of a node from the start of its run, ms. */
function spans(run: Run): Map<string, readonly [start: number, end: number]> {
  const from = run.startUs;
  return new Map(
    run.nodes.flatMap(({ id, startUs, endUs }) =>
      startUs === undefined || endUs === undefined
        ? []
        : [[id, [(startUs - from) / 1000, (endUs - from) / 1000]] as const],
    ),
  );
}

describe('capture 02 in the real panel', () => {
  it('shows the run, and exports what the core makes of the capture', async () => {
    await startPlaying(tab.page, stage.demo, '02-parallel');
    await untilPlayed(tab.page);
    await untilRuns(tab.frame, ['success']);
    await untilWords(tab.frame, '[data-view="runs"]', 'lab parallel branches');

    const [wanted] = runsOfCapture('02-parallel');
    const runs = await exportedRuns(stage.browser, tab.frame);
    const run = runs[0];
    if (run === undefined || wanted === undefined) throw new Error('no run');
    expect(runs).toHaveLength(1);
    expect(run).toMatchObject({ editor: 'nodetool', origin: stage.demo.url, status: 'success' });
    expect(run.workflow).toEqual(wanted.workflow);
    expect(run.graphHash).toBe(wanted.graphHash);
    expect(run.edges).toEqual(wanted.edges);
    expect(run.events).toBe(wanted.events);
    const facts = (of: Run) =>
      of.nodes.map(({ id, title, type, status, bytes }) => ({ id, title, type, status, bytes }));
    expect(facts(run)).toEqual(facts(wanted));

    const recorded = spans(wanted);
    const measured = spans(run);
    expect([...measured.keys()]).toEqual([...recorded.keys()]);
    for (const node of run.nodes) {
      const tolerance = TOLERANCE_MS + (node.uncertaintyUs[0] + run.uncertaintyUs[0]) / 1000;
      const errors = [0, 1].map((end) =>
        Math.abs((measured.get(node.id)?.[end] ?? 0) - (recorded.get(node.id)?.[end] ?? 0)),
      );
      expect(Math.max(...errors), node.id).toBeLessThan(tolerance);
    }
  });
});
