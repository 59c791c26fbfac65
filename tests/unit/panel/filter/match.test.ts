import { describe, expect, it } from 'vitest';
import { matchesFilter } from '../../../../panel/state/filter/match.ts';
import { parseFilter } from '../../../../panel/state/filter/parse.ts';
import { micros } from '../../../../src/model/time.ts';
import { buildRun } from '../../../support/build-run.ts';
import { aNode, aRun, at } from '../../drawing/a-run.ts';
import { captured, type Facts, factsOfRun } from './facts-of-captures.ts';

/** Keys of what a filter lets through. */
const through = (facts: Facts, text: string): readonly string[] => {
  const filter = parseFilter(text);
  expect(filter.problems).toEqual([]);
  return [...facts.values()].filter((node) => matchesFilter(filter, node)).map((node) => node.key);
};
const names = (facts: Facts, text: string): readonly string[] =>
  through(facts, text).map((key) => facts.get(key)?.words.name.at(-1) ?? '');

describe('a filter of a recorded run', () => {
  it('finds nodes by their words, in any case, and lets through all without a filter', () => {
    const facts = captured('ai_agent', 'n8n');
    expect(facts.size).toBe(9);
    expect(through(facts, '')).toHaveLength(9);
    expect(names(facts, '"ai agent"')).toContain('AI Agent');
    expect(names(facts, 'name:"AI Agent"')).toEqual(['AI Agent']);
    // By type: the agent and all that it holds.
    expect(names(facts, 'type:langchain').length).toBeGreaterThan(1);
    expect(names(facts, 'langchain')).toEqual(names(facts, 'type:langchain'));
    expect(names(facts, '-langchain').length + names(facts, 'langchain').length).toBe(9);
    const inside = names(facts, 'inside:agent');
    expect(inside.some((name) => name.startsWith('Chat Model'))).toBe(true);
    expect(inside).not.toContain('AI Agent');
    expect(names(facts, 'tokens:>0').every((name) => name.startsWith('Chat Model'))).toBe(true);
    expect(names(facts, 'tokens:>0').length).toBeGreaterThan(0);
  });

  it('finds rounds of a loop by their number', () => {
    const facts = captured('loop', 'n8n');
    const all = names(facts, 'name:"Loop Over Items"');
    expect(all.length).toBeGreaterThan(2);
    expect(names(facts, '"Loop Over Items (2)"')).toEqual(['Loop Over Items (2)']);
  });

  it('finds what failed, was skipped and was cached, and why', () => {
    const failed = captured('06-error', 'comfyui');
    expect(names(failed, 'status:failed')).toEqual(['Broken node']);
    expect(names(failed, 'status:failed,skipped error:value')).toEqual(['Broken node']);
    expect(names(failed, 'status:failed,skipped').length).toBe(3);
    expect(names(failed, '-status:succeeded')).toEqual(names(failed, 'status:failed,skipped'));
    const cached = captured('c7b-half-cached', 'comfyui');
    expect(names(cached, 'status:cached').length).toBeGreaterThan(5);
    expect(names(cached, 'status:cached duration:>=0')).toEqual([]);
  });

  it('compares times and shares, and knows the critical path', () => {
    const facts = captured('t1-dag');
    const long = names(facts, 'duration:>100ms');
    expect(long.length).toBeGreaterThan(0);
    expect(names(facts, 'duration:>0.1s')).toEqual(long);
    expect(names(facts, 'duration:>100')).toEqual(long);
    const short = names(facts, 'duration:<=100ms');
    const unknown = names(facts, '-duration:>=0');
    expect(long.length + short.length + unknown.length).toBe(facts.size);
    expect(names(facts, 'status:constant').every((name) => unknown.includes(name))).toBe(true);
    const critical = names(facts, 'critical:yes');
    expect(critical.length).toBeGreaterThan(1);
    expect(names(facts, 'critical:no')).toHaveLength(facts.size - critical.length);
    expect(names(facts, 'critical:yes hidden:yes')).toEqual([]);
    expect(names(facts, 'hidden:yes saves:>0')).toEqual([]);
    expect(names(facts, 'saves:>0').every((name) => critical.includes(name))).toBe(true);
    expect(names(facts, 'share:>101%')).toEqual([]);
    expect(names(facts, 'start:<0')).toEqual([]);
  });
});

describe('facts', () => {
  const run = aRun([
    {
      ...aNode('a', { start: 0, end: 40, ready: 0 }),
      bytes: 2048,
      cost: { amount: 0.5, unit: 'USD' },
      model: 'gpt-4o',
    },
    { ...aNode('b', { start: 50, end: 90, ready: 40 }), tokens: { input: 600, output: 400, cached: 600 } },
    { ...aNode('t', { start: 10, end: 20 }), parent: { id: 'a', instance: 0 }, tokens: { total: 5 } },
  ]);
  const facts = factsOfRun(
    {
      ...run,
      edges: [['a', 'b', 'data']],
      calls: [{ node: 'b', provider: 'p', model: 'claude', endUs: at(80), durationUs: micros(1) }],
    },
    { version: 1, currency: 'EUR', models: [], rates: [{ type: 'test.t', perHour: 3600 }] },
  );

  it('are of the instance where they are told of it, of the node where the analysis ranks nodes', () => {
    expect(facts.get('a#0')?.amounts).toMatchObject({ duration: 30_000, start: 0, bytes: 2048, cost: 0.5 });
    expect(facts.get('b#0')?.amounts).toMatchObject({ duration: 40_000, wait: 10_000, start: 50_000, tokens: 1000 });
    expect(facts.get('b#0')?.amounts.share).toBeCloseTo(0.4);
    expect(facts.get('t#0')?.amounts).toMatchObject({ tokens: 5, cost: 0.01 });
    expect(through(facts, 'wait:>=10ms')).toEqual(['b#0']);
    expect(through(facts, 'bytes:>=2kB')).toEqual(['a#0']);
    expect(through(facts, 'bytes:>2kB')).toEqual([]);
    expect(through(facts, 'cost:>0.1')).toEqual(['a#0']);
    expect(through(facts, 'tokens:>=1k')).toEqual(['b#0']);
  });

  it('tell the models that a node named or called, and what it lies in', () => {
    expect(through(facts, 'model:gpt,claude')).toEqual(['a#0', 'b#0']);
    expect(through(facts, 'inside:a')).toEqual(['t#0']);
  });

  it('of nodes that lie in each other (wrong data) come to an end', () => {
    const inside = (id: string, parent: string) => ({
      ...aNode(id, { start: 0, end: 9 }),
      parent: { id: parent, instance: 0 },
    });
    expect(through(factsOfRun(aRun([inside('a', 'b'), inside('b', 'a')])), 'inside:b')).toContain('a#0');
  });

  it('of a run whose savings are not known leave hidden and saves open', () => {
    const cut = factsOfRun(buildRun({ status: 'cut', nodes: [{ id: 'a', start: 0, end: 9 }] }));
    expect(through(cut, 'hidden:yes,no')).toEqual([]);
    expect(through(cut, '-hidden:yes')).toEqual(['a#0']);
    expect(through(cut, 'saves:>=0')).toEqual([]);
  });

  it('of nodes that only report a status have no share of the run', () => {
    const only = factsOfRun(buildRun({ partial: ['status-only'], nodes: [{ id: 'a', start: 0, end: 9 }] }));
    expect(through(only, 'share:>=0')).toEqual([]);
    expect(through(only, 'duration:>=9ms')).toEqual(['a#0']);
  });

  it('compare figures as written, not as binary fractions', () => {
    const odd = factsOfRun(aRun([{ ...aNode('a'), startUs: at(0), endUs: micros(at(0) + 1001) }]));
    expect(through(odd, 'duration:<=1.001ms duration:>=1.001ms')).toEqual(['a#0']);
  });
});
