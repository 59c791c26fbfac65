import { describe, expect, it } from 'vitest';
import { completeFilter } from '../../../../panel/state/filter/complete.ts';
import { captured, type Facts } from './facts-of-captures.ts';

const agent = captured('ai_agent', 'n8n');
const failed = captured('06-error', 'comfyui');

/** `|` is the caret; each line is `label (detail) -> text after`. */
function offers(marked: string, facts: Facts): readonly string[] {
  const caret = marked.indexOf('|');
  const text = marked.replace('|', '');
  return completeFilter(text, caret, facts).map(
    (c) => `${c.label} (${c.detail}) -> ${text.slice(0, c.from)}${c.text}|${text.slice(c.to)}`,
  );
}
const labels = (marked: string, facts: Facts): readonly string[] =>
  completeFilter(marked.replace('|', ''), marked.indexOf('|'), facts).map((c) => c.label);

describe('completions', () => {
  it('of nothing are the keys of what this run has', () => {
    const keys = labels('|', failed);
    expect(keys.slice(0, 4)).toEqual(['name:', 'type:', 'status:', 'critical:']);
    expect(keys).toContain('error:');
    expect(keys).not.toContain('tokens:');
    expect(keys).not.toContain('inside:');
    expect(labels('|', agent)).toEqual(expect.arrayContaining(['tokens:', 'inside:', 'bytes:']));
    expect(labels('|', new Map())).toEqual([]);
  });

  it('of a word are keys, then statuses, then names with how many nodes have them', () => {
    expect(labels('st|', failed)).toEqual(['status:', 'start:']);
    expect(labels('su|', failed)).toEqual(['status:succeeded']);
    expect(offers('fail|', failed)).toEqual(['status:failed (1 node) -> status:failed|']);
    expect(offers('brok|', failed)).toEqual(['Broken node (name, 1 node) -> "Broken node"|']);
    expect(offers('-stat|', failed)).toEqual(['status: (what became of it) -> -status:|']);
    expect(offers('status:failed blur | type:x', failed)[0]).toBe(
      'name: (part of its name) -> status:failed blur name:| type:x',
    );
  });

  it('of a key are the values that occur, the most frequent first', () => {
    expect(offers('status:|', failed)).toEqual([
      'skipped (2 nodes) -> status:skipped|',
      'failed (1 node) -> status:failed|',
      'succeeded (1 node) -> status:succeeded|',
    ]);
    expect(offers('status:failed,su| blur', failed)).toEqual(['succeeded (1 node) -> status:failed,succeeded| blur']);
    expect(offers('-status:fa|', failed)).toEqual(['failed (1 node) -> -status:failed|']);
    expect(offers('status:failed|', failed)).toEqual([]);
    expect(labels('critical:|', failed)).toEqual(expect.arrayContaining(['yes', 'no']));
    expect(offers('name:"AI A|', agent)).toEqual(['AI Agent (1 node) -> name:"AI Agent"|']);
    expect(offers('error:|', failed)).toEqual(['ValueError (1 node) -> error:ValueError|']);
    expect(offers('nonsense:|', failed)).toEqual([]);
  });

  it('of a quantity are figures that some node has, and the units of a figure that was typed', () => {
    const hints = labels('duration:|', captured('t1-dag'));
    expect(hints.slice(0, 2)).toEqual(['>0ms', '>10ms']);
    expect(hints).not.toContain('>1min');
    expect(labels('duration:<=|', captured('t1-dag')).every((hint) => hint.startsWith('<='))).toBe(true);
    expect(labels('duration:>2|', agent)).toEqual(['>2us', '>2ms', '>2s', '>2min', '>2h']);
    expect(labels('duration:>2m|', agent)).toEqual(['>2ms', '>2min']);
    expect(labels('duration:>2s|', agent)).toEqual([]);
    expect(labels('share:>5|', agent)).toEqual(['>5%']);
  });

  it('of a key before a value are only keys that can have it', () => {
    expect(labels('na|:blur', failed)).toEqual(['name:']);
    expect(offers('n|ame:"Broken node" x', failed)).toEqual([]);
    expect(labels('stat|:failed', failed)).toEqual(['status:']);
    expect(labels('d|:failed', failed)).toEqual([]);
    expect(labels('stat|:nonsense', failed)).toEqual([]);
  });

  it('stand in the text wherever the caret is said to be', () => {
    expect(completeFilter('', 9, failed)[0]).toMatchObject({ from: 0, to: 0 });
    expect(completeFilter('st', -1, failed)[0]).toMatchObject({ from: 0, to: 2 });
  });

  it('of an open quote leave the terms behind it', () => {
    expect(offers('"Bro| status:failed', failed)).toEqual([
      'Broken node (name, 1 node) -> "Broken node"| status:failed',
    ]);
  });
});
