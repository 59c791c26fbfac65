import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EDITOR_FACTS, nameOfEditor } from '../../../src/model/editor-facts.ts';
import { EDITOR_IDS } from '../../../src/model/run.ts';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
/** Not editors of others. */
const OWN = ['custom', 'page', 'library'];

describe('editors', () => {
  it.each(EDITOR_IDS.filter((id) => !OWN.includes(id)))('README says of %s how it was tested', (id) => {
    const { name, tested } = EDITOR_FACTS[id];
    expect(
      readme.split('\n').filter((line) => line.startsWith(`| [${name}](`) && line.includes(`| ${tested}: `)),
    ).toHaveLength(1);
  });

  it('go by the name they gave themselves', () => {
    expect(nameOfEditor('custom', 'Ours')).toBe('Ours');
    expect(nameOfEditor('custom', '')).toBe('Custom editor');
    expect(nameOfEditor('n8n')).toBe('n8n');
  });
});
