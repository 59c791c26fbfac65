import fc from 'fast-check';
import { expect, it } from 'vitest';
import { longestOver } from '../../src/analysis/longest-over.ts';

it('tells of each place the largest that was said of a range over it', () => {
  const count = 40;
  const place = fc.nat(count - 1);
  fc.assert(
    fc.property(fc.array(fc.tuple(place, place, fc.nat(1000)), { maxLength: 20 }), (said) => {
      const longest = longestOver(count);
      for (const [a, b, us] of said) longest.add(Math.min(a, b), Math.max(a, b) + 1, us);
      const over = (at: number) => said.filter(([a, b]) => Math.min(a, b) <= at && at <= Math.max(a, b));
      expect([...longest.all()]).toEqual(
        Array.from({ length: count }, (_, at) => Math.max(0, ...over(at).map(([, , us]) => us))),
      );
    }),
  );
});
