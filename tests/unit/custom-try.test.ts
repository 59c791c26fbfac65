import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKnownEditors } from '../../content-script/known-editors.ts';
import { createSession } from '../../content-script/session.ts';
import { createSampler } from '../../src/editors/custom/sampler.ts';
import { shapeOf } from '../../src/editors/custom/shape.ts';
import { tryMapping } from '../../src/editors/custom/try.ts';
import { jsonCursor } from '../../src/editors/scan/json.ts';
import { decodeToBackground } from '../../src/messages/decode-messages.ts';
import { PAGE_LIMITS } from '../../src/model/limits.ts';
import type { TrafficRecord } from '../../src/model/record.ts';
import { SAMPLE_MS, type Shape } from '../../src/model/shape.ts';
import type { Micros } from '../../src/model/time.ts';
import { frameOf, mappingOf, T0 } from '../support/mapped.ts';

const MESSAGE = {
  type: 'node_started',
  at: T0,
  data: { id: 'n1', prompt: 'a secret sentence', tags: ['x', 'y'], 'ann@secret.org': { n: 1 }, 'bob@secret.org': 2 },
};
const text = JSON.stringify(MESSAGE);
const at = (ms: number): Micros => ((T0 + ms) * 1000) as Micros;

const RULES = [
  {
    when: { type: 'node_started' },
    event: 'node-start',
    node: 'data.id',
    title: 'data.name',
    time: { path: 'at', unit: 'ms' },
  },
  { when: { type: ['run_done', 'run_failed'] }, event: 'run-end' },
] as const;

describe('the shape of a message', () => {
  it('has keys and kinds and no value, nor a key that is one', () => {
    const shape = shapeOf(jsonCursor(text, 100));
    expect(shape).toEqual({
      kind: 'map',
      keys: [
        ['type', { kind: 'text' }],
        ['at', { kind: 'number' }],
        [
          'data',
          {
            kind: 'map',
            keys: [
              ['id', { kind: 'text' }],
              ['prompt', { kind: 'text' }],
              ['tags', { kind: 'list', length: 2, first: { kind: 'text' } }],
              ['…', { kind: 'map', keys: [['n', { kind: 'number' }]], more: 0 }],
            ],
            more: 1,
          },
        ],
      ],
      more: 0,
    });
  });

  it('tells no key that looks like an id or a token', () => {
    const keys = ['a3f1b2c4-0000-4000-8000-00000000000f', 'sk-live-abc', 'eyJhbGciOiJIUzI', 'd41d8cd98f00b204'];
    const shape = shapeOf(jsonCursor(JSON.stringify(Object.fromEntries(keys.map((key) => [key, 1]))), 100));
    expect(shape).toEqual({ kind: 'map', keys: [['…', { kind: 'number' }]], more: 3 });
  });

  it('is bounded, whatever is said', () => {
    const count = (shape: Shape): number => {
      if (shape.kind === 'map') return 1 + shape.keys.reduce((sum, [, each]) => sum + count(each), 0);
      return shape.kind === 'list' && shape.first ? 1 + count(shape.first) : 1;
    };
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 12 }), (value) => {
        const shape = shapeOf(jsonCursor(JSON.stringify(value), 100));
        expect(count(shape)).toBeLessThanOrEqual(PAGE_LIMITS.shapeValues + PAGE_LIMITS.shapeDepth);
        const sample = { t: 1, link: 1, transport: 'http', where: 'h/', sender: 'server', shape, answers: [] };
        expect(decodeToBackground({ kind: 'samples', epoch: 'e', id: 1, samples: [sample] }).ok).toBe(true);
      }),
    );
  });
});

describe('a try-out', () => {
  const mapping = mappingOf({ messages: RULES });

  function sampled(tried = mapping) {
    const sampler = createSampler();
    sampler.ask(tried, at(0));
    sampler.see(frameOf(1, text));
    return sampler.ask(tried, at(2));
  }

  it('says which rule a message matches and what is at its paths', () => {
    const [tried] = tryMapping(mapping, sampled());
    expect(tried?.rules).toEqual([
      {
        rule: 0,
        matches: 'yes',
        unmet: [],
        fields: [
          { field: 'node', path: 'data.id', found: 'text', reads: 'yes' },
          { field: 'title', path: 'data.name', found: 'unknown', reads: 'unknown' },
          { field: 'time', path: 'at', found: 'number', reads: 'yes' },
        ],
      },
      { rule: 1, matches: 'no', unmet: ['type'], fields: [] },
    ]);
  });

  it('lets no value out of the page, only answers to what the mapping asks', () => {
    const said = JSON.stringify(sampled());
    for (const value of ['secret', 'n1', String(T0)]) expect(said).not.toContain(value);
    expect(sampled()[0]?.answers).toEqual([
      ['["when",["type",["node_started"]]]', true],
      ['[["time",0],{"path":"at","unit":"ms"}]', true],
      ['["when",["type",["run_done","run_failed"]]]', false],
    ]);
  });

  it('of a mapping that has changed waits for the next message where a value counts', () => {
    const changed = mappingOf({
      messages: [
        { ...RULES[0], when: { type: 'node.started', kind: { exists: true } } },
        { ...RULES[0], node: 'id', time: { path: 'at', unit: 's' } },
        RULES[1],
      ],
    });
    const [tried] = tryMapping(changed, sampled());
    expect(tried?.rules.map((r) => [r.matches, r.unmet])).toEqual([
      // Of `type` only the next message tells; `kind` is not there, whatever comes.
      ['no', ['kind']],
      ['yes', []],
      ['no', ['type']],
    ]);
    const typed = mappingOf({ messages: [{ ...RULES[0], when: { type: 'node.started' } }, RULES[1]] });
    expect(tryMapping(typed, sampled())[0]?.rules[0]).toMatchObject({ matches: 'unknown', unmet: [] });
    expect(tried?.rules[1]?.fields[0]).toEqual({ field: 'node', path: 'id', reads: 'no' });
    // Seconds that are milliseconds: no time near ours.
    const [seen] = tryMapping(changed, sampled(changed));
    expect(seen?.rules.map((r) => r.matches)).toEqual(['no', 'yes', 'no']);
    expect(seen?.rules[1]?.fields.at(-1)).toEqual({ field: 'time', path: 'at', found: 'number', reads: 'no' });
  });

  it('asks the items of a list', () => {
    const lists = mappingOf({
      messages: [
        {
          event: 'node',
          list: 'data.nodes',
          node: '@key',
          whenItem: { on: true },
          status: { path: 's', words: { up: 'running' } },
        },
        RULES[1],
      ],
    });
    const judge = (nodes: object) => {
      const sampler = createSampler();
      sampler.ask(lists, at(0));
      sampler.see(frameOf(1, JSON.stringify({ data: { nodes } })));
      return tryMapping(lists, sampler.ask(lists, at(2)))[0]?.rules[0];
    };
    expect(judge({ a: { on: true, s: 'up' }, b: { on: false, s: 'done' } })).toMatchObject({
      matches: 'yes',
      fields: [{ field: 'list', found: 'map' }, { field: 'node' }, { field: 'status', reads: 'yes' }],
    });
    expect(judge({ a: { on: false, s: 'UP' }, b: { s: 'strange' } })).toMatchObject({
      matches: 'no',
      unmet: ['on'],
      fields: [{}, {}, { reads: 'no' }],
    });
    expect(judge([])).toMatchObject({ matches: 'unknown' });
  });

  it('keeps the newest, and nothing once nobody asks', () => {
    const sampler = createSampler();
    sampler.see(frameOf(0, text));
    expect(sampler.ask(mapping, at(1))).toEqual([]);
    for (let i = 0; i < PAGE_LIMITS.samples + 5; i++) sampler.see(frameOf(2 + i, text));
    expect(sampler.ask(mapping, at(50)).map((s) => s.t)).toEqual(
      Array.from({ length: PAGE_LIMITS.samples }, (_, i) => at(7 + i)),
    );
    sampler.see(frameOf(51 + SAMPLE_MS, text));
    expect(sampler.ask(mapping, at(52 + SAMPLE_MS))).toEqual([]);
  });
});

describe('the editors a page knows', () => {
  function page() {
    const known = createKnownEditors([], () => at(0));
    const out: TrafficRecord[] = [];
    const session = createSession({ editors: known.editors, emit: (r) => out.push(...r), late: () => undefined });
    session.configure(true, at(0));
    return { known, session, out, nodes: () => out.flatMap((r) => (r.k === 'node' ? [`${r.node} ${r.status}`] : [])) };
  }
  const url = 'ws://localhost:9000/flow';

  it('change while it is open: a connection nobody has claimed yet is looked at anew', () => {
    const { known, session, nodes } = page();
    const link = session.link('websocket', url, at(0));
    session.frame(link, 'in', text, at(1));
    expect(nodes()).toEqual([]);
    known.configure([mappingOf({ messages: RULES })]);
    session.frame(link, 'in', text, at(2));
    expect(nodes()).toEqual(['n1 running']);
  });

  it('are shown to a try-out, claimed or not, each message once', () => {
    const { known, session, nodes } = page();
    const mapping = mappingOf({ messages: RULES });
    const free = session.link('websocket', url, at(0));
    const own = session.link('websocket', url, at(0));
    session.frame(free, 'in', text, at(0));
    known.sample(mapping);
    session.frame(free, 'in', text, at(1));
    known.configure([mapping]);
    session.frame(own, 'in', text, at(2));
    session.frame(own, 'in', text, at(3));
    expect(nodes()).toHaveLength(2);
    expect(known.sample(mapping).map((s) => s.t)).toEqual([at(1), at(2), at(3)]);
  });

  it('see HTTP exchanges that only the try-out wants', () => {
    const { known, session, out } = page();
    const head = { method: 'GET', url: 'http://localhost:9000/state' };
    expect(session.exchange(head)).toBeUndefined();
    const mapping = mappingOf({ match: { transport: ['http'], url: '/state' }, messages: RULES });
    known.sample(mapping);
    const link = session.exchange(head);
    expect(link).toBeDefined();
    if (!link) return;
    session.step(link, { part: 'request', data: '' }, at(1));
    session.step(link, { part: 'body', data: text, status: 200 }, at(2));
    expect(known.sample(mapping).map((s) => [s.t, s.where])).toEqual([[at(2), 'localhost:9000/state']]);
    expect(out).toEqual([]);
  });

  it('drop what is no mapping after all and keep the others', () => {
    const { known, session, nodes } = page();
    const good = mappingOf({ messages: RULES });
    known.configure([{ ...good, name: 'Bad', messages: [{ event: 'node-start', node: 'a..b' }] }, good]);
    session.frame(session.link('websocket', url, at(0)), 'in', text, at(1));
    expect(nodes()).toEqual(['n1 running']);
  });
});
