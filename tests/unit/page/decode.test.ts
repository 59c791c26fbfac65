import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeToBackground, decodeToRelay } from '../../../src/messages/decode-messages.ts';
import { decodeRecord } from '../../../src/messages/decode-record.ts';
import { RELAY_LIMITS } from '../../../src/model/limits.ts';
import { type TrafficRecord, WIRE_STATUSES } from '../../../src/model/record.ts';
import { nodeRecord, runRecord } from './fakes.ts';

const id = fc.string({ maxLength: 128 });
const label = fc.string({ maxLength: 256 });
const word = fc.stringMatching(/^[\w.$:-]{1,128}$/);
const count = fc.maxSafeNat();
const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const status = fc.constantFrom(...WIRE_STATUSES);
const rows = <T>(row: fc.Arbitrary<T>) => fc.array(row, { maxLength: 5 });

const seen = { t: count, link: count };
const ofRun = { ...seen, editor: fc.constantFrom('nodetool', 'library'), run: id, workflow: id };
const money = { cost: number, unit: label, model: label, tokensIn: count, tokensOut: count, tokensCached: count };

/** A record with these members always and those sometimes. */
function record(
  k: string,
  always: Record<string, fc.Arbitrary<unknown>>,
  maybe: Record<string, fc.Arbitrary<unknown>> = {},
) {
  const model: Record<string, fc.Arbitrary<unknown>> = { k: fc.constant(k), ...always, late: number, ...maybe };
  return fc.record(model, {
    requiredKeys: ['k', ...Object.keys(always)],
    noNullPrototype: true,
  }) as unknown as fc.Arbitrary<TrafficRecord>;
}

const anyRecord: fc.Arbitrary<TrafficRecord> = fc.oneof(
  record(
    'link',
    {
      ...seen,
      what: fc.constantFrom('open', 'close'),
      transport: fc.constantFrom('websocket', 'worker'),
      where: label,
    },
    { code: count },
  ),
  record('trouble', { ...seen, what: fc.constantFrom('malformed', 'too-large', 'overflow'), n: count }),
  record('request', {
    ...ofRun,
    name: label,
    nodes: rows(fc.tuple(id, label, label, id)),
    edges: rows(fc.tuple(id, id, id, fc.constantFrom('data', 'control'), id)),
    part: count,
    parts: count,
    graph: fc.boolean(),
  }),
  record('command', { ...ofRun, what: fc.constantFrom('cancel', 'reconnect', 'pause', 'resume') }),
  record('ack', { ...ofRun, what: fc.constantFrom('started', 'refused') }),
  record(
    'run',
    { ...ofRun, status },
    { durationUs: number, position: number, errorClass: word, invalid: rows(id), seq: number },
  ),
  record(
    'node',
    { ...ofRun, node: id, type: label, name: label, status },
    { ...money, bytes: count, empty: fc.constant(true), errorClass: word, ts: fc.constant(true), seq: number },
  ),
  record('progress', { ...ofRun, node: id, done: number, total: number }),
  record('output', { ...ofRun, node: id, bytes: count, n: count }),
  record('firing', { ...ofRun, node: id, index: number, bytes: count }),
  record('edge', { ...ofRun, edge: id, status }, { count: number }),
  record('call', { ...ofRun, node: id, provider: label, durationUs: number }, { ...money, stampUs: number }),
);

describe('decodeRecord', () => {
  it('gives every valid record back as it was, also through JSON', () => {
    fc.assert(
      fc.property(anyRecord, (valid) => {
        expect(decodeRecord(valid)).toEqual({ ok: true, value: valid });
        // JSON knows no -0.
        const sent: unknown = JSON.parse(JSON.stringify(valid));
        expect(decodeRecord(sent)).toEqual({ ok: true, value: sent });
      }),
    );
  });

  it('never throws, and what it lets through it lets through again', () => {
    const kind = fc.constantFrom('link', 'run', 'node', 'request', 'toString', '__proto__', 'hello', 'batch');
    const nearly = fc.oneof(
      fc.anything(),
      fc.tuple(fc.object(), kind).map(([object, k]) => ({ ...object, k, kind: k })),
      fc.tuple(anyRecord, fc.object()).map(([valid, extra]) => ({ ...valid, ...extra })),
    );
    fc.assert(
      fc.property(nearly, (junk) => {
        const decoded = decodeRecord(junk);
        if (decoded.ok) expect(decodeRecord(decoded.value)).toEqual(decoded);
        decodeToBackground(junk);
        decodeToRelay(junk);
      }),
    );
  });

  it('refuses a record with any one member spoiled', () => {
    const spoiled = fc.constantFrom(Number.NaN, Infinity, Symbol('s'), {}, ['x'.repeat(200)], 'y'.repeat(300), () => 1);
    fc.assert(
      fc.property(anyRecord, fc.nat(), spoiled, (valid, pick, value) => {
        const names = Object.keys(valid);
        const name = names[pick % names.length] ?? 'k';
        expect(decodeRecord({ ...valid, [name]: value }).ok).toBe(false);
        if (!['late', 'code', 'seq', 'cost'].includes(name)) return;
        const { [name as 'late']: _, ...without } = valid;
        expect(decodeRecord(without).ok).toBe(true);
      }),
    );
  });

  it('leaves behind what it does not know', () => {
    const decoded = decodeRecord({ ...runRecord(1), payload: 'secret', ['__proto__']: { status: 'x' } });
    expect(decoded).toEqual({ ok: true, value: runRecord(1) });
  });

  it('names the member that is wrong', () => {
    expect(decodeRecord({ ...runRecord(1), status: 'dancing' })).toMatchObject({ ok: false, where: 'status' });
    expect(decodeRecord({ k: 'mystery' })).toMatchObject({ ok: false, where: 'k' });
    expect(decodeRecord(Object.create(runRecord(1)))).toMatchObject({ ok: false });
  });

  it('refuses the message of an error where its class should be', () => {
    const failed = (errorClass: string) => decodeRecord({ ...runRecord(1), errorClass });
    expect(failed('requests.HTTPError').ok).toBe(true);
    for (const text of ['no key s3cr3t', 'HTTPError: s3cr3t', '', 'a/b', 'a@b'])
      expect(failed(text)).toMatchObject({ ok: false, where: 'errorClass' });
  });

  it('refuses graphs with too many rows in a part', () => {
    const request = {
      ...{ k: 'request', t: 1, link: 1, editor: 'nodetool', run: 'r', workflow: 'w', name: '', edges: [] },
      ...{ part: 1, parts: 1, graph: true },
    };
    const nodes = (length: number) => Array.from({ length }, (_, i) => [`${i}`, 'T', '', '']);
    expect(decodeRecord({ ...request, nodes: nodes(RELAY_LIMITS.graphPart) }).ok).toBe(true);
    expect(decodeRecord({ ...request, nodes: nodes(RELAY_LIMITS.graphPart + 1) }).ok).toBe(false);
  });
});

describe('messages', () => {
  const losses = { held: 1, ring: 2, unreadable: 3 };
  const batch = { kind: 'batch', epoch: 'e', seq: 5, losses };

  it('passes those of the protocol', () => {
    const valid = [
      { kind: 'hello', protocol: 1, epoch: 'e', oldest: 1, next: 2, losses },
      { ...batch, records: [runRecord(1), nodeRecord(2)] },
      { kind: 'bye', epoch: 'e', next: 9 },
    ];
    for (const message of valid) expect(decodeToBackground(message)).toEqual({ ok: true, value: message });
    const toRelay = [
      { kind: 'config', recording: true, diagnostics: false },
      { kind: 'ack', epoch: 'e', upTo: 0 },
      { kind: 'resync', epoch: 'e', from: 1 },
    ];
    for (const message of toRelay) expect(decodeToRelay(message)).toEqual({ ok: true, value: message });
  });

  it('puts a trouble record in the place of one it refuses, so that the others keep their numbers', () => {
    const decoded = decodeToBackground({
      ...batch,
      records: [runRecord(1), { k: 'evil', payload: 'x' }, runRecord(3)],
    });
    const trouble = { k: 'trouble', what: 'malformed', n: 1, t: 1, link: 1 };
    expect(decoded).toEqual({ ok: true, value: { ...batch, records: [runRecord(1), trouble, runRecord(3)] } });
  });

  it('refuses batches that are too large, empty or without a count of losses', () => {
    const many = Array.from({ length: RELAY_LIMITS.batchRecords + 1 }, () => runRecord(1));
    expect(decodeToBackground({ ...batch, records: many })).toMatchObject({ ok: false, where: 'records' });
    expect(decodeToBackground({ ...batch, records: [] }).ok).toBe(false);
    expect(decodeToBackground({ ...batch, records: [runRecord(1)], losses: { held: -1 } })).toMatchObject({
      ok: false,
      where: 'losses',
    });
    expect(decodeToBackground({ kind: 'ack', epoch: 'e', upTo: 1 }).ok).toBe(false);
  });
});
