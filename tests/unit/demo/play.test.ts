import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Cue, type End, playEnd } from '../../../demo/play.ts';

const SCRIPT: readonly Cue[] = [
  { t: 5, from: 'page' },
  { t: 10, from: 'server' },
  { t: 110, from: 'server' },
  { t: 111, from: 'page' },
  { t: 211, from: 'server' },
];

describe('playing one end', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function server(speed = 1): { end: End; said: (readonly [number, number])[]; over: () => boolean } {
    const began = performance.now();
    const said: (readonly [number, number])[] = [];
    let done = false;
    const end = playEnd(
      SCRIPT,
      'server',
      speed,
      (index) => said.push([index, Math.round(performance.now() - began)]),
      () => {
        done = true;
      },
    );
    return { end, said, over: () => done };
  }

  it('says its lines at their times once the other end has said its own', () => {
    const { end, said, over } = server();
    vi.advanceTimersByTime(5);
    end.heard();
    vi.advanceTimersByTime(106);
    end.heard();
    vi.advanceTimersByTime(200);
    expect(said).toEqual([
      [1, 10],
      [2, 110],
      [4, 211],
    ]);
    expect(over()).toBe(true);
  });

  it('waits for a late line of the other end and moves what follows', () => {
    const { end, said } = server();
    vi.advanceTimersByTime(1000);
    expect(said).toEqual([]);
    end.heard();
    vi.advanceTimersByTime(100);
    // 990 ms too late: the pause of 100 ms after it is kept.
    expect(said).toEqual([
      [1, 1000],
      [2, 1100],
    ]);
  });

  it('plays faster', () => {
    const { end, said } = server(10);
    end.heard();
    vi.advanceTimersByTime(11);
    expect(said.map(([index]) => index)).toEqual([1, 2]);
  });

  it('hears early, and stops when told', () => {
    const { end, said, over } = server();
    end.heard();
    end.heard();
    vi.advanceTimersByTime(120);
    end.stop();
    vi.advanceTimersByTime(1000);
    expect(said).toHaveLength(2);
    expect(over()).toBe(false);
  });
});
