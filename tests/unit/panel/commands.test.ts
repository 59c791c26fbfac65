import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Command, rankCommands, recentFirst, remember } from '../../../panel/state/commands.ts';
import { PANEL_LIMITS } from '../../../src/model/limits.ts';

const command = (title: string, id = title): Command => ({ id, title, group: 'G', enabled: true, run: () => {} });
const ranked = (titles: readonly string[], text: string): readonly string[] =>
  rankCommands(
    titles.map((t) => command(t)),
    text,
  ).map((c) => c.title);

describe('commands', () => {
  it('are found by letters in their order, those that begin words first', () => {
    expect(ranked(['Show the whole run', 'Zoom out', 'Export all runs'], 'zo')).toEqual(['Zoom out']);
    expect(ranked(['Previous node', 'Next node', 'Pin the run'], 'pn')).toEqual(['Previous node', 'Pin the run']);
    expect(ranked(['Unpin the run', 'Pin the run'], 'pin')).toEqual(['Pin the run', 'Unpin the run']);
    expect(ranked(['Show the log', 'Lay out in lanes', 'Clear'], 'l')).toEqual([
      'Lay out in lanes',
      'Show the log',
      'Clear',
    ]);
    expect(ranked(['Show the table of nodes'], 'Table Nodes')).toHaveLength(1);
    expect(ranked(['Clear (asks first)'], 'cask')).toHaveLength(1);
    expect(ranked(['Clear'], 'craz')).toEqual([]);
  });

  it('used last come first', () => {
    const all = ['a', 'b', 'c'].map((t) => command(t));
    expect(recentFirst(all, ['c', 'gone', 'b']).map((c) => c.id)).toEqual(['c', 'b', 'a']);
    expect(remember(['a', 'b', 'c'], 'c')).toEqual(['c', 'a', 'b']);
    const used = Array.from({ length: PANEL_LIMITS.recentCommands }, (_, i) => `c${i}`);
    expect(remember(used, 'f')).toEqual(['f', ...used.slice(0, -1)]);
  });

  const titles = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', '('), maxLength: 8 }), {
    maxLength: 8,
  });
  const typed = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), maxLength: 4 });

  it('are ranked as all ways to find the letters say, equally good ones in the order given', () => {
    fc.assert(
      fc.property(titles, typed, (list, text) => {
        const all = list.map((t, i) => command(t, String(i)));
        const costs = new Map(all.map((c) => [c, leastCost(text.replaceAll(' ', ''), c.title)]));
        const cost = (c: Command): number => costs.get(c) ?? Number.POSITIVE_INFINITY;
        const expected = all.filter((c) => cost(c) < Number.POSITIVE_INFINITY).sort((a, b) => cost(a) - cost(b));
        expect(rankCommands(all, text).map((c) => c.id)).toEqual(expected.map((c) => c.id));
      }),
      { numRuns: 1000 },
    );
  });

  it('are all there, in their order, until something is typed, and fewer the more is typed', () => {
    fc.assert(
      fc.property(titles, typed, typed, (list, text, more) => {
        const all = list.map((t, i) => command(t, String(i)));
        expect(rankCommands(all, '')).toEqual(all);
        const some = rankCommands(all, text);
        expect(rankCommands(all, text + more).every((c) => some.includes(c))).toBe(true);
      }),
    );
  });
});

/** Every way to find the letters, each letter that begins no word and follows none costing 2, a way that does not begin at the start 1. */
function leastCost(typed: string, title: string, from = 0): number {
  if (typed === '') return 0;
  const first = from === 0;
  const costs = [...title].flatMap((c, at) => {
    if (at < from || c !== typed[0]) return [];
    const along = first ? at === 0 : at === from;
    const begins = /\w/.test(c) && !/\w/.test(title[at - 1] ?? '');
    const own = along ? 0 : (begins ? 0 : 2) + (first ? 1 : 0);
    return [own + leastCost(typed.slice(1), title, at + 1)];
  });
  return Math.min(Number.POSITIVE_INFINITY, ...costs);
}
