import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { insights } from '../../../src/analysis/insights.ts';
import { analyseCapture } from '../../../src/profiler/capture-run.ts';
import { loadCapture } from '../../support/captures.ts';

const TIMED = ['bottleneck', 'queue', 'gaps', 'external', 'graph-limit', 'slower-node', 'resolution'];

function kindsOf(capture: string, folder = 'nodetool') {
  const { runs } = analyseCapture(loadCapture(folder, capture).rows);
  return runs.map((run) => {
    const analysis = analyse(run);
    return { kinds: insights(analysis, runs).map((i) => i.kind as string), minimum: analysis.parallelization.minimum };
  });
}

describe('times not to be trusted', () => {
  it('a page that saw both runs seconds late is told of, and nothing is concluded from its times', () => {
    for (const { kinds } of kindsOf('22-real-web-ui-two-runs-idle-machine')) {
      expect(kinds).toContain('busy-page');
      expect(kinds.filter((k) => TIMED.includes(k))).toEqual([]);
    }
  });

  it('a run with exact stamps of its own but nodes seen a second late is told of as well', () => {
    for (const { kinds } of kindsOf('big-T-0', 'page-clock')) {
      expect(kinds).toContain('busy-page');
      expect(kinds.filter((k) => TIMED.includes(k))).toEqual([]);
    }
    for (const { kinds } of kindsOf('c4-async', 'comfyui')) expect(kinds).not.toContain('busy-page');
  });

  it('a run whose end was not seen has no minimum, no efficiency and no bottleneck', () => {
    for (const { kinds, minimum } of kindsOf('10-drop-and-reconnect')) {
      expect(minimum.known).toBe(false);
      expect(kinds).toContain('incomplete');
      expect(kinds.filter((k) => TIMED.includes(k))).toEqual([]);
    }
  });

  it('an idle page is not called busy', () => {
    for (const { kinds } of kindsOf('02-parallel')) expect(kinds).toContain('bottleneck');
  });
});
