import { describe, expect, it } from 'vitest';
import { describe as show } from '../../../src/drawing/draw.ts';
import { overviewDraws, viewDraws } from '../../../src/drawing/overview.ts';
import { layoutRows, nodeKey } from '../../../src/drawing/rows.ts';
import { axisDraws, hitTest, type TimelineScene, timelineDraws } from '../../../src/drawing/timeline.ts';
import type { Run } from '../../../src/model/run.ts';
import { randomFrom } from '../../support/mutate.ts';
import { aNode, aRun, at, going } from './a-run.ts';

/** 500 px for 100 ms: 5 px a millisecond. */
function scene(run: Run, more: Partial<TimelineScene> = {}): TimelineScene {
  const { rows, placeOf, nodes } = layoutRows(run);
  return {
    view: { fromUs: at(0), toUs: at(100) },
    width: 500,
    rowHeight: 20,
    nowUs: run.endUs ?? at(60),
    live: run.endUs === undefined,
    resolutionUs: run.resolutionUs,
    critical: new Set(),
    measure: (text) => text.length * 6,
    rows,
    placeOf,
    nodes,
    first: 0,
    last: rows.length,
    height: rows.length * 20,
    originUs: run.startUs,
    path: [],
    edges: run.edges,
    gaps: run.gaps ?? [],
    ...more,
  };
}

/** Without the ground: what is about the rows. */
const drawn = (s: TimelineScene): string =>
  show(timelineDraws(s))
    .split('\n')
    .filter((l) => !/ (grid|gridStrong|ground)$/.test(l))
    .join('\n');

describe('timeline', () => {
  it('draws grid, waits, bars and durations', () => {
    const run = aRun([
      aNode('load', { start: 10, end: 50 }),
      aNode('save', {
        ready: 50,
        start: 60,
        end: 90,
        waits: [{ kind: 'input', startUs: at(10), endUs: at(50) }],
      }),
    ]);
    expect(show(timelineDraws(scene(run)))).toMatchInlineSnapshot(`
      "line 0.5 0 0.5 40 gridStrong
      line 100.5 0 100.5 40 grid
      line 200.5 0 200.5 40 grid
      line 300.5 0 300.5 40 grid
      line 400.5 0 400.5 40 grid
      line 500.5 0 500.5 40 grid
      rect 50,3 200x14 bar.success
      rect 253,3 46x14 ground
      text 255,10 left textDim "40.0 ms"
      line 50 30.5 250 30.5 waitInput dash
      rect 250,28.5 50x3 wait
      line 250.5 26 250.5 34 wait
      rect 300,23 150x14 bar.success
      rect 453,23 46x14 ground
      text 455,30 left textDim "30.0 ms""
    `);
  });

  it('outlines and links the critical path', () => {
    const run = aRun([aNode('a', { start: 0, end: 40 }), aNode('b', { start: 40, end: 90 })]);
    const path = run.nodes.map(nodeKey);
    expect(drawn(scene(run, { critical: new Set(path), path }))).toMatchInlineSnapshot(`
      "line 200 17 200 30 200 30 critical
      rect 0,3 200x14 criticalFill
      box 0,3 200x14 critical
      text 205,10 left textDim "40.0 ms"
      rect 200,23 250x14 criticalFill
      box 200,23 250x14 critical
      text 455,30 left textDim "50.0 ms""
    `);
  });

  it('tells every status by more than its colour', () => {
    const bar = { start: 10, end: 60 };
    const marks = (['success', 'error', 'cached', 'cancelled', 'unknown'] as const).map((status) => {
      const list = timelineDraws(scene(aRun([aNode('n', { ...bar, status })])));
      return `${status}: ${list
        .filter((d) => d.op === 'pattern' || d.op === 'box' || (d.op === 'text' && d.text === '✕'))
        .map((d) => (d.op === 'pattern' ? d.pattern : d.op === 'box' ? (d.dash ? 'dashed' : 'outline') : '✕'))
        .join(' ')}`;
    });
    expect(marks).toEqual(['success: ', 'error: diagonal ✕', 'cached: dashed', 'cancelled: cross', 'unknown: dashed']);
  });

  it('lets a live run grow to now and shows what is to come as ghosts', () => {
    const run = going(aRun([aNode('a', { start: 10, progress: { done: 1, total: 4 } }), aNode('b', { ready: 30 })]));
    expect(drawn(scene(run))).toMatchInlineSnapshot(`
      "rect 50,3 250x14 bar.running
      pattern 50,3 250x14 textOnBar stripes
      rect 50,14 62.5x3 textOnBar
      text 305,10 left textDim "50.0 ms"
      rect 150,28.5 150x3 wait
      box 304,24 28x12 ghost dash
      line 300 0 300 40 now"
    `);
  });

  it('puts what is to come where past runs expect it, with about how long, and nothing of it left of now', () => {
    const run = going(aRun([aNode('a', { start: 10 }), aNode('b', {}), aNode('c', {})]));
    const s = scene(run);
    const at = (ms: number) => s.originUs + ms * 1000;
    const expected = new Map([
      ['b#0', { startUs: at(20), endUs: at(70) }],
      ['c#0', { startUs: at(70), endUs: at(500) }],
    ]);
    const ghosts = drawn({ ...s, expected })
      .split('\n')
      .filter((l) => / ghost| textDim "about/.test(l));
    expect(ghosts.join('\n')).toMatchInlineSnapshot(`
      "box 301,24 49x12 ghost dash
      text 356,30 left textDim "about 50.0 ms"
      box 351,44 153x12 ghost dash"
    `);
  });

  it('shows how far the truth may lie when that is at least 2 px', () => {
    const whiskers = (early: number): number =>
      timelineDraws(scene(aRun([aNode('a', { start: 20, end: 60, uncertaintyUs: [early, 0] })]))).filter(
        (d) => d.op === 'line' && d.ink === 'whisker',
      ).length;
    expect(whiskers(300)).toBe(0);
    expect(whiskers(4000)).toBe(6);
  });

  it('puts the duration where there is room', () => {
    const label = (start: number, end: number): string =>
      drawn(scene(aRun([aNode('a', { start, end })])))
        .split('\n')
        .filter((l) => l.startsWith('text'))
        .join();
    expect(label(10, 20)).toContain(' left textDim "10.0 ms"');
    expect(label(10, 99)).toContain(' right textOnBar bold "89.0 ms"');
    expect(label(96, 99)).toContain(' right textDim "3.00 ms"');
  });

  it('draws nothing for rows out of view, but keeps links that pass through', () => {
    const nodes = Array.from({ length: 40 }, (_, i) => aNode(`n${i}`, { start: i, end: i + 10 }));
    const run = aRun(nodes, { edges: [['n0', 'n39', 'data']] });
    const list = timelineDraws(scene(run, { first: 10, last: 20, selected: 'n0#0' }));
    expect(list.filter((d) => d.op === 'rect' && d.ink === 'bar.success')).toHaveLength(10);
    expect(list.filter((d) => d.op === 'line' && d.ink === 'link')).toHaveLength(1);
  });

  it('the row that is selected has a ground, and an edge for where colours are the system’s', () => {
    const nodes = [aNode('a', { start: 0, end: 10 }), aNode('b', { start: 10, end: 20 })];
    const list = timelineDraws(scene(aRun(nodes), { selected: 'b#0' }));
    const inks = list.flatMap((d) => ('ink' in d && d.ink.startsWith('row.') ? [`${d.op} ${d.ink}`] : []));
    // The last is the ground of its label.
    expect(inks).toEqual(['rect row.selected', 'box row.edge', 'rect row.selected']);
  });

  it('finds what lies under the pointer', () => {
    const s = scene(aRun([aNode('a', { start: 10, end: 20 }), aNode('b', { start: 30, end: 40 })]));
    expect(hitTest(s, 75, 10)).toMatchObject({ row: { key: 'a#0' }, onBar: true });
    expect(hitTest(s, 48, 10)?.onBar).toBe(true);
    expect(hitTest(s, 300, 30)).toMatchObject({ row: { key: 'b#0' }, onBar: false });
    expect(hitTest(s, 75, 41)).toBeUndefined();
    expect(hitTest(s, 75, -1)).toBeUndefined();
  });

  it('writes the axis without overlapping "now"', () => {
    const s = scene(going(aRun([])), { nowUs: at(61) });
    const words = axisDraws(s, 20).flatMap((d) => (d.op === 'text' ? [d.text] : []));
    expect(words).toEqual(['0 ms', '20 ms', '40 ms', '80 ms', 'now']);
  });

  it('marks times in which the run could not be seen', () => {
    const run = aRun([aNode('a', { start: 0, end: 90 })], { gaps: [{ startUs: at(20), endUs: at(40) }] });
    expect(show(timelineDraws(scene(run)))).toContain('pattern 100,0 100x20 gap diagonal');
  });
});

describe('overview', () => {
  const whole = { fromUs: 0, toUs: 100 };
  const profile = [
    { atUs: 0, count: 1 },
    { atUs: 50, count: 2 },
    { atUs: 100, count: 0 },
  ];
  it('draws concurrency as steps and the path as a ribbon', () => {
    const list = overviewDraws({
      profile,
      path: [{ startUs: 0, endUs: 60 }],
      whole,
      width: 100,
      height: 40,
    });
    expect(show(list)).toMatchInlineSnapshot(`
      "area 0 33 0 18.5 50 18.5 50 4 100 4 100 33 area
      rect 0,35 60x4 critical"
    `);
  });

  it('veils what is not in view', () => {
    const list = viewDraws({ whole, view: { fromUs: 20, toUs: 60 }, width: 100, height: 40 });
    expect(show(list)).toMatchInlineSnapshot(`
      "rect 0,0 20x40 veil
      rect 60,0 40x40 veil
      box 20,0.5 40x39 frame"
    `);
  });

  it('draws of more steps than pixels the mean of each column, and a pixel where anything worked at all', () => {
    const random = randomFrom(7);
    const steps = Array.from({ length: 5_000 }, () => ({ atUs: random() * 90, count: Math.floor(random() * 9) }));
    const fine = [...steps.sort((a, b) => a.atUs - b.atUs), { atUs: 99.99, count: 1 }, { atUs: 100, count: 0 }];
    const [area] = overviewDraws({ profile: fine, path: [], whole, width: 100, height: 40 });
    if (area?.op !== 'area') throw new Error('no area');
    const peak = Math.max(...fine.map(({ count }) => count));
    const workOf = (from: number, to: number): number =>
      fine.reduce((sum, { atUs, count }, i) => {
        const end = fine[i + 1]?.atUs ?? 100;
        return sum + count * Math.max(0, Math.min(to, end) - Math.max(from, atUs));
      }, 0);
    // Two points a column, the second at the height of what follows.
    expect(area.points.length).toBe(4 * 101);
    for (let c = 0; c < 100; c++) {
      const mean = workOf(c, c + 1);
      const height = 33 - (area.points[4 * c + 3] ?? 0);
      expect(height).toBeCloseTo(mean === 0 ? 0 : Math.max(1, (mean / peak) * 29), 6);
    }
  });

  it('joins what touches of a path with more parts than pixels', () => {
    const path = Array.from({ length: 300 }, (_, i) => ({ startUs: i / 4, endUs: i / 4 + 0.1 }));
    const list = overviewDraws({ profile: [], path, whole, width: 100, height: 40 });
    expect(show(list)).toBe('rect 0,35 75.8x4 critical');
  });
});
