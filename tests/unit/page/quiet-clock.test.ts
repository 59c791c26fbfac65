import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPageClock } from '../../../content-script/page-clock.ts';
import { bound, startQuiet, tick } from '../../../content-script/quiet-clock.ts';
import type { RequestRecord } from '../../../src/model/record.ts';
import { fakeTimers, runRecord, us } from './fakes.ts';

/** State after ticks at these times, ms. */
function ticked(start: number, ticks: readonly number[], nothingBefore = false) {
  return ticks.reduce((state, ms) => tick(state, us(ms * 1000)), startQuiet(us(start * 1000), nothingBefore));
}

/** What a frame may be on its way between the browser's processes comes on top. */
const ON_ITS_WAY = 4000;

describe('quiet clock', () => {
  it('knows nothing before the first 12 ms of ticks on time', () => {
    expect(bound(ticked(0, [4, 8]), us(9000))).toBeUndefined();
    expect(bound(ticked(0, [4, 8, 12]), us(13_000))).toBe(1000 + ON_ITS_WAY);
  });

  it('knows from the start when nothing can have come before', () => {
    expect(bound(ticked(0, [], true), us(3000))).toBe(3000 + ON_ITS_WAY);
  });

  it('in a quiet spell is as fine as its ticks', () => {
    expect(bound(ticked(0, [4, 8, 12, 16, 20]), us(22_000))).toBe(2000 + ON_ITS_WAY);
  });

  it('counts from the end of the last quiet spell while the thread is busy', () => {
    //    quiet: 0..16          busy                 on time again, but not for 12 ms yet
    const state = ticked(0, [4, 8, 12, 16, /* 200 ms task */ 216, 220, 224]);
    expect(bound(state, us(225_000))).toBe(209_000 + ON_ITS_WAY);
    expect(bound(tick(state, us(228_000)), us(229_000))).toBe(1000 + ON_ITS_WAY);
  });

  it('never claims less than the time since the last tick, nor a time before a late tick', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 0, max: 30 }), (list, wait) => {
        let at = 0;
        const ticks = list.map((gap) => (at += gap));
        const t = at + wait;
        const late = bound(ticked(0, ticks), us(t * 1000));
        if (late === undefined) return;
        expect(late).toBeGreaterThanOrEqual(wait * 1000 + ON_ITS_WAY);
        // The moment it names lies at the end of 12 ms in which no tick was more than 8 ms after the one before.
        const quiet = t - (late - ON_ITS_WAY) / 1000;
        const index = ticks.indexOf(quiet);
        let from = quiet;
        for (let i = index; i >= 0 && (list[i] ?? 99) <= 8; i--) from = ticks[i - 1] ?? 0;
        expect(quiet - from).toBeGreaterThanOrEqual(12);
      }),
    );
  });
});

describe('page clock', () => {
  const request: RequestRecord = {
    ...{ k: 'request', t: us(0), link: 1, editor: 'nodetool', run: 'r', workflow: 'w' },
    ...{ name: '', nodes: [], edges: [], part: 1, parts: 1, graph: false },
  } as RequestRecord;

  function setup() {
    const timers = fakeTimers();
    const page = { hidden: false };
    const now = () => us(timers.now() * 1000);
    const clock = createPageClock({ now, every: timers.every, hidden: () => page.hidden });
    return { timers, page, clock, late: () => clock.late(now()) };
  }

  it('ticks only while a run is on', () => {
    const { timers, clock, late } = setup();
    expect([late(), timers.waiting()]).toEqual([undefined, []]);
    clock.see([request]);
    timers.advance(50);
    expect([late(), timers.waiting().length]).toEqual([2000 + ON_ITS_WAY, 1]);
    clock.see([runRecord(50_000, 'completed')]);
    timers.advance(50);
    expect([late(), timers.waiting()]).toEqual([undefined, []]);
  });

  it('stops with a run that the server gave a name of its own', () => {
    const { timers, clock } = setup();
    clock.see([{ ...request, workflow: '' }]);
    clock.see([{ ...runRecord(1, 'running', 'server-name'), workflow: '' }]);
    timers.advance(20);
    expect(timers.waiting()).toHaveLength(1);
    clock.see([{ ...runRecord(2, 'completed', 'server-name'), workflow: '' }]);
    timers.advance(20);
    expect(timers.waiting()).toEqual([]);
  });

  it('goes on until the last of several runs is over', () => {
    const { timers, clock } = setup();
    clock.see([runRecord(0, 'running', 'a'), runRecord(0, 'running', 'b')]);
    clock.see([runRecord(1, 'completed', 'a')]);
    timers.advance(20);
    expect(timers.waiting()).toHaveLength(1);
    clock.see([runRecord(2, 'failed', 'b')]);
    timers.advance(20);
    expect(timers.waiting()).toEqual([]);
  });

  it('gives up on a run that says nothing for a minute', () => {
    const { timers, clock } = setup();
    clock.see([request]);
    timers.advance(61_000);
    expect(timers.waiting()).toEqual([]);
  });

  it('says nothing before its timer ran when a run was met half-way', () => {
    const { timers, clock, late } = setup();
    clock.see([runRecord(0)]);
    expect(late()).toBeUndefined();
    timers.advance(16);
    expect(late()).toBe(ON_ITS_WAY);
  });

  it('says nothing while the page is hidden, and starts anew after', () => {
    const { timers, clock, late, page } = setup();
    clock.see([request]);
    timers.advance(40);
    page.hidden = true;
    expect(late()).toBeUndefined();
    timers.advance(1000);
    page.hidden = false;
    expect(late()).toBeUndefined();
    timers.advance(16);
    expect(late()).toBeLessThanOrEqual(4000 + ON_ITS_WAY);
  });
});
