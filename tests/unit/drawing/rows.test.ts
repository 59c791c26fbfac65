import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutRows, nodeName, shortType, startedKeys, visibleRows } from '../../../src/drawing/rows.ts';
import { aNode, aRun, going } from './a-run.ts';

const keys = (rows: ReturnType<typeof layoutRows>): string => rows.rows.map((r) => `${r.node.id}:${r.kind}`).join(' ');

describe('rows', () => {
  it('come in start order; what did not work comes last and is counted in words', () => {
    const run = aRun([
      aNode('text', { status: 'constant' }),
      aNode('late', { start: 50, end: 90 }),
      aNode('skip', { status: 'skipped' }),
      aNode('early', { start: 5, end: 60 }),
      aNode('pic', { status: 'constant' }),
    ]);
    const rows = layoutRows(run);
    expect(keys(rows)).toBe('early:bar late:bar text:quiet skip:quiet pic:quiet');
    expect(rows.quiet).toBe(3);
    expect(rows.quietWords).toBe('2 constants, 1 skipped');
  });

  it('of what contains others stand above them, each as deep as it lies', () => {
    const inside = (id: string, parent: string, start: number, end: number) => ({
      ...aNode(id, { start, end }),
      parent: { id: parent, instance: 0 },
    });
    const { rows } = layoutRows(
      aRun([inside('leaf', 'inner', 5, 9), inside('inner', 'outer', 5, 20), aNode('outer', { start: 5, end: 90 })]),
    );
    expect(rows.map((r) => [r.node.id, r.depth])).toEqual([
      ['outer', 0],
      ['inner', 1],
      ['leaf', 2],
    ]);
    // Wrong data: each in the other.
    const circle = layoutRows(aRun([inside('a', 'b', 1, 2), inside('b', 'a', 1, 2)]));
    expect(circle.rows).toHaveLength(2);
  });

  it('of a live run show what has not begun as ghosts below the bars', () => {
    const run = going(aRun([aNode('c'), aNode('b', { start: 9 }), aNode('a', { start: 2, end: 8 })]));
    expect(keys(layoutRows(run))).toBe('a:bar b:bar c:ghost');
  });

  it('that were never reached are not ghosts once the run is over', () => {
    expect(layoutRows(aRun([aNode('a')])).quietWords).toBe('1 not reached');
  });

  it('keep their place when a start is corrected while the run goes', () => {
    const before = layoutRows(going(aRun([aNode('a', { start: 2, end: 8 }), aNode('b', { start: 9 }), aNode('c')])));
    const after = layoutRows(
      going(aRun([aNode('a', { start: 20, end: 28 }), aNode('b', { start: 9 }), aNode('c', { start: 1 })])),
      startedKeys(before),
    );
    expect(keys(after)).toBe('a:bar b:bar c:bar');
  });

  it('keep the order of all finished rows whatever comes next', () => {
    const start = fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.array(start, { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: 0, max: 50 })),
        (first, more) => {
          const nodes = first.map((s, i) => aNode(`n${i}`, s === undefined ? {} : { start: s, end: s + 5 }));
          const shown = startedKeys(layoutRows(going(aRun(nodes))));
          const then = nodes.map((n, i) =>
            n.startUs === undefined && more[i] !== undefined ? aNode(n.id, { start: more[i] }) : n,
          );
          const later = startedKeys(layoutRows(going(aRun(then)), shown));
          expect(later.slice(0, shown.length)).toEqual(shown);
        },
      ),
    );
  });

  it('are found for a scroll position in whole blocks around what is seen', () => {
    expect(visibleRows(300, 20, 0, 400)).toEqual({ first: 0, last: 48 });
    expect(visibleRows(300, 20, 3000, 400)).toEqual({ first: 128, last: 192 });
    expect(visibleRows(10, 20, 0, 400)).toEqual({ first: 0, last: 10 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 99_000 }), (count, top) => {
        const { first, last } = visibleRows(count, 20, top, 500);
        expect(first).toBeLessThanOrEqual(Math.min(count, Math.floor(top / 20)));
        expect(last).toBeGreaterThanOrEqual(Math.min(count, Math.ceil((top + 500) / 20)));
      }),
    );
  });
});

describe('names', () => {
  it('are the title, else the short type, else the id; later instances are numbered', () => {
    expect(nodeName(aNode('a'))).toBe('A');
    expect(nodeName({ ...aNode('a'), title: '' })).toBe('a');
    expect(nodeName({ id: 'x9', title: '', type: '', instance: 0 })).toBe('x9');
    expect(nodeName({ ...aNode('a'), instance: 2 })).toBe('A (3)');
    expect(shortType('nodetool.image.Resize')).toBe('Resize');
    expect(shortType('comfy/KSampler')).toBe('KSampler');
  });
});
