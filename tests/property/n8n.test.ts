import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { n8n } from '../../src/editors/n8n/index.ts';
import type { Cursor } from '../../src/editors/scan/cursor.ts';
import { flattedCursor } from '../../src/editors/scan/flatted.ts';
import type { CaptureRow } from '../../src/formats/capture.ts';
import { decodeRun } from '../../src/formats/run-decoder.ts';
import { decodeRecord } from '../../src/messages/decode-record.ts';
import type { Micros } from '../../src/model/time.ts';
import { analyseCapture } from '../../src/profiler/capture-run.ts';
import { createPipeline } from '../../src/profiler/pipeline.ts';
import { captureNames, loadCapture } from '../support/captures.ts';
import { flatten } from '../support/flatted.ts';
import { begin, ends, finish, openPage, starts } from '../support/n8n.ts';

/** Of the one over server-sent events the rows are pieces of a stream, not messages. */
const names = captureNames('n8n').filter((name) => name !== 'sse_linear');

describe.each(names)('n8n/%s, raw', (name) => {
  const { rows } = loadCapture('n8n', name);
  const once = analyseCapture(rows).runs;
  /** Messages have an identity of their own (execution, node, start, index); so do answers to a GET. A click has none. */
  const repeats = rows.filter((r) => r.row === 'message' || (r.row === 'http' && r.method === 'GET'));

  it('gives the same runs with any messages again, any time later', () => {
    const again = fc.array(fc.tuple(fc.nat(rows.length - 1), fc.nat(rows.length)), { maxLength: 12 });
    fc.assert(
      fc.property(again, (pairs) => {
        const doubled: CaptureRow[] = [];
        rows.forEach((row, i) => {
          doubled.push(row);
          for (const [which, delay] of pairs) {
            const at = Math.min(rows.length - 1, which + delay);
            const source = rows[which];
            if (at !== i || !source || !repeats.includes(source)) continue;
            // A request and its answer are one exchange: they are repeated together.
            const whole = source.row === 'http' ? exchangeOf(rows, which) : [source];
            if (whole.every((r) => rows.indexOf(r) <= i)) doubled.push(...whole.map((r) => ({ ...r, t: row.t })));
          }
        });
        expect(analyseCapture(doubled).runs).toEqual(once);
      }),
      { numRuns: 25 },
    );
  });

  it('gives the same runs with each message twice', () => {
    const twice = rows.flatMap((row): CaptureRow[] => (row.row === 'message' ? [row, row] : [row]));
    expect(analyseCapture(twice).runs).toEqual(once);
  });
});

function exchangeOf(rows: readonly CaptureRow[], index: number): readonly CaptureRow[] {
  const row = rows[index];
  if (row?.row !== 'http') return [];
  const same = rows.filter((r) => r.row === 'http' && r.url === row.url && r.method === row.method);
  return same.length === 2 ? same : [];
}

describe('a run that was parked', () => {
  it('takes no message of its first stretch for one of its second, though the numbers begin anew', () => {
    const messages = [
      (page: ReturnType<typeof openPage>) => begin(page),
      (page: ReturnType<typeof openPage>) => starts(page, { node: 'Wait', from: 2, index: 0 }),
      (page: ReturnType<typeof openPage>) => ends(page, { node: 'Wait', from: 2, ms: 5, index: 0, status: 'waiting' }),
      (page: ReturnType<typeof openPage>) => page.push(9, 'executionWaiting', { executionId: '7' }),
      (page: ReturnType<typeof openPage>) => starts(page, { node: 'Wait', from: 70_000, index: 0 }),
      (page: ReturnType<typeof openPage>) => ends(page, { node: 'Wait', from: 70_000, ms: 4, index: 0 }),
      (page: ReturnType<typeof openPage>) => starts(page, { node: 'B', from: 70_005, index: 1, source: 'Wait' }),
      (page: ReturnType<typeof openPage>) => ends(page, { node: 'B', from: 70_005, ms: 4, index: 1, source: 'Wait' }),
      (page: ReturnType<typeof openPage>) => finish(page, 70_020),
    ];
    const plain = openPage();
    for (const send of messages) send(plain);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(messages.length - 1), fc.nat(messages.length)), { maxLength: 8 }),
        (pairs) => {
          const page = openPage();
          messages.forEach((send, i) => {
            send(page);
            for (const [which, delay] of pairs) {
              // Parked again after its resume it would be another park: that message names no moment.
              if (which !== 3 && which + delay === i) messages[which]?.(page);
            }
          });
          expect(page.runs()).toEqual(plain.runs());
        },
      ),
    );
  });
});

const KEYS = [
  ...['executionId', 'nodeName', 'workflowId', 'workflowName', 'status', 'sequenceNumber', 'startedAt', 'data', 'mode'],
  ...['itemCountByConnectionType', 'itemCount', 'flattedRunData', 'rawData', 'startTime', 'executionTime', 'source'],
  ...['executionIndex', 'executionStatus', 'error', 'metadata', 'nodeWasResumed', 'previousNode', 'previousNodeRun'],
  ...[
    'main',
    'ai_tool',
    'ai_languageModel',
    'json',
    'tokenUsage',
    'promptTokens',
    'name',
    'id',
    'nodes',
    'connections',
  ],
  ...[
    'pinData',
    'workflowData',
    'stoppedAt',
    'createdAt',
    'finished',
    'resultData',
    'runData',
    'constructor',
    '__proto__',
  ],
];
const TYPES = [
  'executionStarted',
  'nodeExecuteBefore',
  'nodeExecuteAfter',
  'nodeExecuteAfterData',
  'executionFinished',
];
const scalar = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.double(),
  fc.constantFrom(
    null,
    true,
    'success',
    'error',
    'waiting',
    '1',
    '2026-01-01T00:00:00Z',
    1e300,
    -1,
    0.5,
    1_795_000_000_000,
  ),
  fc.constantFrom('[{"resultData":"1"},{"runData":"2"},{"A":"3"},["4"],{"startTime":5}]', '[{"a":"0"}]', '["1"]'),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 6, noNullPrototype: true }),
  ),
}));
const message = fc
  .tuple(
    fc.constantFrom(...TYPES, 'executionWaiting', 'executionRecovered'),
    value,
    fc.constantFrom('7', 'x'.repeat(300)),
  )
  .map(([type, inner, executionId]) => {
    const data = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? inner : { data: inner };
    return { type, data: { executionId, nodeName: 'A', ...data } };
  });
const ANSWERED: readonly (readonly [method: string, url: string])[] = [
  ['GET', 'http://h/rest/workflows/abc'],
  ['GET', 'http://h/rest/executions/7'],
  ['POST', 'http://h/rest/workflows/abc/run'],
  ['POST', 'http://h/rest/executions/7/stop'],
];
const answer = fc
  .tuple(fc.constantFrom(...ANSWERED), fc.dictionary(fc.constantFrom(...KEYS), value, { noNullPrototype: true }))
  .map(([to, data]) => ({ to, body: { data } }));

describe('whatever n8n says', () => {
  it('passes the gate of the background and comes to runs that can be exported and read again', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(message, answer), { maxLength: 10 }), fc.boolean(), (list, posted) => {
        const reducer = n8n.createReducer();
        const pipeline = createPipeline({ origin: '', epoch: '' });
        list.forEach((sent, i) => {
          const t = (1_795_000_000_000_000 + 1_000 * i) as Micros;
          const base = { link: 1 + i, url: 'ws://h/push', dir: 'in' as const, t };
          const records = reducer.reduce(
            'body' in sent
              ? {
                  ...{ ...base, url: sent.to[1], transport: 'http', http: { part: 'body', method: sent.to[0] } },
                  data: posted ? sent.body : JSON.stringify(sent.body),
                }
              : { ...base, transport: 'websocket', data: JSON.stringify(sent) },
          );
          for (const record of records) expect(decodeRecord(record)).toMatchObject({ ok: true });
          pipeline.feed(records);
        });
        for (const run of pipeline.runs()) expect(decodeRun(run)).toMatchObject({ ok: true });
        pipeline.settle(1_795_000_100_000_000 as Micros, true);
        for (const run of pipeline.runs()) expect(decodeRun(run)).toMatchObject({ ok: true });
      }),
      { numRuns: 1_500 },
    );
  });
});

/** What a cursor sees of a value, all of it. */
function seen(c: Cursor): unknown {
  const map: Record<string, unknown> = {};
  const list: unknown[] = [];
  switch (c.kind()) {
    case 'map':
      c.eachKey((key) => {
        map[key] = seen(c);
      });
      return map;
    case 'list':
      c.eachItem(() => list.push(seen(c)));
      return list;
    case 'text':
      return c.text(1_000);
    case 'number':
      return c.number();
    case 'bool':
      return c.bool();
    default:
      c.skip();
      return null;
  }
}

describe('flatted text', () => {
  const plain = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string({ maxLength: 8 }), tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).value;

  it('is read as what it was made of', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const root = typeof value === 'object' && value !== null ? value : [value];
        const cursor = flattedCursor(flatten(root), 100);
        expect(seen(cursor)).toEqual(root);
        expect(cursor.trouble).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('ends where a circle goes too deep, and nothing throws on any text', () => {
    const circle = flattedCursor('[{"a":"0"}]', 50);
    seen(circle);
    expect(circle.trouble).toBe('too-deep');
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), plain.map(flatten)), fc.nat(), (text, cut) => {
        const cursor = flattedCursor(text.slice(0, cut % (text.length + 1)), 20);
        seen(cursor);
      }),
      { numRuns: 1_000 },
    );
  });
});
