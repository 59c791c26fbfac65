import { describe, expect, it } from 'vitest';
import { loadScored, withTruth } from '../../scripts/score/load.ts';
import { scoreCapture } from '../../scripts/score/match.ts';
import { rowsOf } from '../../scripts/score/rows.ts';

/** Against what the nodes' own clocks said inside the server; `npm run score` prints the same figures. */
const scores = withTruth()
  .filter(([folder, name]) => folder.startsWith('comfyui') || (folder === 'page-clock' && !name.startsWith('nodetool')))
  .map(([folder, name]) => scoreCapture(loadScored(folder, name)));
const rows = rowsOf(scores).filter((row) => !row.capture);

describe('ComfyUI against the truth inside its server', () => {
  it('misses no node, adds none, gets every status right', () => {
    for (const { missed, extra, statuses } of scores) expect([...missed, ...extra, ...statuses]).toEqual([]);
  });

  it('tells plain nodes to the milliseconds that the wire allows, with an honest and narrow +/-', () => {
    const plain = rows.find((row) => row.group === 'plain');
    expect(plain?.found).toBeGreaterThan(100);
    expect(plain?.duration?.p50).toBeLessThanOrEqual(4_000);
    expect(plain?.duration?.p90).toBeLessThanOrEqual(15_000);
    expect(plain?.cover?.inside).toBeGreaterThanOrEqual(0.95);
    expect(plain?.cover?.halfWidth).toBeLessThanOrEqual(10_000);
  });

  it('says how late it may be where ends are hidden behind other nodes, or the page was busy', () => {
    for (const group of ['hidden async', 'browser']) {
      expect(rows.find((row) => row.group === group)?.cover?.inside, group).toBeGreaterThanOrEqual(0.95);
    }
  });

  it('has the length of runs from the stamps of the server', () => {
    const runs = scores.flatMap((score) => score.runs);
    expect(runs.length).toBeGreaterThan(0);
    for (const { errorUs } of runs) expect(Math.abs(errorUs)).toBeLessThanOrEqual(3_000);
  });
});
