import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPageApi } from '../../src/editors/page/measured.ts';
import { decodeRecord } from '../../src/messages/decode-record.ts';
import type { TrafficRecord } from '../../src/model/record.ts';
import type { Micros } from '../../src/model/time.ts';
import { inShort, runsOf, T0 } from '../support/mapped.ts';

const us = (ms: number): Micros => ((T0 + ms) * 1000) as Micros;
type Entry = readonly [kind: 'measure' | 'mark', from: number, to: number, detail: object];

const measure = (from: number, to: number, detail: object): Entry => [
  'measure',
  from,
  to,
  { v: 1, run: 'r', ...detail },
];
const mark = (at: number, detail: object): Entry => ['mark', at, at, { v: 1, run: 'r', ...detail }];

function recordsOf(entries: readonly Entry[]): readonly TrafficRecord[] {
  const api = createPageApi();
  return entries.flatMap(([kind, from, to, longpole]) =>
    api.read({ kind, startUs: us(from), endUs: us(to), longpole }),
  );
}

const SPANS = [
  measure(5, 40, {
    node: 'a',
    title: 'Load',
    type: 'acme.Load',
    tokens: { input: 5, output: 7 },
    cost: { amount: 1, unit: 'EUR' },
  }),
  measure(40, 95.5, { node: 'b', status: 'error', error: 'TimeoutError: secret', inputs: ['a'] }),
];
const RUN = measure(0, 100, {
  editor: 'Acme',
  workflow: 'w',
  name: 'Flow',
  status: 'error',
  graph: { nodes: [{ id: 'a', type: 'acme.Load' }, { id: 'b' }], edges: [{ from: 'a', to: 'b' }] },
});
const EXPECTED = ['Acme error 0-100', 'a success 5-40', 'b error 40-95.5'];

describe('the page API', () => {
  it('has the times that the page measured', () => {
    const [run] = runsOf(recordsOf([...SPANS, RUN]));
    expect(inShort(run)).toEqual(EXPECTED);
    expect(run).toMatchObject({ editor: 'page', serverId: 'r', workflow: { id: 'w', name: 'Flow' }, clockOffsetUs: 0 });
    expect(run?.edges).toEqual([['a', 'b', 'data']]);
    expect(run?.partial ?? []).toEqual([]);
    expect(run?.nodes[0]).toMatchObject({
      title: 'Load',
      type: 'acme.Load',
      uncertaintyUs: [0, 1000],
      tokens: { input: 5, output: 7 },
      cost: { amount: 1, unit: 'EUR' },
    });
    expect(run?.nodes[1]).toMatchObject({ errorClass: 'TimeoutError' });
  });

  it('may tell the run before its nodes: entries come sorted by start', () => {
    const [run] = runsOf(recordsOf([RUN, ...SPANS]));
    expect(inShort(run)).toEqual(EXPECTED);
  });

  it('tells of starts by marks, of one execution by its key', () => {
    const entries = [
      mark(0, { editor: 'Acme' }),
      mark(10, { node: 'n', key: 'n1' }),
      mark(20, { node: 'n', key: 'n2' }),
      measure(20, 30, { node: 'n', key: 'n2' }),
      mark(31, { node: 'c', status: 'cached' }),
      measure(10, 50, { node: 'n', key: 'n1' }),
    ];
    expect(inShort(runsOf(recordsOf(entries.slice(0, 3)))[0])).toEqual([
      'Acme running 0-?',
      'n running 10-?',
      'n running 20-?',
    ]);
    const [run] = runsOf(recordsOf([...entries, measure(0, 60, {})]));
    expect(inShort(run)).toEqual(['Acme success 0-60', 'n success 10-50', 'n success 20-30', 'c cached ?-?']);
    expect(run?.nodes.map((n) => n.instance)).toEqual([0, 1, 0]);
  });

  it('nests', () => {
    const [run] = runsOf(
      recordsOf([measure(1, 9, { node: 'in', parent: 'out' }), measure(0, 10, { node: 'out' }), measure(0, 10, {})]),
    );
    expect(run?.nodes.find((n) => n.id === 'in')?.parent).toEqual({ id: 'out', instance: 0 });
  });

  it('keeps runs apart that go on at once', () => {
    const both = [
      measure(0, 5, { node: 'a' }),
      measure(2, 6, { run: 's', node: 'a' }),
      measure(0, 7, {}),
      measure(1, 8, { run: 's' }),
    ];
    expect(runsOf(recordsOf(both)).map(inShort)).toEqual([
      ['page success 0-7', 'a success 0-5'],
      ['page success 1-8', 'a success 2-6'],
    ]);
  });

  it.each([[{}], [{ v: 2 }], [{ v: 1 }], [{ v: 1, run: '' }], [[]]])('says that it cannot read %j', (detail) => {
    expect(recordsOf([['measure', 0, 1, detail]])).toEqual([
      { k: 'trouble', what: 'malformed', n: 1, t: us(1), link: 0 },
    ]);
  });

  it('keeps no payload, calls no getter, does not throw, and its records pass the gate', () => {
    expect(JSON.stringify(recordsOf(SPANS))).not.toContain('secret');
    const trap = Object.defineProperty({ v: 1, run: 'r' }, 'title', {
      enumerable: true,
      get: () => expect.unreachable('a getter of the page ran'),
    });
    recordsOf([['measure', 0, 1, trap]]);
    const keys = [
      'editor',
      'workflow',
      'node',
      'key',
      'title',
      'type',
      'parent',
      'status',
      'error',
      'items',
      'iteration',
      'inputs',
      'model',
      'tokens',
      'cost',
      'graph',
    ];
    const detail = fc.record(Object.fromEntries(keys.map((key) => [key, fc.anything()])), { requiredKeys: [] });
    const long = fc.string({ minLength: 300, maxLength: 400 });
    fc.assert(
      fc.property(
        fc.constantFrom('measure' as const, 'mark' as const),
        detail,
        fc.oneof(long, fc.constant('n')),
        (kind, rest, node) => {
          for (const record of recordsOf([[kind, 0, 5, { v: 1, run: 'r', ...rest, node }]])) {
            const decoded = decodeRecord(record);
            expect(decoded.ok ? 'ok' : `${decoded.where} of ${JSON.stringify(record)}`).toBe('ok');
          }
        },
      ),
    );
  });
});
