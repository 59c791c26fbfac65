import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type BenchOutcome, ended, figuresIn, tableOf, withOutcomes } from '../../../scripts/bench-document.ts';

const ROOT = new URL('../../../', import.meta.url);
const figure = {
  bench: 'open, 10',
  ours: 12.3456,
  other: 1234.56,
  ratio: 0.01,
  unit: 'ms',
  n: 5,
  bar: 0.0666667,
  pass: true,
};
const of = (part: Partial<BenchOutcome>): BenchOutcome => ({
  name: 'open',
  figures: [figure],
  code: 0,
  when: 'Measured 2026-01-02, load before 0.1.',
  ...part,
});
const rows = (outcome: BenchOutcome): readonly string[] => tableOf(outcome).split('\n').slice(4);

describe('the document of the benches', () => {
  it('has a row for each figure, with what the bar is of', () => {
    const small = { bench: 'size', ours: 60, unit: 'kB', n: 1, bar: 52, pass: false };
    const fast = { bench: 'rate', ours: 59, unit: 'frames/s', n: 3, bar: 30, least: true, pass: true } as const;
    const told = { bench: 'list', ours: 3, unit: 'ms', n: 1, pass: true };
    expect(rows(of({ figures: [figure, small, fast, told], code: 1 }))).toEqual([
      '| open, 10 | 12.35 | 1235 | 0.01 | ms | 5 | ratio ≤ 0.06667 | yes |',
      '| size | 60 | – | – | kB | 1 | ≤ 52 | **no** |',
      '| rate | 59 | – | – | frames/s | 3 | ≥ 30 | yes |',
      '| list | 3 | – | – | ms | 1 | – | – |',
    ]);
  });

  it('tells what could not be measured as missed, and a bench that did not end', () => {
    const [refused] = figuresIn(
      '  words\n{"bench":"open, 1 000 000","ours":null,"other":900,"ratio":null,"unit":"ms","n":1,"bar":1.5,"pass":false}\n',
    );
    expect(refused && rows(of({ figures: [refused], code: 1 }))).toEqual([
      '| open, 1 000 000 | – | 900 | – | ms | 1 | ratio ≤ 1.5 | **no** |',
    ]);
    const crashed = '| **it did not run to its end** | – | – | – | – | – | – | **no** |';
    expect(rows(of({ figures: [], code: 0 }))).toEqual([crashed]);
    expect(rows(of({ code: 1 }))[1]).toBe(crashed);
    expect(ended(of({ code: undefined }))).toBe(false);
  });

  it('replaces only what was run, and leaves alone what is written by hand', () => {
    const before =
      '# Title\n<!-- machine -->\nold\n<!-- /machine -->\n## Missed bars and why\nby hand\n<!-- open -->\nold\n<!-- /open -->\n<!-- page -->\nkept\n<!-- /page -->\n';
    const after = withOutcomes(before, '- a machine', [of({}), of({ name: 'new' })]);
    expect(after).toContain('by hand\n<!-- open -->\nMeasured');
    expect(after).toContain('<!-- page -->\nkept\n<!-- /page -->');
    expect(after).toContain('<!-- machine -->\n- a machine\n<!-- /machine -->');
    expect(after).toMatch(/## new\n<!-- new -->\n[\s\S]*<!-- \/new -->\n$/);
    expect(after).not.toContain('old');
    expect(withOutcomes(after, '- a machine', [of({}), of({ name: 'new' })])).toBe(after);
    expect(() => withOutcomes('<!-- /machine -->', '', [])).toThrow('marks');
  });

  it('has a place for each bench in the document that is there', () => {
    const text = readFileSync(new URL('docs/performance.md', ROOT), 'utf8');
    const benches = readdirSync(new URL('tests/bench', ROOT)).map((file) => file.replace(/\.ts$/, ''));
    const sections = (document: string) => document.match(/^## .*$/gm);
    const after = withOutcomes(
      text,
      '',
      benches.map((name) => of({ name })),
    );
    // Without a place it would have come to the end under a heading of its own.
    expect(sections(after)).toEqual(sections(text));
    expect(sections(text)).toContain('## Missed bars and why');
  });
});
