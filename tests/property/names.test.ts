import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grouped, inOrder, numbersTo } from '../../src/model/grouped.ts';
import { endsOf, indexOf, namesOf } from '../../src/model/names.ts';
import { wildRun } from './arbitrary-run.ts';

describe('ids as numbers, against maps of texts', () => {
  it('says of each node and each edge what a look through the run says', () => {
    fc.assert(
      fc.property(wildRun, (run) => {
        const names = namesOf(run);
        const ids = [...new Set(run.nodes.map((n) => n.id))];
        expect(names.ids).toEqual(ids);
        expect([...names.of]).toEqual(run.nodes.map((n) => ids.indexOf(n.id)));
        const { from, to } = endsOf(run, names);
        expect([...from]).toEqual(run.edges.map(([id]) => ids.indexOf(id)));
        expect([...to]).toEqual(run.edges.map(([, id]) => ids.indexOf(id)));
      }),
    );
  });

  it('finds the last of the instances that claim to be the same', () => {
    const instance = fc.record({ id: fc.constantFrom('a', 'b', 'a#1'), instance: fc.nat(4) });
    fc.assert(
      fc.property(wildRun, fc.array(instance, { maxLength: 20 }), ({ nodes: [node] }, keys) => {
        fc.pre(node !== undefined);
        const nodes = keys.map((key) => ({ ...node, ...key }));
        for (const id of ['a', 'b', 'a#1', 'c'])
          for (let k = 0; k < 6; k++)
            expect(indexOf(namesOf({ nodes }), id, k)).toBe(
              nodes.findLastIndex((n) => n.id === id && n.instance === k),
            );
      }),
    );
  });
});

describe('groups and order', () => {
  it('puts each item into its group, as they came', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1, max: 5 })), (of) => {
        const { begin, items } = grouped(new Int32Array(of), 6);
        for (let k = 0; k < 6; k++)
          expect([...items.subarray(begin[k], begin[k + 1])]).toEqual(of.flatMap((g, i) => (g === k ? [i] : [])));
      }),
    );
  });

  it('sorts stretches as the language does, near to order or far from it', () => {
    const long = { minLength: 100, maxLength: 300, size: 'max' } as const;
    const near = fc.array(fc.nat(3), long).map((steps) => steps.map((step, i) => i + 2 * step));
    const far = fc.array(fc.nat(50), long);
    fc.assert(
      fc.property(fc.oneof(near, far), fc.nat(20), (keys, from) => {
        const by = (a: number, b: number): number => (keys[a] ?? 0) - (keys[b] ?? 0);
        const all = [...numbersTo(keys.length)];
        const got = inOrder(numbersTo(keys.length), Math.min(from, keys.length), keys.length, by);
        expect([...got]).toEqual([...all.slice(0, from), ...all.slice(from).sort(by)]);
      }),
    );
  });
});
