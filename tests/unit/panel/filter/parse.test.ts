import { describe, expect, it } from 'vitest';
import { ALL_STATUS_WORDS, statusOf } from '../../../../panel/state/filter/fields.ts';
import { parseFilter } from '../../../../panel/state/filter/parse.ts';
import { printFilter } from '../../../../panel/state/filter/term.ts';
import { nodeLook } from '../../../../panel/views/icons.tsx';
import { NODE_STATUSES } from '../../../../src/model/run.ts';

const printed = (text: string): string => printFilter(parseFilter(text));
/** What is wrong, with the piece of the text that is. */
const wrong = (text: string): readonly string[] =>
  parseFilter(text).problems.map((p) => `${text.slice(p.offset, p.offset + p.length)} | ${p.message}`);

describe('a filter', () => {
  it('is terms of keys and values, bare words, and what is left out', () => {
    expect(parseFilter('status:failed,cancelled -type:Code blur').terms).toEqual([
      { kind: 'status', negated: false, values: ['error', 'cancelled'] },
      { kind: 'word', field: 'type', negated: true, values: ['Code'] },
      { kind: 'word', field: 'any', negated: false, values: ['blur'] },
    ]);
    expect(parseFilter('critical:YES -hidden:no').terms).toEqual([
      { kind: 'flag', field: 'critical', negated: false, values: [true] },
      { kind: 'flag', field: 'hidden', negated: true, values: [false] },
    ]);
  });

  it.each([
    ['"AI Agent"', '"AI Agent"'],
    ['name:"AI Agent",Chat', 'name:"AI Agent",Chat'],
    ['name:AI" "Agent', 'name:"AI Agent"'],
    ['-"-x"', '-"-x"'],
    ['name:"say \\"hi\\""', 'name:"say \\"hi\\""'],
    ['5:3', '"5:3"'],
    ['"status:failed"', '"status:failed"'],
    ['Status:Error', 'status:failed'],
    ['status:"not known"', 'status:unknown'],
    ['duration:>1', 'duration:>1ms'],
    ['duration:>=1.50S', 'duration:>=1.5s'],
    ['duration:<2m', 'duration:<2min'],
    ['wait:<50µs', 'wait:<50us'],
    ['share:>10', 'share:>10%'],
    ['bytes:>1mb', 'bytes:>1MB'],
    ['bytes:>500', 'bytes:>500B'],
    ['tokens:>1k', 'tokens:>1k'],
    ['cost:>1e-7', 'cost:>1e-7'],
    ['duration:">1 s"', 'duration:>1s'],
  ])('%s is %s', (text, same) => {
    expect(parseFilter(text).problems).toEqual([]);
    expect(printed(text)).toBe(same);
  });

  it.each(['', '   ', '-', 'status:', '-name:', 'name:,', '""', ','])('%j is not finished: it asks nothing', (text) => {
    expect(parseFilter(text)).toEqual({ terms: [], problems: [] });
  });

  it('tells what it cannot read and where, with what was probably meant, and keeps the rest', () => {
    expect(wrong('stats:failed blur')).toEqual(['stats | There is no stats: to ask for; did you mean status:?']);
    expect(printed('stats:failed blur')).toBe('blur');
    expect(wrong('waited:>1s')).toEqual(['waited | There is no waited: to ask for; did you mean wait:?']);
    expect(wrong('http://x')).toEqual(['http | There is no http: to ask for; for the text itself write "http://x"']);
    expect(wrong('status:failed,faled')).toEqual(['faled | No status is called "faled"; did you mean failed?']);
    expect(printed('status:failed,faled')).toBe('status:failed');
    expect(wrong('status:cold')).toEqual([
      expect.stringContaining('No status is called "cold"; there are succeeded, failed, cached'),
    ]);
    expect(wrong('critical:maybe')).toEqual(['maybe | critical: is yes or no, not "maybe"']);
    expect(wrong('duration:1s')).toEqual(['1s | duration: is compared, as in duration:>1s']);
    expect(wrong('duration:>')).toEqual(['> | A figure is missing, as in duration:>1s']);
    expect(wrong('duration:>1e999s')).toEqual(['>1e999s | A figure is missing, as in duration:>1s']);
    expect(wrong('duration:>5kg')).toEqual(['>5kg | duration: counts in us, ms, s, min, h, not "kg"']);
    expect(wrong('cost:>5USD')).toEqual(['>5USD | cost: has no unit here, not "USD"']);
    expect(wrong('duration: >1s')).toEqual(['>1s | What is compared stands before it, as in duration:>1s']);
    expect(wrong('critical:yes name:"AI Ag')).toEqual(['"AI Ag | The quote is not closed']);
    expect(printed('critical:yes name:"AI Ag')).toBe('critical:yes name:"AI Ag"');
  });

  it('takes what is no property of its tables for a key', () => {
    expect(wrong('constructor:x')).toHaveLength(1);
    expect(wrong('status:constructor')).toHaveLength(1);
    expect(wrong('bytes:>1toString')).toHaveLength(1);
  });

  it('knows the statuses by the words that the panel shows, and by their own', () => {
    for (const status of NODE_STATUSES) {
      expect(statusOf(nodeLook(status).word)).toBe(status);
      expect(statusOf(status)).toBe(status);
    }
    expect(new Set(ALL_STATUS_WORDS).size).toBe(ALL_STATUS_WORDS.length);
  });
});
