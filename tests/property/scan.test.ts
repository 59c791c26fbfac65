import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cursor } from '../../src/editors/scan/cursor.ts';
import { jsonCursor } from '../../src/editors/scan/json.ts';
import { msgpackCursor } from '../../src/editors/scan/msgpack.ts';
import { valueCursor } from '../../src/editors/scan/value.ts';

const DEPTH = 100;
/** Full decode by means of the cursor: the oracle is the value itself. */
function decode(c: Cursor): unknown {
  switch (c.kind()) {
    case 'map': {
      const map: [string, unknown][] = [];
      c.eachKey((key) => map.push([key, decode(c)]));
      return Object.fromEntries(map);
    }
    case 'list': {
      const list: unknown[] = [];
      c.eachItem(() => list.push(decode(c)));
      return list;
    }
    case 'text':
      return c.text(1e9);
    case 'number':
      return c.number();
    case 'bool':
      return c.bool();
    default:
      c.skip();
      return null;
  }
}

const leaf = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
  fc.boolean(),
  fc.constant(null),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('tree'), { maxLength: 6 }), tie('map')),
  map: fc.dictionary(
    fc.string({ minLength: 1, maxLength: 20 }).filter((k) => k !== '__proto__'),
    tie('tree'),
    { maxKeys: 6, noNullPrototype: true },
  ),
}));

const encodings: readonly [string, (v: unknown) => Cursor][] = [
  ['MessagePack', (v) => msgpackCursor(encode(v), DEPTH)],
  ['JSON', (v) => jsonCursor(JSON.stringify(v), DEPTH)],
  ['indented JSON', (v) => jsonCursor(JSON.stringify(v, null, '\t '), DEPTH)],
  ['worker value', (v) => valueCursor(v, DEPTH)],
];

describe.each(encodings)('%s cursor', (_name, open) => {
  it('reads back every value', () => {
    fc.assert(
      fc.property(tree, (v) => {
        const c = open(v);
        expect(decode(c)).toEqual(v);
        expect(c.trouble).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  });

  it('finds a member behind anything it skips', () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 8 }), (before) => {
        const c = open(Object.fromEntries([...before.map((v, i) => [`k${i}`, v]), ['wanted', 42]]));
        let found: number | undefined;
        c.eachKey((key) => {
          if (key === 'wanted') found = c.number();
        });
        expect(found).toBe(42);
      }),
    );
  });
});

describe('sizes', () => {
  it('skip returns the encoded size', () => {
    fc.assert(
      fc.property(tree, (v) => {
        const bytes = encode(v);
        expect(msgpackCursor(bytes, DEPTH).skip()).toBe(bytes.byteLength);
        const json = JSON.stringify(v);
        expect(jsonCursor(json, DEPTH).skip()).toBe(json.length);
      }),
    );
  });
});

describe('hostile input', () => {
  const all = (c: Cursor) => {
    decode(c);
    return c;
  };

  it('never throws and always ends on random bytes and random text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.string({ maxLength: 400 }), (bytes, text) => {
        all(msgpackCursor(bytes, DEPTH));
        all(jsonCursor(text, DEPTH));
        msgpackCursor(bytes, DEPTH).skip();
        jsonCursor(text, DEPTH).skip();
      }),
      { numRuns: 2000 },
    );
  });

  it('says so when a value is cut off', () => {
    fc.assert(
      fc.property(tree, fc.nat(), (v, at) => {
        const bytes = encode([v, 'end']);
        const cut = bytes.subarray(0, at % bytes.byteLength);
        expect(all(msgpackCursor(cut, DEPTH)).trouble).toBe('malformed');
        const json = JSON.stringify([v, 'end']);
        expect(all(jsonCursor(json.slice(0, at % json.length), DEPTH)).trouble).toBe('malformed');
      }),
      { numRuns: 200 },
    );
  });

  it('stops at the depth limit instead of overflowing the stack', () => {
    const deep = 200_000;
    expect(all(msgpackCursor(new Uint8Array(deep).fill(0x91), DEPTH)).trouble).toBe('too-deep');
    expect(all(jsonCursor('['.repeat(deep), DEPTH)).trouble).toBe('too-deep');
    expect(msgpackCursor(new Uint8Array(deep).fill(0x91), DEPTH).skip()).toBe(0);
    expect(jsonCursor('['.repeat(deep), DEPTH).skip()).toBe(0);
  });

  it('does not believe a length that the frame cannot hold', () => {
    const huge = msgpackCursor(new Uint8Array([0xdd, 0xff, 0xff, 0xff, 0xff, 1]), DEPTH);
    expect(huge.skip()).toBe(0);
    expect(huge.trouble).toBe('malformed');
  });

  it('reads ext types, msgpackr undefined among them, as nil', () => {
    const c = msgpackCursor(new Uint8Array([0x92, 0xd4, 0, 0, 7]), DEPTH);
    expect(decode(c)).toEqual([null, 7]);
  });
});

describe('size of a posted value', () => {
  it('of a million numbers is told without a look at each', () => {
    const samples = new Array<number>(1_000_000).fill(0.5);
    const size = valueCursor({ samples }, DEPTH).skip();
    expect(Math.abs(size / 8_000_000 - 1)).toBeLessThan(0.001);
  });

  it('runs no getter of the page', () => {
    let ran = 0;
    const value = {
      get secret() {
        return ++ran;
      },
    };
    valueCursor({ value, list: [value] }, DEPTH).skip();
    expect(ran).toBe(0);
  });
});
