import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatAgo,
  formatBytes,
  formatCost,
  formatCount,
  formatDuration,
  formatMeasured,
  formatPercent,
  formatUncertainty,
  plural,
  speakDuration,
} from '../../../src/drawing/format.ts';

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [4, '< 0.01 ms'],
    [250, '0.25 ms'],
    [9_310, '9.31 ms'],
    [98_460, '98.5 ms'],
    [734_000, '734 ms'],
    [999_600, '1.00 s'],
    [1_464_000, '1.46 s'],
    [59_960_000, '60.0 s'],
    [119_400_000, '119 s'],
    [125_000_000, '2 min 05 s'],
    [3_780_000_000, '1 h 03 min'],
    [187_200_000_000, '2 d 4 h'],
    [-1_500, '−1.50 ms'],
    [Number.NaN, 'not known'],
  ])('%d us reads %s', (us, text) => expect(formatDuration(us)).toBe(text));

  it('always has a unit and never an exponent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (us) => {
        expect(formatDuration(us)).toMatch(/^(< )?\d+(\.\d+)? (ms|s|min|h|d)( \d+ (s|min|h))?$/);
      }),
    );
  });

  it('grows with the span within a unit', () => {
    const number = (us: number): number => Number.parseFloat(formatDuration(us));
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 998_000 }), fc.integer({ min: 0, max: 1000 }), (us, more) => {
        expect(number(us + more)).toBeGreaterThanOrEqual(number(us));
      }),
    );
  });

  it('does not give figures below what the clock tells apart', () => {
    expect(formatMeasured(180, 10_000)).toBe('< 10 ms');
    expect(formatMeasured(12_340, 10_000)).toBe('12.3 ms');
    expect(formatMeasured(0, 0)).toBe('0 ms');
  });

  it('speaks them in whole words', () => {
    expect(speakDuration(4_200_000)).toBe('4.2 seconds');
    expect(speakDuration(1_000_000)).toBe('1 second');
    expect(speakDuration(350_000)).toBe('350 milliseconds');
    expect(speakDuration(125_000_000)).toBe('2 minutes 5 seconds');
    expect(speakDuration(3_780_000_000)).toBe('1 hour 3 minutes');
  });
});

describe('other numbers', () => {
  it.each([
    [0, '0 %'],
    [0.0004, '< 0.1 %'],
    [0.042, '4.2 %'],
    [0.0996, '10 %'],
    [0.28, '28 %'],
    [0.9999, '> 99 %'],
    [1, '100 %'],
    [1.4, '140 %'],
  ])('share %d reads %s', (share, text) => expect(formatPercent(share)).toBe(text));

  it.each([
    [87, '87 B'],
    [4198, '4.10 kB'],
    [200 * 1024 * 1024, '200 MB'],
    [1023 * 1024, '1.00 MB'],
  ])('%d bytes read %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it('groups thousands with narrow spaces', () => {
    expect(formatCount(12031)).toBe('12\u202f031');
    expect(formatCount(999)).toBe('999');
    expect(plural(1, 'node')).toBe('1 node');
    expect(plural(3, 'node')).toBe('3 nodes');
  });

  it('gives both sides of an uncertainty unless they are alike', () => {
    expect(formatUncertainty([0, 0])).toBe('');
    expect(formatUncertainty([3000, 2000])).toBe('± 3 ms');
    expect(formatUncertainty([40_000, 1000])).toBe('− 40 ms / + 1 ms');
    expect(formatUncertainty([0, 1500])).toBe('+ 1.5 ms');
    expect(formatUncertainty([1500, 0])).toBe('− 1.5 ms');
  });

  it('says coarsely how long ago', () => {
    expect(formatAgo(3e6)).toBe('just now');
    expect(formatAgo(180e6)).toBe('3 min ago');
    expect(formatAgo(7200e6)).toBe('2 h ago');
    expect(formatAgo(5 * 86_400e6)).toBe('5 d ago');
  });

  it('keeps the unit of money as it was sent', () => {
    expect(formatCost(0.00421, 'USD')).toBe('0.00421 USD');
    expect(formatCost(12, 'credits')).toBe('12 credits');
    expect([0, 2e-7, 1e-6].map((n) => formatCost(n, 'USD'))).toEqual(['0 USD', '< 0.000001 USD', '0.000001 USD']);
  });
});
