import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { decodeRun } from '../../src/formats/run-decoder.ts';
import { decodeSession, encodeSession, writeSession } from '../../src/formats/session.ts';
import type { NodeRun, Run } from '../../src/model/run.ts';
import { sessionMeta, sessionRuns } from './arbitrary-session.ts';

// Two busy cores: seconds of work may take a minute.
vi.setConfig({ testTimeout: 60_000 });

const schema = JSON.parse(readFileSync(new URL('../../docs/session.schema.json', import.meta.url), 'utf8')) as object;
const isValid = new Ajv2020({ strict: true, strictTypes: false }).compile(schema);

describe('session file', () => {
  it('any runs: encoded they match the schema, decoded they are the same', () => {
    fc.assert(
      fc.property(sessionRuns, sessionMeta, (runs, meta) => {
        const text = encodeSession(runs, meta);
        isValid(JSON.parse(text));
        expect(isValid.errors).toBeNull();
        // Through JSON once, for it has no -0.
        expect(decodeSession(text)).toEqual({
          ok: true,
          value: {
            format: 'longpole-session',
            version: 1,
            ...JSON.parse(JSON.stringify(meta)),
            runs: JSON.parse(JSON.stringify(runs)),
          },
        });
      }),
      { numRuns: 300 },
    );
  });

  it('any one change: schema and decoder agree on whether it is still a session', () => {
    let refused = 0;
    fc.assert(
      fc.property(sessionRuns, fc.nat(), fc.option(fc.jsonValue({ maxDepth: 2 })), (runs, where, value) => {
        const session = JSON.parse(encodeSession(runs)) as Json;
        const changed = changeOne(session, where, value);
        const decoded = decodeSession(JSON.stringify(changed));
        // Uniqueness cannot be said in a schema.
        if (!decoded.ok && decoded.error.endsWith('is there twice')) return;
        expect({ valid: isValid(changed), changed }).toEqual({ valid: decoded.ok, changed });
        if (!decoded.ok) refused++;
      }),
      { numRuns: 1000 },
    );
    expect(refused).toBeGreaterThan(200);
  });

  it('any one change, members in any order: what is kept as it was parsed equals what is read member by member', () => {
    let kept = 0;
    const plain = (runs: readonly Run[]): readonly Run[] =>
      runs.map((run) => ({
        ...run,
        nodes: run.nodes.map(
          ({ parent: _p, mayRetry: _m, progress: _g, cost: _c, tokens: _t, ...node }): NodeRun => ({
            ...node,
            waits: [],
          }),
        ),
      }));
    const some = fc.oneof(sessionRuns.map(plain), sessionRuns).filter((runs) => runs.length > 0);
    const order = fc.constantFrom('as it is', 'turned round');
    fc.assert(
      fc.property(some, fc.option(fc.nat()), fc.jsonValue({ maxDepth: 2 }), order, (runs, where, value, members) => {
        const whole = (JSON.parse(encodeSession(runs)) as { runs: Json[] }).runs[0] as Json;
        const run = where === null ? whole : JSON.parse(JSON.stringify(changeOne(whole, where, value) ?? null));
        const nodes: unknown = run?.nodes;
        if (members !== 'as it is' && Array.isArray(nodes)) run.nodes = nodes.map(turnedRound);
        const read = decodeRun(run);
        const taken = decodeRun(run, true);
        expect(JSON.stringify(taken)).toBe(JSON.stringify(read));
        if (taken.ok) kept += taken.value.nodes.filter((node, i) => node === run.nodes[i]).length;
      }),
      { numRuns: 1000 },
    );
    expect(kept).toBeGreaterThan(20);
  });

  it('junk, cut and mutated text never throws', () => {
    const junk = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json({ maxDepth: 2 }),
      fc.tuple(sessionRuns, fc.nat(), fc.string({ maxLength: 3 })).map(([runs, at, put]) => {
        const text = encodeSession(runs);
        return text.slice(0, at % text.length) + put + text.slice((at % text.length) + 1);
      }),
      fc.tuple(sessionRuns, fc.nat()).map(([runs, at]) => {
        const text = encodeSession(runs);
        return text.slice(0, at % text.length);
      }),
    );
    fc.assert(
      fc.property(junk, (text) => {
        const decoded = decodeSession(text);
        if (!decoded.ok) expect(decoded.error).not.toBe('');
      }),
      { numRuns: 1000 },
    );
  });
});

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A copy in which the `where`-th value (of all, in order, modulo their number) is replaced; undefined: removed. */
function turnedRound(node: unknown): unknown {
  return typeof node === 'object' && node !== null && !Array.isArray(node)
    ? Object.fromEntries(Object.entries(node).reverse())
    : node;
}

function changeOne(root: Json, where: number, value: unknown): Json {
  const all: { holder: Record<string, unknown>; key: string }[] = [];
  const copy = structuredClone({ root }) as { root: Json };
  const collect = (holder: Record<string, unknown>): void => {
    for (const key of Object.keys(holder)) {
      all.push({ holder, key });
      const inner = holder[key];
      if (typeof inner === 'object' && inner !== null) collect(inner as Record<string, unknown>);
    }
  };
  collect(copy);
  const place = all[where % all.length];
  if (place && value === null && !Array.isArray(place.holder) && place.key !== 'root') delete place.holder[place.key];
  else if (place) place.holder[place.key] = value;
  return copy.root;
}

describe('a session written in pieces', () => {
  it('is the text that was written at once: the runs as JSON, in the order of the format', () => {
    fc.assert(
      fc.property(sessionRuns, sessionMeta, (runs, meta) => {
        const text = [...writeSession(runs, meta)].join('');
        const session = { format: 'longpole-session', version: 1, ...meta, runs };
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(session)));
        const read = decodeSession(text);
        if (read.ok) expect([...writeSession(read.value.runs, meta)].join('')).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('has no piece of much more than 64 Ki, however large a run is', () => {
    const [run] =
      fc.sample(
        sessionRuns.filter((runs) => (runs[0]?.nodes.length ?? 0) > 0),
        { numRuns: 1, seed: 1 },
      )[0] ?? [];
    const [node] = run?.nodes ?? [];
    if (!run || !node) throw new Error('no run with a node');
    const nodes = Array.from({ length: 20_000 }, (_, instance) => ({ ...node, instance }));
    const pieces = [...writeSession([{ ...run, nodes }])];
    expect(pieces.length).toBeGreaterThan(20);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(128 * 1024);
  });
});
