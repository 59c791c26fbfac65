import { describe, expect, it } from 'vitest';
import { barsOf } from '../../../scripts/score/bars.ts';
import { loadScored, withTruth } from '../../../scripts/score/load.ts';
import { scoreCapture } from '../../../scripts/score/match.ts';
import { printed } from '../../../scripts/score/print.ts';
import { rowsOf } from '../../../scripts/score/rows.ts';

const scores = withTruth().map(([folder, name]) => scoreCapture(loadScored(folder, name)));
const rows = rowsOf(scores);
const bars = barsOf(rows, scores);

describe('the score of all recordings with server truth', () => {
  it('is of every truth there is', () => {
    expect(scores).toHaveLength(35);
  });

  it.each(bars)('$name: $measured', ({ met }) => {
    expect(met).toBe(true);
  });

  it('is printed with a row of its own for what has no bar', () => {
    const text = printed(rows, scores, bars);
    for (const row of ['hidden async', 'expanders', 'list-mapped', 'cut by a reconnect', 'browser']) {
      expect(text).toContain(`ComfyUI, ${row} `);
    }
    expect(text).toContain('Nodes that read streams, not scored');
  });

  it('misses its bars when there is nothing to measure', () => {
    expect(barsOf([], []).filter((bar) => !bar.met).length).toBeGreaterThanOrEqual(10);
  });
});
