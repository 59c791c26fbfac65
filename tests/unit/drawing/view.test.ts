import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { niceStep, timeTicks } from '../../../src/drawing/ticks.ts';
import { clampView, fitLive, fitRun, pan, timeAt, xOf, zoom } from '../../../src/drawing/view.ts';

const bounds = { fromUs: 0, toUs: 1_000_000 };
const aView = fc
  .tuple(fc.integer({ min: 0, max: 900_000 }), fc.integer({ min: 1000, max: 100_000 }))
  .map(([fromUs, span]) => ({ fromUs, toUs: fromUs + span }));

describe('view', () => {
  it('maps instants to pixels and back', () => {
    const view = { fromUs: 100, toUs: 300 };
    expect(xOf(view, 500, 200)).toBe(250);
    expect(timeAt(view, 500, 250)).toBe(200);
  });

  it('zooms around an instant that keeps its pixel', () => {
    fc.assert(
      fc.property(aView, fc.double({ min: 0.3, max: 0.7, noNaN: true }), (view, share) => {
        const around = view.fromUs + share * (view.toUs - view.fromUs);
        const next = zoom(view, 2, around, bounds);
        expect(xOf(next, 1000, around)).toBeCloseTo(share * 1000, 3);
        expect(next.toUs - next.fromUs).toBeCloseTo((view.toUs - view.fromUs) / 2, 6);
      }),
    );
  });

  it('never leaves its bounds', () => {
    fc.assert(
      fc.property(aView, fc.double({ min: -5, max: 5, noNaN: true }), (view, share) => {
        const next = pan(view, share, bounds);
        expect(next.fromUs).toBeGreaterThanOrEqual(bounds.fromUs);
        expect(next.toUs).toBeLessThanOrEqual(bounds.toUs);
        expect(next.toUs - next.fromUs).toBeCloseTo(view.toUs - view.fromUs, 6);
      }),
    );
    expect(clampView({ fromUs: -5e6, toUs: 5e6 }, bounds)).toEqual(bounds);
  });

  it('shows the whole run with room for the last label', () => {
    const view = fitRun(1000, 101_000);
    expect(view.fromUs).toBeLessThan(1000);
    expect(view.toUs).toBeGreaterThan(101_000);
    expect(fitRun(5, 5).toUs).toBeGreaterThan(5);
  });

  it('stands still between the steps of a live run and always holds now', () => {
    expect(fitLive(0, 1_000)).toEqual(fitLive(0, 900_000));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e11 }), (elapsed) => {
        expect(fitLive(0, elapsed).toUs).toBeGreaterThan(elapsed);
      }),
    );
  });
});

describe('ticks', () => {
  it('steps are 1, 2 or 5 times a power of ten', () => {
    expect([1, 3, 7, 15, 400, 600].map(niceStep)).toEqual([1, 5, 10, 20, 500, 1000]);
  });

  it('labels a whole axis in one unit', () => {
    const labels = (toUs: number): string[] => timeTicks({ fromUs: 0, toUs }, 600, 0).map((t) => t.label);
    expect(labels(900_000)).toEqual(['0 ms', '200 ms', '400 ms', '600 ms', '800 ms']);
    expect(labels(1_740_000)).toEqual(['0 s', '0.5 s', '1 s', '1.5 s']);
    expect(labels(600_000_000)).toEqual(['0 min', '2 min', '4 min', '6 min', '8 min', '10 min']);
    expect(labels(40_000_000_000)).toEqual(['0 h', '2 h', '4 h', '6 h', '8 h', '10 h']);
  });

  it('are relative to the origin, none before it', () => {
    const ticks = timeTicks({ fromUs: 900, toUs: 5000 }, 600, 1000);
    expect(ticks[0]).toEqual({ us: 1000, label: '0 ms' });
  });

  it('keep their distance and stay in view', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 1e11 }), fc.integer({ min: 200, max: 3000 }), (toUs, width) => {
        const ticks = timeTicks({ fromUs: 0, toUs }, width, 0);
        const x = ticks.map((t) => xOf({ fromUs: 0, toUs }, width, t.us));
        for (let i = 1; i < x.length; i++) expect((x[i] ?? 0) - (x[i - 1] ?? 0)).toBeGreaterThanOrEqual(83.9);
        for (const at of x) expect(at).toBeLessThanOrEqual(width + 0.001);
        expect(new Set(ticks.map((t) => t.label)).size).toBe(ticks.length);
      }),
    );
  });

  it('are none when there is nothing to measure', () => {
    expect(timeTicks({ fromUs: 5, toUs: 5 }, 600, 0)).toEqual([]);
    expect(timeTicks({ fromUs: 0, toUs: 5 }, 0, 0)).toEqual([]);
  });
});
