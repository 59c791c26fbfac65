import { describe, expect, it } from 'vitest';
import { shortAscii, sliceShort } from '../../../src/editors/scan/short-texts.ts';

/** All share a place in the table: as long as each other, with the same first, middle and last letter. */
const ALIKE = ['node_1_a', 'node_2_a', 'nope_1_a', 'node_1_a'];
const OTHERS = ['', 'x', 'é', 'x'.repeat(64), 'x'.repeat(65), 'two "words"', '\u{1f600}'];

describe('short texts', () => {
  it('slices as a string does, whatever was sliced before', () => {
    for (const text of [...ALIKE, ...OTHERS, ...ALIKE]) expect(sliceShort(`"${text}"`, 1, 1 + text.length)).toBe(text);
  });

  it('reads short ASCII and nothing else, whatever was read before', () => {
    const read = [...ALIKE, ...OTHERS, ...ALIKE].map((text) => {
      const bytes = new TextEncoder().encode(`<${text}>`);
      return shortAscii(bytes, 1, bytes.length - 2);
    });
    const others = ['', 'x', undefined, 'x'.repeat(64), undefined, 'two "words"', undefined];
    expect(read).toEqual([...ALIKE, ...others, ...ALIKE]);
  });
});
