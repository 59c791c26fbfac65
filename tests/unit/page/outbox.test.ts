import { describe, expect, it } from 'vitest';
import { createOutbox } from '../../../content-script/outbox.ts';
import { PAGE_LIMITS } from '../../../src/model/limits.ts';
import type { TrafficRecord } from '../../../src/model/record.ts';
import { fakeTimers, nodeRecord, output, progress, runRecord, us } from './fakes.ts';

function setup() {
  const timers = fakeTimers();
  const batches: (readonly TrafficRecord[])[] = [];
  const outbox = createOutbox((records) => batches.push(records), timers.later);
  return { outbox, timers, batches };
}

describe('outbox', () => {
  it('sends the first record at once and the rest together', () => {
    const { outbox, timers, batches } = setup();
    outbox.push([runRecord(1)]);
    expect(batches).toEqual([[runRecord(1)]]);
    outbox.push([runRecord(2)]);
    outbox.push([runRecord(3)]);
    expect(batches).toHaveLength(1);
    timers.advance(PAGE_LIMITS.flushMs);
    expect(batches[1]).toEqual([runRecord(2), runRecord(3)]);
  });

  it('rests after a pause without records, then the next goes at once', () => {
    const { outbox, timers, batches } = setup();
    outbox.push([runRecord(1)]);
    timers.advance(10 * PAGE_LIMITS.flushMs);
    expect(timers.waiting()).toEqual([]);
    outbox.push([runRecord(2)]);
    expect(batches).toHaveLength(2);
  });

  it('never lets a batch grow above its limit', () => {
    const { outbox, batches } = setup();
    outbox.push([runRecord(0)]);
    for (let i = 1; i <= 600; i++) outbox.push([runRecord(i)]);
    expect(batches.map(({ length }) => length)).toEqual([1, PAGE_LIMITS.flushRecords, PAGE_LIMITS.flushRecords]);
  });

  it('flush sends what is there, and nothing when there is nothing', () => {
    const { outbox, batches } = setup();
    outbox.push([runRecord(1)]);
    outbox.push([runRecord(2)]);
    outbox.flush();
    outbox.flush();
    expect(batches).toHaveLength(2);
  });

  it('keeps only the newest progress of a node, and adds up outputs', () => {
    const { outbox, batches } = setup();
    outbox.push([runRecord(0)]);
    outbox.push([progress(1, 1), output(2, 10), progress(3, 1, 'm'), progress(4, 2), output(5, 7)]);
    outbox.flush();
    expect(batches[1]).toEqual([progress(3, 1, 'm'), progress(4, 2), { ...output(5, 17), n: 2 }]);
  });

  it('fills no batch with the steps of one node', () => {
    const { outbox, batches } = setup();
    outbox.push([runRecord(0)]);
    for (let i = 1; i <= 600; i++) outbox.push([progress(i, i)]);
    expect(batches).toHaveLength(1);
    outbox.flush();
    expect(batches[1]).toEqual([progress(600, 600)]);
  });

  it('does not melt across another record of the node, nor across batches', () => {
    const { outbox, batches } = setup();
    outbox.push([runRecord(0)]);
    outbox.push([output(1, 1), nodeRecord(2, 'other'), output(3, 1), nodeRecord(4), output(5, 1)]);
    outbox.flush();
    outbox.push([output(6, 1)]);
    outbox.flush();
    const counts = batches.slice(1).map((batch) => batch.flatMap((r) => (r.k === 'output' ? [[r.t, r.n]] : [])));
    expect(counts).toEqual([
      [
        [3, 2],
        [5, 1],
      ],
      [[6, 1]],
    ]);
  });

  it('adds up trouble of one kind on one link', () => {
    const { outbox, batches } = setup();
    const trouble = (what: 'malformed' | 'too-deep', t: number, link = 1): TrafficRecord => ({
      ...{ k: 'trouble', what, n: 1, t: us(t), link },
    });
    outbox.push([runRecord(0)]);
    outbox.push([trouble('malformed', 1), trouble('too-deep', 2), trouble('malformed', 3), trouble('malformed', 4, 2)]);
    outbox.flush();
    expect(batches[1]).toEqual([
      trouble('too-deep', 2),
      { ...trouble('malformed', 3), n: 2 },
      trouble('malformed', 4, 2),
    ]);
  });

  it('never melts life-cycle records', () => {
    const { outbox, batches } = setup();
    outbox.push([runRecord(0), runRecord(1), runRecord(1), nodeRecord(2), nodeRecord(2)]);
    expect(batches[0]).toHaveLength(5);
  });
});
