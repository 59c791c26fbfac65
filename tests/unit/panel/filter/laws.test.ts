import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeFilter } from '../../../../panel/state/filter/complete.ts';
import { tokensOf } from '../../../../panel/state/filter/lex.ts';
import { matchesFilter } from '../../../../panel/state/filter/match.ts';
import { parseFilter } from '../../../../panel/state/filter/parse.ts';
import { printFilter } from '../../../../panel/state/filter/term.ts';
import { wildRun } from '../../../property/arbitrary-run.ts';
import { anyText, captured, factsOfRun } from './facts-of-captures.ts';

const recorded = [captured('t1-dag'), captured('ai_agent', 'n8n'), captured('06-error', 'comfyui')];
const anyFacts = fc.oneof(
  fc.constantFrom(...recorded),
  wildRun.map((run) => factsOfRun(run)),
);

describe('any text', () => {
  it('is some filter, with problems that lie in it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const { offset, length, message } of parseFilter(text).problems) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(length).toBeGreaterThan(0);
          expect(offset + length).toBeLessThanOrEqual(text.length);
          expect(message.length).toBeLessThan(200);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('printed as it was read reads the same, without a problem', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { terms } = parseFilter(text);
        expect(parseFilter(printFilter({ terms }))).toEqual({ terms, problems: [] });
      }),
      { numRuns: 2000 },
    );
  });

  it('is cut into terms that leave nothing but space between them', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let at = 0;
        for (const { from, to } of tokensOf(text)) {
          expect(text.slice(at, from).trim()).toBe('');
          expect(to).toBeGreaterThan(from);
          at = to;
        }
        expect(text.slice(at).trim()).toBe('');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a filter', () => {
  it('lets through what all of its terms do, and a negated term is the complement', () => {
    fc.assert(
      fc.property(anyText, anyFacts, (text, facts) => {
        const { terms } = parseFilter(text);
        for (const node of facts.values()) {
          const each = terms.map((term) => matchesFilter({ terms: [term] }, node));
          expect(matchesFilter({ terms }, node)).toBe(each.every((yes) => yes));
          const turned = terms.map((term) => matchesFilter({ terms: [{ ...term, negated: !term.negated }] }, node));
          expect(turned).toEqual(each.map((yes) => !yes));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a completion', () => {
  const asked = fc.tuple(anyText, fc.nat(), anyFacts).map(([text, at, facts]) => ({
    text,
    caret: at % (text.length + 1),
    facts,
  }));

  it('stands at the caret, can be read there, and leaves the other terms alone', () => {
    fc.assert(
      fc.property(asked, ({ text, caret, facts }) => {
        const before = tokensOf(text);
        const here = before.find((t) => t.from <= caret && caret <= t.to);
        for (const { from, to, text: put } of completeFilter(text, caret, facts)) {
          expect(from).toBeLessThanOrEqual(caret);
          expect(to).toBeGreaterThanOrEqual(caret);
          const next = text.slice(0, from) + put + text.slice(to);
          const end = from + put.length;
          const { problems } = parseFilter(next);
          expect(problems.filter((p) => p.offset < end && from < p.offset + p.length)).toEqual([]);
          const after = tokensOf(next);
          // The same terms stand in front of it; it is one term, or a part of the one that was there.
          const ahead = before.filter((t) => t.to < from);
          expect(after.slice(0, ahead.length)).toEqual(ahead);
          const mine = after[ahead.length];
          expect(mine && mine.from <= from && mine.to >= end).toBe(true);
          if (here?.unclosed === undefined) {
            expect(after.length).toBe(before.length + (here ? 0 : 1));
            const words = (tokens: typeof after): readonly string[] =>
              tokens.flatMap((t) => t.values.map((v) => v.text));
            const behind = before.slice(ahead.length + (here ? 1 : 0));
            expect(words(after.slice(ahead.length + 1))).toEqual(words(behind));
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('taken where nothing is wrong leaves nothing wrong', () => {
    fc.assert(
      fc.property(asked, ({ text, caret, facts }) => {
        fc.pre(parseFilter(text).problems.length === 0);
        for (const { from, to, text: put } of completeFilter(text, caret, facts))
          expect(parseFilter(text.slice(0, from) + put + text.slice(to)).problems).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('of a value lets through as many nodes as it says', () => {
    fc.assert(
      fc.property(
        anyFacts,
        fc.constantFrom('name', 'type', 'status', 'critical', 'duration', 'share', 'bytes'),
        (facts, key) => {
          for (const { text, detail } of completeFilter(`${key}:`, key.length + 1, facts)) {
            const filter = parseFilter(`${key}:${text}`);
            const n = [...facts.values()].filter((node) => matchesFilter(filter, node)).length;
            expect(n).toBeGreaterThan(0);
            expect(detail).toBe(`${n} node${n === 1 ? '' : 's'}`);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
