import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseMapping } from '../../src/formats/mapping.ts';
import { MAPPED_EVENTS, MAPPED_STATUSES, MAPPING_FORMATS, TIME_UNITS } from '../../src/model/mapping.ts';
import { TRANSPORTS } from '../../src/model/record.ts';

const text = readFileSync(new URL('../../docs/custom-editors.md', import.meta.url), 'utf8');
const examples = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map((found) => found[1] ?? '');

describe('docs/custom-editors.md', () => {
  it('has examples', () => expect(examples.length).toBeGreaterThanOrEqual(3));

  it.each(examples)('shows a mapping that can be used: %s', (example) => {
    const parsed = parseMapping(example);
    expect(parsed.ok ? [] : parsed.problems).toEqual([]);
  });

  it('names every word that a mapping may use', () => {
    const words = [...MAPPED_EVENTS, ...MAPPED_STATUSES, ...MAPPING_FORMATS, ...TIME_UNITS, ...TRANSPORTS];
    expect(words.filter((word) => !text.includes(`\`${word}\``))).toEqual([]);
  });
});
