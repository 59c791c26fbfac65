/** OTLP/JSON: ids and structure as a backend needs them, runs that come back as they were, and a reader that nothing breaks. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { decodeOtlp } from '../../src/formats/otlp/decode.ts';
import { encodeOtlp, type OtlpSpan, otlpOf } from '../../src/formats/otlp/encode.ts';
import { decodeRun } from '../../src/formats/run-decoder.ts';
import type { Run } from '../../src/model/run.ts';
import { soundRun, wildRun } from './arbitrary-run.ts';
import { sessionRuns } from './arbitrary-session.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 120_000 });

const spansOf = (runs: readonly Run[]): readonly OtlpSpan[] =>
  otlpOf(runs).resourceSpans.flatMap((r) =>
    (r as { scopeSpans: { spans: OtlpSpan[] }[] }).scopeSpans.flatMap((s) => s.spans),
  );

/** Edges as a set, and times that 64 bits of nanoseconds can hold: what the format keeps. */
const kept = (run: Run): Run => {
  const ids = new Set(run.nodes.map((n) => n.id));
  const edges = run.edges.filter(([a, b]) => ids.has(a) && ids.has(b));
  const { calls, gaps, ...rest } = run;
  const withTokens = <T extends { readonly tokens?: object }>({ tokens, ...other }: T) => ({
    ...other,
    ...(tokens && Object.keys(tokens).length > 0 ? { tokens } : {}),
  });
  return {
    ...rest,
    nodes: rest.nodes.map(withTokens) as Run['nodes'],
    edges: [...new Map(edges.map((e) => [JSON.stringify(e), e])).values()].sort((a, b) =>
      JSON.stringify(a) < JSON.stringify(b) ? -1 : 1,
    ),
    // What is empty is as none.
    ...(calls && calls.length > 0 ? { calls: calls.map(withTokens) as NonNullable<Run['calls']> } : {}),
    ...(gaps && gaps.length > 0 ? { gaps } : {}),
  };
};

describe('traces that we write', () => {
  it('come back as the runs that were written', () => {
    fc.assert(
      fc.property(sessionRuns, (runs) => {
        const back = decodeOtlp([...encodeOtlp(runs)].join(''));
        if (!back.ok) throw new Error(`${back.where} ${back.error}`);
        expect(back.value.notes).toEqual([]);
        expect(back.value.runs.map(kept)).toEqual(runs.map(kept));
      }),
      { numRuns: 500 },
    );
  });

  it('are the same text in pieces and at once', () => {
    fc.assert(
      fc.property(sessionRuns, (runs) => {
        expect(JSON.parse([...encodeOtlp(runs)].join(''))).toEqual(JSON.parse(JSON.stringify(otlpOf(runs))));
      }),
      { numRuns: 100 },
    );
  });

  it('have ids of their own, parents and links that are there, and no end before its start', () => {
    fc.assert(
      fc.property(fc.oneof(wildRun, soundRun), (run) => {
        const spans = spansOf([run]);
        const ids = new Set(spans.map((s) => s.spanId));
        expect(ids.size).toBe(run.nodes.length + 1);
        const [root, ...others] = spans;
        expect(root?.parentSpanId).toBeUndefined();
        for (const s of spans) {
          expect(s.traceId).toMatch(/^[\da-f]{32}$/);
          expect(s.spanId).toMatch(/^[\da-f]{16}$/);
          expect(s.traceId).toBe(root?.traceId);
          expect(BigInt(s.endTimeUnixNano) >= BigInt(s.startTimeUnixNano)).toBe(true);
          for (const link of s.links) expect(ids.has(link.spanId)).toBe(true);
        }
        for (const s of others) expect(ids.has(s.parentSpanId ?? '')).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('are the same whenever they are written, and others of another run', () => {
    fc.assert(
      fc.property(soundRun, (run) => {
        expect(spansOf([run])).toEqual(spansOf([run]));
        const other = new Set(spansOf([{ ...run, id: `${run.id}x` }]).map((s) => s.spanId));
        expect(spansOf([run]).some((s) => other.has(s.spanId))).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});

const id = (bytes: number) =>
  fc.oneof(
    fc.integer({ min: 0, max: 3 }).map((n) => n.toString(16).padStart(2 * bytes, '0')),
    fc
      .integer({ min: 1, max: 3 })
      .map((n) => Buffer.from(n.toString(16).padStart(2 * bytes, '0'), 'hex').toString('base64')),
    fc.jsonValue({ maxDepth: 1 }),
  );
const time = fc.oneof(
  fc.nat(10_000_000).map(String),
  fc.nat(10_000_000),
  fc.constantFrom('-1', '99999999999999999999999', 'soon', '1e9', null),
  fc.double(),
);
const attributes = fc.oneof(
  fc.array(
    fc.record({
      key: fc.constantFrom(
        'error.type',
        'gen_ai.request.model',
        'gen_ai.usage.input_tokens',
        'longpole.run.id',
        'longpole.node.id',
        '__proto__',
      ),
      value: fc.oneof(
        fc.record({ stringValue: fc.string() }),
        fc.record({ intValue: fc.oneof(fc.nat().map(String), fc.integer()) }),
        fc.jsonValue({ maxDepth: 1 }),
      ),
    }),
    { maxLength: 4 },
  ),
  fc.jsonValue({ maxDepth: 1 }),
);
const span = fc.record(
  {
    traceId: id(16),
    spanId: id(8),
    parentSpanId: id(8),
    name: fc.oneof(fc.string(), fc.jsonValue({ maxDepth: 1 })),
    startTimeUnixNano: time,
    endTimeUnixNano: time,
    attributes,
    events: fc.oneof(
      fc.array(fc.record({ name: fc.string(), timeUnixNano: time, attributes })),
      fc.jsonValue({ maxDepth: 1 }),
    ),
    links: fc.oneof(fc.array(fc.record({ spanId: id(8), attributes })), fc.jsonValue({ maxDepth: 1 })),
    status: fc.oneof(
      fc.record({ code: fc.constantFrom(0, 1, 2, 'STATUS_CODE_ERROR', 'x') }),
      fc.jsonValue({ maxDepth: 1 }),
    ),
  },
  { requiredKeys: ['traceId', 'spanId', 'startTimeUnixNano', 'endTimeUnixNano'] },
);

describe('traces that we read', () => {
  it('of whatever spans: valid runs, or a failure in words', () => {
    let read = 0;
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 9, arbitrary: span }, fc.jsonValue({ maxDepth: 1 })), { maxLength: 12 }),
        fc.boolean(),
        (spans, ours) => {
          const scope = ours ? { name: 'longpole' } : { name: 'other' };
          const back = decodeOtlp(
            JSON.stringify({ resourceSpans: [{ scopeSpans: [{ scope, spans }] }, null, { scopeSpans: 7 }] }),
          );
          if (!back.ok) {
            expect(back.error).not.toBe('');
            return;
          }
          if (back.value.runs.length > 0) read++;
          for (const run of back.value.runs)
            expect(decodeRun(JSON.parse(JSON.stringify(run)))).toMatchObject({ ok: true });
        },
      ),
      { numRuns: 10_000 },
    );
    expect(read).toBeGreaterThan(1_000);
  });

  it('of whatever text: never throws', () => {
    const junk = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json({ maxDepth: 3 }),
      fc.tuple(sessionRuns, fc.nat(), fc.string({ maxLength: 3 })).map(([runs, at, put]) => {
        const text = [...encodeOtlp(runs)].join('');
        return text.slice(0, at % text.length) + put + text.slice((at % text.length) + 1);
      }),
    );
    fc.assert(
      fc.property(junk, (text) => {
        const back = decodeOtlp(text);
        if (!back.ok) expect(back.error).not.toBe('');
      }),
      { numRuns: 10_000 },
    );
  });
});
