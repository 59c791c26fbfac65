import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCapture, looksLikeCapture } from '../../../src/formats/capture.ts';

const base64 = (text: string): Uint8Array | undefined =>
  /^[A-Za-z0-9+/=]*$/.test(text) ? new Uint8Array(Buffer.from(text, 'base64')) : undefined;
const HEAD = '{"format":"ws-capture/1","product":"p","version":"v","note":"n"}';
const file = (...rows: (object | string)[]): string =>
  [HEAD, ...rows.map((r) => (typeof r === 'string' ? r : JSON.stringify(r)))].join('\n');
const rowsOf = (text: string): unknown => {
  const read = decodeCapture(text, base64);
  return read.ok ? read.value.rows : read;
};

describe('decodeCapture', () => {
  it('types each kind of row', () => {
    const url = 'ws://h/ws';
    expect(
      rowsOf(
        file(
          { t: 0, dir: 'event', kind: 'event', event: 'open', url },
          { t: 1.5, dir: 'out', kind: 'text', data: '{}', url },
          { t: 2, dir: 'in', kind: 'binary', data: 'AQI=', url },
          { t: 3, dir: 'worker-out', kind: 'worker-json', data: '{"type":"run"}', url: 'w' },
          { t: 4, dir: 'worker-in', kind: 'json', data: { type: 'done' }, url: 'w' },
          { t: 5, dir: 'event', kind: 'event', event: 'longtask', dur: 60 },
          { t: 6, dir: 'http', kind: 'text', phase: 'request', data: '', url: 'http://h/' },
          { t: 7, dir: 'event', kind: 'event', event: 'close', url, code: 1000 },
        ),
      ),
    ).toEqual([
      { line: 2, t: 0, url, row: 'link', transport: 'websocket', what: 'open' },
      { line: 3, t: 1500, url, row: 'message', transport: 'websocket', dir: 'out', data: '{}' },
      { line: 4, t: 2000, url, row: 'message', transport: 'websocket', dir: 'in', data: new Uint8Array([1, 2]) },
      { line: 5, t: 3000, url: 'w', row: 'message', transport: 'worker', dir: 'out', data: { type: 'run' } },
      { line: 6, t: 4000, url: 'w', row: 'message', transport: 'worker', dir: 'in', data: { type: 'done' } },
      { line: 7, t: 5000, url: '', row: 'other', what: 'longtask', durationUs: 60_000 },
      { line: 8, t: 6000, url: 'http://h/', row: 'http', phase: 'request', method: 'GET', data: '' },
      { line: 9, t: 7000, url, row: 'link', transport: 'websocket', what: 'close', code: 1000 },
    ]);
  });

  it.each([
    ['t0_epoch_ms', '1795332540628.012', 1_795_332_540_628_012],
    ['t0Epoch', '1795332540628', 1_795_332_540_628_000],
    ['recorded_at', '"2026-11-22T06:39:05.837Z"', Date.UTC(2026, 10, 22, 6, 39, 5, 837) * 1000],
    ['recorded_at', '"yesterday"', undefined],
    ['t0_epoch_ms', '-5', undefined],
  ])('the epoch of t = 0 from %s %s', (key, value, expected) => {
    const read = decodeCapture(`{"format":"ws-capture/1","${key}":${value}}\n{"t":1,"dir":"event"}`, base64);
    expect(read).toMatchObject({ ok: true, value: { rows: [{ t: (expected ?? 0) + 1000 }] } });
    expect(read.ok && read.value.header.startedAtUs).toBe(expected);
  });

  it.each([
    ['an empty file', '', 'line 1', 'empty'],
    ['a session', '{"format":"longpole-session","version":1,"runs":[]}', 'line 1', 'not a capture'],
    ['another version', '{"format":"ws-capture/2"}', 'line 1', 'ws-capture/2'],
    ['a row that is not JSON', file({ t: 1, dir: 'event' }, 'nonsense', { t: 2, dir: 'event' }), 'line 3', 'not JSON'],
    ['a file cut in a row', file({ t: 1, dir: 'event' }, '{"t":2,"dir":"in","ki'), 'line 3', 'cut off'],
    ['a row without time', file({ dir: 'event' }, {}), 'line 2', '"t"'],
    ['a row without direction', file({ t: 1 }, { t: 1, dir: 'event' }), 'line 2', '"dir"'],
    ['a time that is none', file({ t: 1e300, dir: 'event' }, ''), 'line 2', '"t"'],
    ['data that is none', file({ t: 1, dir: 'in', kind: 'text', data: 5 }, ''), 'line 2', 'not a string'],
    ['broken base64', file({ t: 1, dir: 'in', kind: 'binary', data: '***' }, ''), 'line 2', 'base64'],
    [
      'a worker message that is no object',
      file({ t: 1, dir: 'worker-in', kind: 'worker-json', data: '5' }, ''),
      'line 2',
      'object',
    ],
    ['an unknown kind', file({ t: 1, dir: 'in', kind: 'smoke', data: '' }, ''), 'line 2', 'kind'],
    ['a list as a row', file('[1]', ''), 'line 2', 'object'],
  ])('%s: names the line', (_, text, where, error) => {
    expect(decodeCapture(text, base64)).toEqual({ ok: false, where, error: expect.stringContaining(error) });
  });

  it('never throws', () => {
    const row = fc.record({
      t: fc.jsonValue({ maxDepth: 1 }),
      dir: fc.constantFrom('in', 'out', 'event', 'worker-in', 5),
      kind: fc.jsonValue({ maxDepth: 1 }),
      data: fc.jsonValue({ maxDepth: 1 }),
    });
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(row).map((rows) => file(...rows)),
      fc.array(fc.string()).map((rows) => file(...rows)),
    );
    fc.assert(
      fc.property(text, (t) => {
        const read = decodeCapture(t, base64);
        if (!read.ok) expect(read.where).toMatch(/^line \d+$/);
      }),
    );
  });
});

it('a capture is known by its first line', () => {
  expect(looksLikeCapture(file())).toBe(true);
  expect(looksLikeCapture('{"format":"longpole-session","note":"x"}\n"ws-capture/1"')).toBe(false);
});
