import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fits, fitsAnyCase } from '../../../src/model/glob.ts';

describe('globs', () => {
  it('are what the same pattern is as a regular expression', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 6 });
    fc.assert(
      fc.property(pattern, text, (p, t) => {
        const regular = new RegExp(`^${p.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
        expect(fits(p, t)).toBe(regular.test(t));
        expect(fitsAnyCase(p, t.toUpperCase())).toBe(regular.test(t));
      }),
      { numRuns: 5_000 },
    );
    expect(fits(`${'*a'.repeat(1_000)}b`, 'a'.repeat(100_000))).toBe(false);
  });
});
