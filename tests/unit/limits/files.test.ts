import { describe, expect, it } from 'vitest';
import { readJsonFile } from '../../../options/json-file.ts';
import { decodePrices } from '../../../src/formats/amounts.ts';
import { decodeCapture } from '../../../src/formats/capture.ts';
import { decodeEngines } from '../../../src/formats/engine-spec.ts';
import { parseJson } from '../../../src/formats/json.ts';
import { decodeMapping, parseMapping } from '../../../src/formats/mapping.ts';
import { ganttOf } from '../../../src/formats/markdown/gantt.ts';
import { decodeOtlp } from '../../../src/formats/otlp/decode.ts';
import { readSpan } from '../../../src/formats/otlp/span.ts';
import { inPieces } from '../../../src/formats/pieces.ts';
import { kindOf } from '../../../src/formats/read-any.ts';
import { decodeRun } from '../../../src/formats/run-decoder.ts';
import { decodeSession } from '../../../src/formats/session.ts';
import { readTrace } from '../../../src/formats/trace/read.ts';
import { writeTrace } from '../../../src/formats/trace/write.ts';
import { FILE_LIMITS } from '../../../src/model/limits.ts';
import { buildRun } from '../../support/build-run.ts';

const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
/** Just fits, and one more does not. */
function holds(limit: number, take: (n: number) => { readonly ok: boolean }): void {
  expect([take(limit).ok, take(limit + 1).ok]).toEqual([true, false]);
}
const problemsOf = (read: object) => JSON.stringify('problems' in read ? read.problems : []);

describe('what is built from a text', () => {
  it('nests so deep in a session, a trace, an OTLP file, a row of a capture', () => {
    const deep = (depth: number) => `nested more than ${depth} deep`;
    expect(decodeSession(nested(FILE_LIMITS.session.depth + 1))).toMatchObject({
      error: deep(FILE_LIMITS.session.depth),
    });
    expect(decodeSession(nested(FILE_LIMITS.session.depth))).not.toMatchObject({
      error: deep(FILE_LIMITS.session.depth),
    });
    expect(readTrace(nested(FILE_LIMITS.trace.depth + 1))).toMatchObject({ error: deep(FILE_LIMITS.trace.depth) });
    expect(readTrace(nested(FILE_LIMITS.trace.depth))).not.toMatchObject({ error: deep(FILE_LIMITS.trace.depth) });
    const spans = (depth: number) => `{"resourceSpans":${nested(depth - 1)}}`;
    expect(decodeOtlp(spans(FILE_LIMITS.otlp.depth + 1))).toMatchObject({ ok: false });
    expect(decodeOtlp(spans(FILE_LIMITS.otlp.depth))).toMatchObject({ ok: true });
    holds(FILE_LIMITS.captureDepth, (depth) =>
      decodeCapture(`{"format":"ws-capture/1","note":${nested(depth - 1)}}`, () => new Uint8Array()),
    );
  });

  it('has so many objects and lists', () => {
    const text = `[${'[],'.repeat(FILE_LIMITS.json.containers - 2)}[]`;
    expect(parseJson(`${text}]`, 9)).toMatchObject({ ok: true });
    expect(parseJson(`${text},[]]`, 9)).toMatchObject({ error: expect.stringContaining('objects and lists') });
  }, 60_000);

  it('has so many events or spans', () => {
    const event = '{},';
    const events = `[{"ph":"X"},${event.repeat(FILE_LIMITS.trace.events)}{}]`;
    expect(readTrace(events)).toMatchObject({ error: `more than ${FILE_LIMITS.trace.events} events` });
    const spans = `{"resourceSpans":[{"scopeSpans":[{"spans":[${'1,'.repeat(FILE_LIMITS.otlp.spans)}1]}]}]}`;
    expect(decodeOtlp(spans)).toMatchObject({ error: `more than ${FILE_LIMITS.otlp.spans} spans` });
  }, 60_000);

  it('is recognised by its beginning', () => {
    const late = (at: number) => `{"x":"${' '.repeat(at)}","traceEvents":[]}`;
    expect(kindOf(late(FILE_LIMITS.headChars - 100))).toBe('trace');
    expect(kindOf(late(FILE_LIMITS.headChars))).toBe('session');
  });
});

describe('one run in a file', () => {
  const run = JSON.parse(JSON.stringify(buildRun({ nodes: [{ id: 'a', start: 0, end: 5 }] })));
  const gap = { startUs: 1, endUs: 2 };
  const call = { provider: 'p', model: 'm', endUs: 1, durationUs: 1 };
  const wait = { kind: 'input', ...gap };
  it('has so many edges, calls, gaps, waits of a node', () => {
    const fill = (key: string, one: unknown) => (n: number) => decodeRun({ ...run, [key]: Array(n).fill(one) });
    holds(FILE_LIMITS.run.edges, fill('edges', ['a', 'a', 'data']));
    holds(FILE_LIMITS.run.calls, fill('calls', call));
    holds(FILE_LIMITS.run.gaps, fill('gaps', gap));
    holds(FILE_LIMITS.run.waits, (n) =>
      decodeRun({ ...run, nodes: [{ ...run.nodes[0], waits: Array(n).fill(wait) }] }),
    );
  });
});

describe('what a user writes', () => {
  const rule = { event: 'node', when: { type: 'x' }, node: 'id', status: { path: 's' } };
  const end = { event: 'run-end', when: { type: 'y' } };
  const mapping = (change: object = {}, first: object = {}) => ({
    version: 1,
    name: 'n',
    match: { transport: ['websocket'], url: '*' },
    format: 'json',
    messages: [{ ...rule, ...first }, end],
    ...change,
  });
  const first = (change: object) => decodeMapping(mapping({}, change));
  const path = (n: number) => times(n, () => 'a').join('.');

  it('as a mapping has so many rules, conditions, words, and texts, paths and patterns so long', () => {
    expect(decodeMapping(mapping())).toMatchObject({ ok: true });
    holds(FILE_LIMITS.mapping.rules, (n) => decodeMapping(mapping({ messages: [...times(n - 1, () => rule), end] })));
    holds(FILE_LIMITS.mapping.conditions, (n) => first({ when: Object.fromEntries(times(n, (i) => [`k${i}`, 1])) }));
    holds(FILE_LIMITS.mapping.words, (n) => first({ when: { type: times(n, (i) => `w${i}`) } }));
    holds(FILE_LIMITS.mapping.text, (n) => first({ when: { type: 'x'.repeat(n) } }));
    holds(FILE_LIMITS.mapping.pathSteps, (n) => first({ node: path(n) }));
    holds(FILE_LIMITS.mapping.pathStepChars, (n) => first({ node: 'a'.repeat(n) }));
    holds(FILE_LIMITS.mapping.stars, (n) =>
      decodeMapping(mapping({ match: { transport: ['websocket'], url: `h/${'*a'.repeat(n)}` } })),
    );
    const padded = (n: number) => JSON.stringify(mapping()).padEnd(n);
    holds(FILE_LIMITS.mapping.fileChars, (n) => parseMapping(padded(n)));
  });

  it('of an engine has so many classes, types, and nodes at once', () => {
    const engine = (classes: readonly object[]) => decodeEngines({ comfyui: { classes } });
    const rest = { name: 'rest', capacity: 1, types: ['*'] };
    holds(FILE_LIMITS.engine.classes, (n) =>
      engine([...times(n - 1, (i) => ({ ...rest, name: `c${i}`, types: ['t'] })), rest]),
    );
    holds(FILE_LIMITS.engine.types, (n) => engine([{ ...rest, types: [...times(n - 1, (i) => `t${i}`), '*'] }]));
    holds(FILE_LIMITS.engine.capacity, (n) => engine([{ ...rest, capacity: n }]));
  });

  it('of prices has so many entries', () => {
    const models = (n: number) => times(n, (i) => ({ model: `m${i}`, input: 1 }));
    holds(FILE_LIMITS.amounts, (n) => decodePrices({ version: 1, currency: 'USD', models: models(n), rates: [] }));
  });

  it('is a file of so many bytes', async () => {
    const file = (size: number) => ({ size, text: async () => '1' }) as File;
    const decode = (value: unknown) => ({ ok: true as const, value });
    expect((await readJsonFile(file(FILE_LIMITS.settingsBytes), decode)).ok).toBe(true);
    expect((await readJsonFile(file(FILE_LIMITS.settingsBytes + 1), decode)).ok).toBe(false);
  });

  it('has so many problems told', () => {
    const wrong = decodeMapping(mapping({ messages: times(40, () => ({ event: 1, when: 1 })) }));
    expect(wrong.ok || wrong.problems.length).toBe(FILE_LIMITS.problems);
    expect(problemsOf(wrong)).toContain('messages[0]');
  });
});

describe('what is written', () => {
  it('comes in pieces of so many characters', () => {
    const pieces = [...inPieces(times(20_000, () => '12345678'))];
    expect(pieces.slice(0, -1).every(({ length }) => length >= FILE_LIMITS.pieceChars)).toBe(true);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(FILE_LIMITS.pieceChars + 8);
  });

  const many = times(400, (i) => ({ id: `n${i}`, start: i, end: i + 1 }));
  const edges = many.flatMap((to, i) => many.slice(0, i).map((from) => [from.id, to.id, 'data'] as const));

  it('of edges in a trace has so many arrows, and so many to an event', () => {
    expect(edges.length).toBeGreaterThan(FILE_LIMITS.traceArrows);
    const text = [...writeTrace([buildRun({ nodes: many, edges })])].join('');
    const { traceEvents } = JSON.parse(text) as { traceEvents: { ph: string; args?: { edges?: unknown[] } }[] };
    expect(traceEvents.filter(({ ph }) => ph === 's')).toHaveLength(FILE_LIMITS.traceArrows);
    const told = traceEvents.flatMap(({ args }) => (args?.edges ? [args.edges.length] : []));
    expect(Math.max(...told)).toBe(FILE_LIMITS.traceEdges);
    expect(told.reduce((a, b) => a + b)).toBe(edges.length);
  });

  it('of a run in Markdown has so many bars, and says how many are left out', () => {
    expect(ganttOf(buildRun({ nodes: many })).left).toBe(many.length - FILE_LIMITS.ganttBars);
  });
});

it('one span of OTLP has so many entries in a list', () => {
  const links = Array(FILE_LIMITS.otlp.entries + 5).fill({ spanId: '2'.repeat(16) });
  const span = readSpan({
    traceId: '1'.repeat(32),
    spanId: '1'.repeat(16),
    startTimeUnixNano: '1700000000000000000',
    endTimeUnixNano: '1700000000000000001',
    links,
  });
  expect(span.ok && span.value.links.length).toBe(FILE_LIMITS.otlp.entries);
});
