import type { Protocol } from 'puppeteer';
import { describe, expect, it } from 'vitest';
import { median, upperMedian } from '../support/bench.ts';
import { shareOf } from '../support/cpu-profile.ts';

const upTo = (n: number) => Array.from({ length: n }, (_, i) => n - i);

describe('what the benches count with', () => {
  it('bounds the median of 30 by the 20th, of few by the largest', () => {
    expect([30, 12, 5, 4].map((n) => upperMedian(upTo(n)))).toEqual([20, 10, 5, 4]);
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
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
