import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { insights } from '../../../src/analysis/insights.ts';
import { runsOfCapture } from '../../support/offline.ts';

describe('a status timeline', () => {
  const [run] = runsOfCapture('deploy_and_run', 'node-red');
  if (!run) throw new Error('no run');

  it('has no critical path, no theoretical minimum and no efficiency, and says why', () => {
    const { path, parallelization } = analyse(run);
    expect(path).toMatchObject({ segments: [], nodes: [] });
    expect(Object.values(parallelization.spent)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(parallelization.minimum).toEqual({ known: false, reason: expect.stringContaining('report no status') });
    expect(parallelization.caveats.join(' ')).toContain('status timeline, not a profile');
  });

  it('gives rise to no finding that rests on times', () => {
    const kinds = insights(analyse(run), [run]).map(({ kind }) => kind);
    expect(kinds).toContain('incomplete');
    // Nothing would be saved that anybody could know of, and running again shows no more.
    expect(analyse(run).bottlenecks.filter((b) => b.savesUs !== undefined)).toEqual([]);
    const [said] = insights(analyse(run), [run]).filter(({ kind }) => kind === 'incomplete');
    expect(said).toMatchObject({
      title: 'A status timeline, not a profile',
      nextStep: expect.not.stringMatching(/again/),
    });
    for (const kind of ['bottleneck', 'gaps', 'queue', 'graph-limit', 'slower-node', 'regression', 'improvement']) {
      expect(kinds).not.toContain(kind);
    }
  });
});
