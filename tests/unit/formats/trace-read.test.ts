import { describe, expect, it } from 'vitest';
import { readTrace } from '../../../src/formats/trace/read.ts';
import { writeTrace } from '../../../src/formats/trace/write.ts';
import { buildRun } from '../../support/build-run.ts';

const span = (name: string, ts: number, dur: number, rest: object = {}) => ({
  ph: 'X',
  name,
  cat: 'c',
  pid: 1,
  tid: 1,
  ts,
  dur,
  ...rest,
});
const read = (events: readonly unknown[], around: object | 'list' = {}) =>
  readTrace(JSON.stringify(around === 'list' ? events : { ...around, traceEvents: events }));

describe('a trace of somebody else', () => {
  it('is a run a process, an instance a span, nested as they are', () => {
    const back = read(
      [
        { ph: 'M', name: 'process_name', pid: 1, args: { name: 'Render' } },
        span('outer', 100, 50),
        span('inner', 110, 10),
        span('inner', 125, 5.4),
        { ph: 'B', name: 'begun', pid: 2, tid: 1, ts: 7 },
        { ph: 'E', pid: 2, tid: 1, ts: 9 },
        { ph: 'b', name: 'async', cat: 'n', id: 1, pid: 2, tid: 1, ts: 1 },
        { ph: 'e', name: 'async', cat: 'n', id: 1, pid: 2, tid: 1, ts: 8 },
      ],
      'list',
    );
    if (!back.ok) throw new Error(back.error);
    const { runs, notes } = back.value;
    expect(notes).toEqual([]);
    expect(runs.map((r) => [r.workflow.name, r.startUs, r.endUs, r.status])).toEqual([
      ['Render', 100, 150, 'success'],
      ['process 2', 1, 9, 'success'],
    ]);
    expect(runs[0]?.nodes.map((n) => [n.id, n.instance, n.startUs, n.endUs, n.parent])).toEqual([
      ['outer', 0, 100, 150, undefined],
      ['inner', 0, 110, 120, { id: 'outer', instance: 0 }],
      ['inner', 1, 125, 130, { id: 'outer', instance: 0 }],
    ]);
    expect(runs[1]?.nodes.map((n) => [n.id, n.startUs, n.endUs])).toEqual([
      ['async', 1, 8],
      ['begun', 7, 9],
    ]);
  });

  it('says what could not be mapped, how often, and where first', () => {
    const back = read([
      span('a', 0, 10),
      span('crosses', 5, 10),
      span('no time', -1, 5),
      { ...span('no time either', 0, 5), ts: 'soon' },
      span('no length', 1, -5),
      { ph: 'C', name: 'count', pid: 1, ts: 3, args: {} },
      { ph: 'E', pid: 1, tid: 9, ts: 3 },
      { ph: 'B', name: 'for ever', pid: 1, tid: 8, ts: 4 },
      7,
    ]);
    if (!back.ok) throw new Error(back.error);
    expect(back.value.notes).toEqual([
      '1 event that are none (the first at traceEvents[8]).',
      '2 events without a time that can be one (the first at traceEvents[2]).',
      '1 event without a duration that can be one (the first at traceEvents[4]).',
      '1 event of kind "C", which are no spans (the first at traceEvents[5]).',
      '1 event that end what never began (the first at traceEvents[6]).',
      '1 event that begin what never ends.',
      '1 event that overlap on one thread without lying in each other.',
    ]);
    expect(back.value.runs.map((r) => r.status)).toEqual(['cut']);
  });

  const at = (ph: string, name: string | undefined, ts: number, rest: object = {}) => ({
    ...{ ph, cat: 'c', pid: 1, tid: 1, ts, ...rest },
    ...(name === undefined ? {} : { name }),
  });
  const told = (events: readonly unknown[]) => {
    const back = read(events);
    if (!back.ok) throw new Error(back.error);
    const nodes = back.value.runs.flatMap((r) => r.nodes);
    return { spans: nodes.map((n) => [n.id, n.startUs, n.endUs]), notes: back.value.notes };
  };

  it('has spans that cross under their own names, and says that they do', () => {
    expect(told([at('B', 'a', 0), at('B', 'b', 1), at('E', 'a', 2), at('E', 'b', 3)])).toEqual({
      spans: [
        ['a', 0, 2],
        ['b', 1, 3],
      ],
      notes: ['1 event that overlap on one thread without lying in each other.'],
    });
  });

  it('has ends without a name close what began last, those with a name what is called so', () => {
    expect(
      told([at('B', 'a', 0), at('B', 'b', 1), at('B', 'a', 2), at('E', 'a', 3), at('E', undefined, 4), at('E', '', 5)]),
    ).toEqual({
      spans: [
        ['a', 0, 5],
        ['b', 1, 4],
        ['a', 2, 3],
      ],
      notes: [],
    });
    // What began without a name may end with one.
    expect(told([at('B', undefined, 0), at('E', 'late', 4)])).toEqual({ spans: [['c', 0, 4]], notes: [] });
    expect(told([at('B', 'a', 0), at('E', 'b', 4), at('E', 'a', 5, { tid: 2 })])).toEqual({
      spans: [['a', 0, undefined]],
      notes: [
        '2 events that end what never began (the first at traceEvents[1]).',
        '1 event that begin what never ends.',
      ],
    });
  });

  it('has the old asynchronous events, by category, id and name', () => {
    const S = { id: 1, tid: 1 };
    expect(
      told([
        at('S', 'a', 0, S),
        at('S', 'a', 1, { id: 2 }),
        at('S', 'b', 2, S),
        at('T', 'a', 3, { ...S, args: { step: 'half' } }),
        at('F', 'a', 4, { ...S, tid: 9 }),
        at('F', 'b', 5, S),
        at('F', 'a', 6, { id: 2 }),
        at('e', 'a', 7, { id: 2 }),
      ]),
    ).toEqual({
      spans: [
        ['a', 0, 4],
        ['a', 1, 6],
        ['b', 2, 5],
      ],
      notes: [
        '1 event of kind "T", which are no spans (the first at traceEvents[3]).',
        '1 event that end what never began (the first at traceEvents[7]).',
      ],
    });
  });

  it('reads 300 000 that begin in one order and end in the same in time', () => {
    const half = 150_000;
    const events = Array.from({ length: 2 * half }, (_, i) =>
      i < half ? at('B', `n${i}`, i) : at('E', `n${i - half}`, i),
    );
    expect(told(events).spans.length).toBeGreaterThan(50_000);
  }, 20_000);

  it.each([
    ['a list without its closing bracket', ''],
    ['one that ends in a comma', ' ,\r\n'],
  ])('%s is whole: the bracket need not be there', (_, end) => {
    const list = `\uFEFF ${JSON.stringify([span('a', 0, 5), span('b[', 5, 5)]).slice(0, -1)}${end}`;
    const back = readTrace(list);
    expect(back.ok && back.value.runs[0]?.nodes.map((n) => n.id)).toEqual(['a', 'b[']);
    expect(back.ok && back.value.notes).toEqual([
      'The list of events has no closing bracket: read up to where it ends.',
    ]);
  });

  it.each<[string, string, object]>([
    ['a list that is cut off inside of an event', '[{"ph":"X"},{"ph":', { error: expect.stringContaining('cut off') }],
    [
      'a list cut off inside of what an event holds',
      '[{"ph":"X","args":{"a":1},',
      { error: expect.stringContaining('cut off') },
    ],
    [
      'an object without its closing bracket',
      '{"traceEvents":[{"ph":"X"}',
      { error: expect.stringContaining('cut off') },
    ],
    ['a list that is none', '[{"ph" "X"},', { error: expect.any(String) }],
    ['no trace', '{"traceEvents":7}', { error: expect.stringContaining('not a trace') }],
    ['null', 'null', { error: expect.stringContaining('not a trace') }],
    ['cut off', '{"traceEvents":[{"ph":"X"', { error: expect.stringContaining('cut off') }],
    ['too deep', `{"traceEvents":[${'['.repeat(100)}${']'.repeat(100)}]}`, { error: expect.stringContaining('deep') }],
  ])('%s is refused', (_, text, failure) => {
    expect(readTrace(text)).toMatchObject({ ok: false, ...failure });
  });

  it('has no more events than may be', () => {
    expect(readTrace('[1,2,3]', { events: 2 })).toMatchObject({ ok: false, where: 'traceEvents' });
    expect(readTrace('[1,2,3]', { size: 6 })).toMatchObject({ ok: false, error: 'larger than 6 characters' });
  });

  it('of ours that was tampered with says where it is wrong', () => {
    const text = [...writeTrace([buildRun({ nodes: [{ id: 'a', start: 0, end: 5 }] })])].join('');
    expect(readTrace(text.replace('"instance":0', '"instance":-1'))).toMatchObject({
      ok: false,
      where: 'the run of process 1: nodes[0].instance',
    });
  });
});
