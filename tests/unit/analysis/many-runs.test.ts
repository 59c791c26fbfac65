import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { etaOf } from '../../../src/analysis/eta.ts';
import { overRuns } from '../../../src/analysis/many-runs.ts';
import type { Run } from '../../../src/model/run.ts';
import { analyseCapture } from '../../../src/profiler/capture-run.ts';
import { loadCapture } from '../../support/captures.ts';

const runs = analyseCapture(loadCapture('nodetool', 't7-regression-12-runs').rows).runs;

describe('many runs of one workflow', () => {
  const rows = overRuns(runs.map((run) => analyse(run)));

  it('criticality and shares are shares, and what is never on the path saves nothing', () => {
    for (const row of rows) {
      expect(row.criticality).toBeGreaterThanOrEqual(0);
      expect(row.criticality).toBeLessThanOrEqual(1);
      expect(row.n).toBe(12);
      if (row.criticality === 0) expect(row.expectedSavingUs ?? 0).toBeLessThan(20_000);
    }
    expect(rows.reduce((sum, row) => sum + row.pathShare, 0)).toBeCloseTo(1, 9);
    expect(rows[0]?.criticality).toBeGreaterThan(0.9);
  });

  it('the node that was made slower works much and is hidden by parallelism', () => {
    expect(rows.find((r) => r.id === 'n0')?.hidden).toBe(true);
    expect(rows.find((r) => r.id === rows[0]?.id)?.hidden).toBe(false);
  });
});

describe('when a live run will be over', () => {
  const done = runs.slice(0, 6);
  const last = runs[6] as Run;
  /** As it stood at `now`: what had not ended by then is not known yet. */
  const at = (now: number): Run => {
    const { endUs: _end, ...rest } = last;
    const nodes = last.nodes.flatMap((n) => {
      if (n.startUs !== undefined && n.startUs > now) return [];
      const { endUs, ...open } = n;
      return endUs !== undefined && endUs <= now ? [n] : [{ ...open, status: 'running' as const }];
    });
    return { ...rest, status: 'running', nodes };
  };

  it('is near the true end from the beginning on, and nearer later', () => {
    const length = (last.endUs ?? 0) - last.startUs;
    for (const share of [0.1, 0.5, 0.9]) {
      const now = last.startUs + share * length;
      const eta = etaOf(at(now), done, now);
      // The first of the six began cold.
      expect(eta?.n).toBe(5);
      expect(Math.abs((eta?.likelyUs ?? 0) - (last.endUs ?? 0))).toBeLessThan(0.15 * length);
      expect(eta?.earliestUs).toBeLessThanOrEqual(eta?.likelyUs ?? 0);
      expect(eta?.latestUs).toBeGreaterThanOrEqual(eta?.likelyUs ?? 0);
      expect(eta?.earliestUs).toBeGreaterThanOrEqual(now);
      // What has not begun, each node once, after now and in the order in which it then came.
      const open = last.nodes.filter((n) => n.startUs !== undefined && n.startUs > now).map((n) => n.id);
      const ran = new Set(last.nodes.flatMap((n) => (n.startUs === undefined ? [] : [n.id])));
      const expected = (eta?.expected ?? []).filter((e) => ran.has(e.id));
      expect(expected.map((e) => e.id).sort()).toEqual([...open].sort());
      for (const e of expected) {
        expect(e.startUs).toBeGreaterThanOrEqual(now);
        expect(e.endUs).toBeGreaterThanOrEqual(e.startUs);
        const truly = last.nodes.find((n) => n.id === e.id)?.startUs ?? 0;
        expect(Math.abs(e.startUs - truly)).toBeLessThan(0.25 * length);
      }
    }
  });

  it('what has not begun does not end in the past: with a node that hangs, the rest still lies ahead', () => {
    const length = (last.endUs ?? 0) - last.startUs;
    const now = last.startUs + 0.5 * length;
    const later = now + 3 * length;
    // Asked again much later with nothing more seen: at least what was left then is left now.
    const left = (etaOf(at(now), done, now)?.likelyUs ?? 0) - now;
    const stuck = etaOf(at(now), done, later);
    expect(stuck?.earliestUs).toBeGreaterThanOrEqual(later);
    const afterwards = last.nodes.filter((n) => n.startUs !== undefined && n.startUs > now);
    if (afterwards.length > 0) expect((stuck?.likelyUs ?? 0) - later).toBeGreaterThan(0);
    expect((stuck?.likelyUs ?? 0) - later).toBeLessThanOrEqual(left + length);
  });

  it('is not told after two runs, of another graph, or once it is over', () => {
    const now = last.startUs + 1000;
    expect(etaOf(at(now), done.slice(0, 2), now)).toBeUndefined();
    expect(etaOf({ ...at(now), graphHash: 'other' }, done, now)).toBeUndefined();
    expect(etaOf(last, done, now)).toBeUndefined();
  });
});
