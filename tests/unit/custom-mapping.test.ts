import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMapping, parseMapping, problemText } from '../../src/formats/mapping.ts';
import { parsePath } from '../../src/model/field-path.ts';

const GOOD = {
  version: 1,
  name: 'Acme Flow',
  match: { transport: ['websocket'], url: 'localhost:9000/flow' },
  format: 'json',
  messages: [
    { when: { type: 'node' }, event: 'node', node: 'data.id', status: { path: 'data.state' } },
    { when: { type: 'end' }, event: 'run-end' },
  ],
};

/** What is wrong with a mapping that differs from a good one by this. */
function problems(change: object): readonly string[] {
  const decoded = decodeMapping({ ...GOOD, ...change });
  return decoded.ok ? [] : decoded.problems.map(problemText);
}

const withRule = (rule: object): object => ({ messages: [...GOOD.messages, rule] });

describe('a mapping', () => {
  it('is read as it was written', () => {
    const engine = { classes: [{ name: 'gpu', capacity: 1, types: ['*'] }] };
    const whole = { ...GOOD, engine };
    expect(decodeMapping(whole)).toEqual({ ok: true, value: whole });
    expect(parseMapping(JSON.stringify(whole))).toEqual({ ok: true, value: whole });
  });

  it('says where it is no JSON', () => {
    const parsed = parseMapping('{"version": 1,}');
    expect(parsed.ok ? '' : parsed.problems[0]?.error).toMatch(/^this is not JSON: .*1[45]/);
  });

  it.each([
    [withRule({ event: 'node-start', node: 7 }), 'messages[2].node: a path like data.id is expected, found 7'],
    [
      withRule({ event: 'node-start', node: 'a..b' }),
      'messages[2].node: a path like data.id is expected, found "a..b"',
    ],
    [withRule({ event: 'node-start', nod: 'a', node: 'b' }), 'messages[2].nod: not known; did you mean node?'],
    [withRule({ event: 'node-start' }), 'messages[2].node: missing: node-start needs it'],
    [
      withRule({ event: 'node-begin', node: 'a' }),
      'messages[2].event: one of run-request, run-start, run-end, run, node-start, node-end, node, node-progress, graph is expected, found "node-begin"',
    ],
    [withRule({ event: 'node', node: 'a' }), 'messages[2].status: missing: node needs it'],
    [
      withRule({ event: 'node', node: 'a', status: { path: 's', words: { done: 'finished' } } }),
      'messages[2].status.words.done: one of queued, running, success, error, cancelled, skipped, cached, waiting, retry, ignore is expected, found "finished"',
    ],
    [
      withRule({ event: 'node-start', node: 'a', time: { path: 't', unit: 'seconds' } }),
      'messages[2].time.unit: one of s, ms, us, ns, iso is expected, found "seconds"',
    ],
    [withRule({ event: 'node-start', node: 'a', time: 'ts' }), 'messages[2].time: an object is expected, found "ts"'],
    [withRule({ event: 'node-start', node: '@key' }), 'messages[2].node: @key has a meaning inside a list only'],
    [
      withRule({ event: 'node-start', node: 'a', whenItem: { x: 1 } }),
      'messages[2].whenItem: has a meaning with `list` only',
    ],
    [
      withRule({ event: 'node-start', node: 'a', when: { type: ['x', {}] } }),
      'messages[2].when.type[1]: a text, number, true, false or null is expected, found an object',
    ],
    [
      withRule({ event: 'node-start', node: 'a', when: { 'b[': 1 } }),
      'messages[2].when["b["]: a path like data.id is expected, found "b["',
    ],
    [
      withRule({ event: 'graph', graph: { nodes: 'n', id: 'id', edges: 'e' } }),
      'messages[2].graph.edges: `from` and `to` say which nodes an edge joins: both are expected',
    ],
    [
      { match: { transport: ['ws'], url: '/x' } },
      'match.transport[0]: one of websocket, worker, eventsource, http is expected, found "ws"',
    ],
    [
      { match: { transport: ['http'], url: 'http://a/b' } },
      'match.url: host and path without the scheme are expected, like localhost:8000/api/*',
    ],
    [{ match: { transport: ['websocket'], url: '/x', methods: ['GET'] } }, 'match.methods: only HTTP has methods'],
    [{ version: 2 }, 'version: 1 is expected, found 2'],
    [{ messages: [] }, 'messages: a list of messages is expected, found an empty list'],
    [
      { messages: [GOOD.messages[1]] },
      'messages: none of them tells of a node (node-start, node-end or node): a run would be empty',
    ],
    [
      { messages: [GOOD.messages[0]] },
      'messages: none of them tells of the end of a run (run-end or run): it would never be over',
    ],
    [
      { engine: { classes: [{ name: 'gpu', capacity: 0, types: ['*'] }] } },
      'engine.classes[0].capacity: a whole number above 0, or null for no limit, is expected, found 0',
    ],
  ])('%j is wrong', (change, problem) => {
    expect(problems(change)).toEqual([problem]);
  });

  it('tells of every problem, not only the first', () => {
    const said = problems({ name: '', format: 'xml', messages: [{ event: 'node', node: 1 }, { evnt: 'run-end' }] });
    expect(said.map((each) => each.split(':')[0])).toEqual([
      'name',
      'format',
      'messages[0].node',
      'messages[0].status',
      'messages[1].evnt',
      'messages[1].event',
    ]);
  });

  it('never throws, and has a problem for whatever is none', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const decoded = decodeMapping(value);
        expect(decoded.ok || decoded.problems.length > 0).toBe(true);
      }),
    );
    const parts = fc.constantFrom(...Object.keys(GOOD));
    fc.assert(
      fc.property(parts, fc.jsonValue(), (key, value) => {
        const decoded = decodeMapping({ ...GOOD, [key]: value });
        expect(decoded.ok || decoded.problems.length > 0).toBe(true);
      }),
    );
  });
});

describe('a path', () => {
  it.each([
    ['data.id', 'message', ['data', 'id']],
    ['$.data.id', 'message', ['data', 'id']],
    ['[1].id', 'message', ['1', 'id']],
    ['nodes[0][2]', 'message', ['nodes', '0', '2']],
    ['a["b.c"].d', 'message', ['a', 'b.c', 'd']],
    ['@item', 'item', []],
    ['@item.x', 'item', ['x']],
    ['@event', 'event', []],
    ['@key', 'key', []],
    ['$', 'message', []],
  ] as const)('%s', (text, from, steps) => {
    expect(parsePath(text)).toEqual({ ok: true, value: { from, steps } });
  });

  it.each(['', '.', 'a.', '.a', 'a[', 'a[b]', 'a]', '@item.', '$.', 'a'.repeat(65), Array(17).fill('a').join('.')])(
    '%j is none',
    (text) => {
      expect(parsePath(text).ok).toBe(false);
    },
  );
});
