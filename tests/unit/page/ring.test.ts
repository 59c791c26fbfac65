import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRing } from '../../../src/messages/ring.ts';

describe('ring', () => {
  it('numbers from 1 and forgets what is acked', () => {
    const ring = createRing<string>(10);
    ring.push(['a', 'b', 'c']);
    expect([ring.oldest, ring.next]).toEqual([1, 4]);
    ring.ack(2);
    expect([ring.oldest, ring.next, ring.read(3, 5)]).toEqual([3, 4, ['c']]);
  });

  it('ignores acks of what it forgot already or never had', () => {
    const ring = createRing<string>(10);
    ring.push(['a', 'b']);
    ring.ack(1);
    ring.ack(0);
    expect(ring.oldest).toBe(2);
    ring.ack(99);
    expect([ring.oldest, ring.next]).toEqual([3, 3]);
    ring.push(['c']);
    expect(ring.read(3, 1)).toEqual(['c']);
  });

  it('pushes out the oldest when it is full, and counts them', () => {
    const ring = createRing<number>(3);
    ring.push([1, 2, 3, 4, 5]);
    expect([ring.oldest, ring.next, ring.lost, ring.read(3, 9)]).toEqual([3, 6, 2, [3, 4, 5]]);
  });

  it('behaves as a plain list does, whatever the order of pushes and acks', () => {
    const steps = fc.array(fc.oneof(fc.record({ push: fc.nat(20) }), fc.record({ ack: fc.nat(120) })));
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 30 }), (list, capacity) => {
        const ring = createRing<number>(capacity);
        let next = 1;
        let kept: number[] = [];
        let lost = 0;
        for (const step of list) {
          if ('push' in step) {
            const items = Array.from({ length: step.push }, () => next++);
            ring.push(items);
            kept.push(...items);
            lost += Math.max(0, kept.length - capacity);
            kept = kept.slice(-capacity);
          } else {
            ring.ack(step.ack);
            kept = kept.filter((item) => item > step.ack);
          }
          expect([ring.next, ring.lost, ring.next - ring.oldest]).toEqual([next, lost, kept.length]);
          expect(ring.read(ring.oldest, 1000)).toEqual(kept);
        }
      }),
    );
  });
});
