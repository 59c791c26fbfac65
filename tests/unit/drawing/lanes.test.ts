import { describe, expect, it } from 'vitest';
import { laneDraws } from '../../../src/drawing/lanes.ts';
import type { NodeRun } from '../../../src/model/run.ts';
import { randomFrom } from '../../support/mutate.ts';
import { aNode, at } from './a-run.ts';

const WIDTH = 100;

/** Spans of one lane one after the other, most of them much shorter than a pixel (1 ms). */
function crowded(seed: number): readonly NodeRun[] {
  const random = randomFrom(seed);
  const nodes: NodeRun[] = [];
  for (let ms = 0; ms < WIDTH; ) {
    const length = random() ** 4 * 6;
    nodes.push(aNode(`n${nodes.length}`, { start: ms, end: Math.min(WIDTH, ms + length) }));
    ms += length + (random() < 0.05 ? 4 : random() * 0.2);
  }
  return nodes;
}

describe('lanes of many spans', () => {
  it.each([1, 2, 3, 4, 5])('fill every pixel column that holds a span, with few bars to a pixel (%i)', (seed) => {
    const lane = crowded(seed);
    const list = laneDraws({
      lanes: [lane],
      first: 0,
      last: 1,
      view: { fromUs: at(0), toUs: at(WIDTH) },
      width: WIDTH,
      rowHeight: 20,
      nowUs: at(WIDTH),
      live: false,
      resolutionUs: 1,
      critical: new Set(),
      measure: (text) => text.length * 6,
    });
    const bars = list.flatMap((d) => (d.op === 'rect' ? [d] : []));
    const painted = (x: number): number =>
      bars.reduce((sum, { x: from, w }) => Math.max(sum, Math.min(from + w, x + 1) - Math.max(from, x)), 0);
    expect(lane.length).toBeGreaterThan(40);
    expect(bars.length).toBeLessThanOrEqual(WIDTH);
    for (let x = 0; x < WIDTH; x++) {
      const held = lane.reduce((sum, { startUs = 0, endUs = 0 }) => {
        const [a, b] = [(startUs - at(0)) / 1000, (endUs - at(0)) / 1000];
        return sum + Math.max(0, Math.min(b, x + 1) - Math.max(a, x));
      }, 0);
      // One that ends in this column and began before may leave the rest of it to nothing.
      if (held > 0.5) expect({ x, painted: painted(x) >= 0.5 }).toEqual({ x, painted: true });
    }
  });
});
