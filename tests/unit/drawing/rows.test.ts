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

  it('of what lies inside a node stand below it, and go when it is folded; who looks for them finds it', () => {
    const inside = (id: string, parent: string, start: number, end: number) => ({
      ...aNode(id, { start, end }),
      parent: { id: parent, instance: 0 },
    });
    const run = aRun([
      aNode('agent', { start: 5, end: 90 }),
      aNode('beside', { start: 6, end: 7 }),
      inside('tool', 'agent', 10, 20),
      inside('model', 'agent', 30, 40),
    ]);
    expect(layoutRows(run).rows.map((r) => r.key)).toEqual(['agent#0', 'tool#0', 'model#0', 'beside#0']);
    const folded = layoutRows(run, { toggled: new Set(['agent#0']) });
    expect(folded.rows.map((r) => r.key)).toEqual(['agent#0', 'beside#0']);
    expect(folded.rows[0]?.fold).toMatchObject({ what: 'inside', open: false, count: 2 });
    expect(folded.placeOf.get('model#0')).toBe(0);
  });

  it('of a loop come in order of start, whatever order they were told in', () => {
    const starts = [40, 10, 60, 20, 30];
    const rounds = starts.map((start, instance) => ({ ...aNode('work', { start, end: start + 5 }), instance }));
    const { rows } = layoutRows(
      aRun([...rounds, aNode('first', { start: 5, end: 9 }), aNode('then', { start: 15, end: 90 })]),
    );
    expect(rows.map((r) => r.key)).toEqual(['first#0', 'work#*', 'then#0']);
    expect(rows[1]?.node.instance).toBe(1);
    expect(rows[1]?.fold?.members.map((n) => n.instance)).toEqual([1, 3, 4, 0, 2]);
  });

  it('of a loop are one row, with all rounds below it when opened', () => {
    const rounds = Array.from({ length: 7 }, (_, i) => ({
      ...aNode('work', { start: 10 * i, end: 10 * i + 8 }),
      instance: i,
    }));
    const run = aRun([...rounds, aNode('after', { start: 80, end: 90 })]);
    const closed = layoutRows(run);
    expect(closed.rows.map((r) => r.key)).toEqual(['work#*', 'after#0']);
    expect(closed.rows[0]?.fold).toMatchObject({ what: 'loop', open: false, count: 7 });
    expect(closed.rows[0]?.fold?.members).toHaveLength(7);
    expect(closed.placeOf.get('work#5')).toBe(0);
    const open = layoutRows(run, { toggled: new Set(['work#*']) });
    expect(open.rows.map((r) => `${r.depth} ${r.key}`)).toEqual([
      '0 work#*',
      ...rounds.map((_, i) => `1 work#${i}`),
      '0 after#0',
    ]);
    // Three rounds are as well seen one by one.
    expect(layoutRows(aRun(rounds.slice(0, 3))).rows).toHaveLength(3);
  });

  it('keeps only what is asked for, and what that lies under', () => {
    const tool = { ...aNode('tool', { start: 10, end: 20 }), parent: { id: 'agent', instance: 0 } };
    const run = aRun([
      aNode('agent', { start: 5, end: 90 }),
      tool,
      aNode('other', { start: 6, end: 7 }),
      aNode('idle'),
    ]);
    expect(layoutRows(run, { only: new Set(['tool#0']) }).rows.map((r) => r.key)).toEqual(['agent#0', 'tool#0']);
  });

  it('have a place for every instance that ran, whatever the data', () => {
    const node = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      start: fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined }),
      parent: fc.option(fc.record({ id: fc.constantFrom('a', 'b', 'c'), instance: fc.nat(3) }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(node, { maxLength: 25 }), fc.array(fc.constantFrom('a#*', 'b#0', 'c#1')), (list, folds) => {
        const seen = new Map<string, number>();
        const nodes = list.map(({ id, start, parent }) => {
          const instance = seen.get(id) ?? 0;
          seen.set(id, instance + 1);
          const spec = start === undefined ? {} : { start, end: start + 5 };
          return { ...aNode(id, spec), instance, ...(parent ? { parent } : {}) };
        });
        const { rows, placeOf } = layoutRows(aRun(nodes), { toggled: new Set(folds) });
        for (const n of nodes) expect(rows[placeOf.get(`${n.id}#${n.instance}`) ?? -1]).toBeDefined();
        expect(new Set(rows.map((r) => r.key)).size).toBe(rows.length);
      }),
    );
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
      { shown: startedKeys(before) },
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
          const later = startedKeys(layoutRows(going(aRun(then)), { shown }));
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
