// @vitest-environment node
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeOtlp } from '../../../src/formats/otlp/decode.ts';
import { encodeOtlp, otlpOf } from '../../../src/formats/otlp/encode.ts';
import {
  CALL_ATTRIBUTES,
  EVENTS,
  MAPPING_VERSION,
  MARKS,
  NODE_ATTRIBUTES,
  RUN_ATTRIBUTES,
} from '../../../src/formats/otlp/mapping.ts';
import { analyseCapture } from '../../../src/profiler/capture-run.ts';
import { buildRun } from '../../support/build-run.ts';
import { loadCapture } from '../../support/captures.ts';
import { fromJson, type OtlpReceiver, Request, startOtlpReceiver } from '../../support/otlp-receiver.ts';

const TRACE = 'aabbccddeeff00112233445566778899';
const span = (spanId: string, name: string, from: number, to: number, rest: object = {}) => ({
  traceId: TRACE,
  spanId,
  name,
  startTimeUnixNano: String(from * 1_000),
  endTimeUnixNano: String(to * 1_000),
  ...rest,
});
const request = (...spans: readonly object[]) =>
  JSON.stringify({ resourceSpans: [{ scopeSpans: [{ scope: { name: 'x' }, spans }] }] });

describe('the protobuf types of OpenTelemetry', () => {
  it.each([
    ['nodetool', 't1-dag'],
    ['n8n', 'loop'],
    ['comfyui', '06-error'],
  ])('take our traces of %s/%s, and hold the same after a way through the wire', (folder, name) => {
    const { runs } = analyseCapture(loadCapture(folder, name).rows);
    const given = fromJson(otlpOf(runs));
    const back = Request.decode(Request.encode(given).finish());
    const plain = (m: typeof given) => Request.toObject(m, { longs: String, bytes: String, defaults: true });
    expect(plain(back)).toEqual(plain(given));
    // What was on the wire is what we read: base64 ids are ids too.
    const read = decodeOtlp(JSON.stringify(Request.toObject(back, { longs: String, bytes: String })));
    const direct = decodeOtlp([...encodeOtlp(runs)].join(''));
    expect(read).toEqual(direct);
    expect(read.ok && read.value.runs.map((r) => r.nodes.length)).toEqual(runs.map((r) => r.nodes.length));
  });
});

describe('a receiver of OTLP/HTTP', () => {
  let receiver: OtlpReceiver;
  beforeAll(async () => {
    receiver = await startOtlpReceiver();
  });
  afterAll(() => receiver?.close());

  it('takes them as JSON and as protobuf, and refuses what is none', async () => {
    const { runs } = analyseCapture(loadCapture('nodetool', '02-parallel').rows);
    const post = (type: string, body: string | Uint8Array) =>
      fetch(receiver.url, { method: 'POST', headers: { 'content-type': type }, body: body as BodyInit });
    const json = await post('application/json', [...encodeOtlp(runs)].join(''));
    const binary = await post('application/x-protobuf', Request.encode(fromJson(otlpOf(runs))).finish());
    expect([json.status, binary.status]).toEqual([200, 200]);
    expect(receiver.received[0]?.request).toEqual(receiver.received[1]?.request);
    const wrong = await post('application/json', '{"resourceSpans":[{"scopeSpans":7}]}');
    expect(wrong.status).toBe(400);
  });
});

describe('traces of somebody else', () => {
  it('are a run a trace, an instance a span, links as edges', () => {
    const back = decodeOtlp(
      request(
        span('0000000000000001', 'POST /run', 0, 100, { kind: 'SPAN_KIND_SERVER' }),
        span('0000000000000002', 'retrieve', 10, 30, { parentSpanId: '0000000000000001' }),
        span('0000000000000003', 'generate', 30, 90, {
          parentSpanId: '0000000000000001',
          links: [{ traceId: TRACE, spanId: '0000000000000002' }],
          status: { code: 2 },
          attributes: [
            { key: 'gen_ai.request.model', value: { stringValue: 'm1' } },
            { key: 'gen_ai.usage.input_tokens', value: { intValue: '12' } },
            { key: 'error.type', value: { stringValue: 'Timeout' } },
          ],
        }),
      ),
    );
    if (!back.ok) throw new Error(back.error);
    const [run] = back.value.runs;
    expect(back.value.notes).toEqual([]);
    expect(run).toMatchObject({ serverId: TRACE, workflow: { name: 'POST /run' }, startUs: 0, endUs: 100 });
    expect(run?.edges).toEqual([['retrieve', 'generate', 'data']]);
    expect(run?.nodes[2]).toMatchObject({
      id: 'generate',
      parent: { id: 'POST /run', instance: 0 },
      status: 'error',
      model: 'm1',
      tokens: { input: 12 },
      errorClass: 'Timeout',
    });
  });

  it.each([
    ['java.net.ConnectException', 'java.net.ConnectException'],
    ['500', '500'],
    ['401 for http://host/?key=s3cr3t', undefined],
    ['sk-s3cr3t', undefined],
  ])('keep the class of an error and no message: %s', (said, errorClass) => {
    const attributes = [{ key: 'error.type', value: { stringValue: said } }];
    const back = decodeOtlp(request(span('0000000000000001', 'a', 0, 5, { status: { code: 2 }, attributes })));
    expect(back.ok && back.value.runs[0]?.nodes[0]?.errorClass).toBe(errorClass);
  });

  it('one request a line, as the collector writes them', () => {
    const lines = [request(span('0000000000000001', 'a', 0, 5)), '', request(span('0000000000000002', 'b', 5, 9))].join(
      '\n',
    );
    const back = decodeOtlp(lines);
    expect(back.ok && back.value.runs.map((r) => r.nodes.map((n) => n.id))).toEqual([['a', 'b']]);
    expect(decodeOtlp(`${request()}\n{"no":1}`)).toMatchObject({ ok: false, where: 'line 2' });
    expect(decodeOtlp(`${request()}\n{"no":`)).toMatchObject({ ok: false, where: 'line 2' });
  });

  it('say what could not be mapped, how often, and where first', () => {
    const twice = span('0000000000000001', 'a', 0, 5);
    const back = decodeOtlp(
      request(
        twice,
        twice,
        span('0000000000000000', 'no id', 0, 5),
        { ...span('0000000000000004', 'no time', 0, 5), endTimeUnixNano: 'soon' },
        span('0000000000000005', 'orphan', 9, 3, {
          parentSpanId: '00000000000000ff',
          links: [{ spanId: '00000000000000ff' }],
          events: [{ name: 'e', timeUnixNano: '1' }],
        }),
      ),
    );
    expect(back.ok && back.value.notes).toEqual([
      '1 span without ids that can be some (the first at resourceSpans[0].scopeSpans[0].spans[2]).',
      '1 span without times that can be some (the first at resourceSpans[0].scopeSpans[0].spans[3]).',
      '1 span with the id of another, left out.',
      '1 span whose parent is not there.',
      '1 span with a link to what is not there.',
      '1 span with events, which are left out.',
      '1 span that end before they begin.',
    ]);
  });

  it('parents in a circle break nothing', () => {
    const back = decodeOtlp(
      request(
        span('0000000000000001', 'a', 0, 5, { parentSpanId: '0000000000000002' }),
        span('0000000000000002', 'b', 0, 5, { parentSpanId: '0000000000000001' }),
        span('0000000000000003', 'c', 0, 5, { parentSpanId: '0000000000000003' }),
      ),
    );
    expect(back.ok && back.value.runs[0]?.nodes.map((n) => n.parent?.id)).toEqual(['b', 'a', undefined]);
  });

  it.each<[string, string, object, string]>([
    ['other JSON', '{"traceEvents":[]}', {}, 'not OTLP traces'],
    ['prose', 'To whom it may concern', {}, 'not JSON'],
    ['nothing', '', {}, 'empty'],
    [
      'too many spans',
      request(span('0000000000000001', 'a', 0, 5), span('0000000000000002', 'b', 0, 5)),
      { spans: 1 },
      'more than 1 spans',
    ],
    ['too long', request(), { size: 5 }, 'larger than 5 characters'],
    ['too deep', `{"resourceSpans":${'['.repeat(100)}${']'.repeat(100)}}`, {}, 'deep'],
  ])('%s is refused', (_, text, limits, error) => {
    expect(decodeOtlp(text, limits)).toMatchObject({ ok: false, error: expect.stringContaining(error) });
  });
});

describe('docs/opentelemetry.md', () => {
  it('lists every attribute and event, and the version of the mapping', () => {
    const docs = readFileSync(new URL('../../../docs/opentelemetry.md', import.meta.url), 'utf8');
    const rows = [...RUN_ATTRIBUTES, ...NODE_ATTRIBUTES, ...CALL_ATTRIBUTES];
    for (const { member, attribute, kind } of rows)
      expect(docs).toContain(`| \`${attribute}\` | ${kind} | \`${member}\` |`);
    for (const name of [...Object.values(MARKS), ...Object.values(EVENTS)]) expect(docs).toContain(`\`${name}\``);
    expect(docs).toContain(`version ${MAPPING_VERSION}`);
  });
});

describe('large', () => {
  it('a run of 50 000 nodes is written in pieces, none much longer than 64 Ki', () => {
    const nodes = Array.from({ length: 50_000 }, (_, i) => ({ id: `n${i}`, start: i, end: i + 50 }));
    const lengths = [...encodeOtlp([buildRun({ nodes })])].map((piece) => piece.length);
    expect(lengths.length).toBeGreaterThan(100);
    expect(Math.max(...lengths)).toBeLessThan(128 * 1024);
  });
});
