import type { Protocol } from 'puppeteer';
import { describe, expect, it } from 'vitest';
import type { NodeRun } from '../../src/model/run.ts';
import { micros } from '../../src/model/time.ts';
import { median, slope, upperMedian } from '../support/bench.ts';
import { compare, heldColumns } from '../support/columns.ts';
import { shareOf } from '../support/cpu-profile.ts';

const upTo = (n: number) => Array.from({ length: n }, (_, i) => n - i);

describe('what the benches count with', () => {
  it('bounds the median of 30 by the 20th, of few by the largest', () => {
    expect([30, 12, 5, 4].map((n) => upperMedian(upTo(n)))).toEqual([20, 10, 5, 4]);
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  });

  it('fits a line: what is linear grows with 1, what is square with 2', () => {
    const grown = (power: number) =>
      slope([10, 100, 1000].map((size) => [Math.log(size), Math.log(3 * size ** power)] as const));
    expect([grown(1), grown(2)].map((found) => Math.round(found * 1000) / 1000)).toEqual([1, 2]);
  });

  it('misses a span where the picture is blank, and not where its bar begins in the next column', () => {
    const span = (startUs: number, endUs: number) => ({ startUs: micros(startUs), endUs: micros(endUs) }) as NodeRun;
    // A hundred microseconds a column: one over two and a half, and one that ends before it fills any.
    const held = heldColumns([span(100, 350), span(690, 695)], { fromUs: 0, toUs: 1000 }, 10);
    expect([...held].join('')).toBe('0111002000');
    expect(compare(held, '0111000100')).toEqual({ held: 4, blank: 0, stray: 1 });
    expect(compare(held, '0101000000')).toEqual({ held: 4, blank: 2, stray: 0 });
  });

  it('takes the part of the busy samples that lie within a function, whatever it calls', () => {
    const frame = (functionName: string) => ({ functionName, scriptId: '0', url: '', lineNumber: 0, columnNumber: 0 });
    const profile: Protocol.Profiler.Profile = {
      nodes: [
        { id: 1, callFrame: frame('(root)'), children: [2, 3, 5] },
        { id: 2, callFrame: frame('(idle)') },
        { id: 3, callFrame: frame('read'), children: [4] },
        { id: 4, callFrame: frame('parse') },
        { id: 5, callFrame: frame('draw') },
      ],
      startTime: 0,
      endTime: 1,
      samples: [2, 2, 3, 4, 5, 5],
    };
    expect(shareOf(profile, ({ functionName }) => functionName === 'read')).toBe(0.5);
  });
});
