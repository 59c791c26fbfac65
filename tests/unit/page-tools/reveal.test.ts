// @vitest-environment happy-dom
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { paintHeat, renewHeat } from '../../../panel/page/in-page/heat.ts';
import { KIT } from '../../../panel/page/in-page/kit.ts';
import { reveal } from '../../../panel/page/in-page/reveal.ts';
import { literal } from '../../../panel/page/program.ts';
import { revealNode, wantedOf } from '../../../panel/page/reveal.ts';
import { ok } from '../../../src/model/result.ts';
import { aNode, aRun } from '../drawing/a-run.ts';
import { freeNames } from './free-names.ts';
import { labelled, reactFlowRoot, run, runInPage } from './page-world.ts';

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 256 }),
  fc.string({ unit: 'grapheme', maxLength: 256 }),
);
const show = (id: string, type = '') => revealNode(runInPage, aNode(id, { type }), aRun([aNode(id, { type })]));

describe('what goes to the page', () => {
  it('is data, whatever a name holds', () => {
    const nasty = ['</script><!--', '\u2028\u2029', '\ud800', '`$`', "');alert(1)//", '__proto__', '\\'];
    for (const text of nasty) expect(run(literal([text]))).toEqual([text]);
    fc.assert(
      fc.property(anything, (text) => {
        expect(run(literal({ text }))).toEqual({ text });
        expect(literal(text)).not.toMatch(/[<>\u2028\u2029]/);
      }),
    );
  });

  it.each(Object.entries({ ...KIT, reveal, paintHeat, renewHeat }))('names nothing around it: %s', (_, part) => {
    const globals = [
      'Map',
      'Math',
      'Number',
      'Object',
      'Set',
      'String',
      'Symbol',
      'performance',
      'undefined',
      'window',
    ];
    expect(freeNames(`(${part})`).filter((name) => !globals.includes(name))).toEqual([]);
  });

  it('is told from what is around', () => {
    expect(freeNames('(function f({ a, b: c = d }, ...e) { const g = a.h + c[i]; return { j: e, g }; })')).toEqual([
      'd',
      'i',
    ]);
  });
});

describe('reveal', () => {
  it('finds and marks any element that says it is the node, where there is no canvas we know', async () => {
    await fc.assert(
      fc.asyncProperty(anything, anything, async (id, other) => {
        fc.pre(id !== '' && id !== other);
        const [element, beside] = [labelled({ 'data-node-id': id }), labelled({ 'data-id': other })];
        document.body.replaceChildren(beside, element);
        expect(await show(id)).toMatchObject({ ok: true, value: { how: 'node' } });
        expect([element.marks.length, beside.marks.length]).toEqual([1, 0]);
      }),
      { numRuns: 50 },
    );
  });

  it('says that there is no canvas, and that a node is not on it', async () => {
    expect(await show('a')).toMatchObject({ ok: false, error: expect.stringContaining('No canvas') });
    document.body.append(reactFlowRoot({ b: [0, 0] }).root, labelled({ 'data-id': 'a' }));
    expect(await show('a')).toMatchObject({
      ok: false,
      error: 'A is not on the canvas that is shown: open its workflow.',
    });
  });

  it('pans React Flow by its own instance, to nodes that are not drawn too', async () => {
    const { root, pans, elements } = reactFlowRoot({ near: [0, 0], far: [3000, 100] }, ['near']);
    document.body.append(root);
    await show('far');
    // Node: (3000 + 50) * 2 + 10, (100 + 25) * 2 + 20; middle: 500, 400.
    expect(pans).toEqual([{ x: 500 - 6110, y: 400 - 270 }]);
    await show('near');
    expect(pans[1]).toEqual({ x: 500 - 110, y: 400 - 70 });
    expect(elements[0]?.marks).toEqual([
      [expect.objectContaining({ offset: 0 }), expect.objectContaining({ offset: 0.85 })],
    ]);
  });

  it('shows what holds a node that is not drawn', async () => {
    const { root, elements } = reactFlowRoot({ group: [0, 0] });
    document.body.append(root);
    const inner = aNode('inner', { parent: { id: 'sub', instance: 0 } });
    const nested = aRun([aNode('group'), aNode('sub', { parent: { id: 'group', instance: 0 } }), inner]);
    expect(wantedOf(inner, nested)).toEqual({ ids: ['inner', 'sub', 'group'], type: 'test.inner' });
    expect(await revealNode(runInPage, inner, nested)).toMatchObject({ ok: true, value: { how: 'holder' } });
    expect(elements[0]?.marks).toHaveLength(1);
  });

  it('survives nodes that hold each other', () => {
    const [a, b] = [aNode('a', { parent: { id: 'b', instance: 0 } }), aNode('b', { parent: { id: 'a', instance: 0 } })];
    expect(wantedOf(a, aRun([a, b]))).toEqual({ ids: ['a', 'b'], type: '' });
  });

  it('leaves it to Node-RED', async () => {
    const shown = vi.fn();
    vi.stubGlobal('RED', { nodes: { node: (id: string) => id === 'a', group: () => null }, view: { reveal: shown } });
    expect(await show('a')).toMatchObject({ ok: true, value: { how: 'node' } });
    expect(shown.mock.calls).toEqual([['a', true]]);
    expect(await show('b')).toMatchObject({ ok: false });
  });

  it('finds nodes of n8n by their names', async () => {
    const { root, elements } = reactFlowRoot({ 'some-uuid': [0, 0] });
    const name = document.createElement('div');
    name.setAttribute('data-node-name', 'Edit "Fields"');
    elements[0]?.append(name);
    document.body.append(root);
    expect(await show('Edit "Fields"')).toMatchObject({ ok: true });
    expect(elements[0]?.marks).toHaveLength(1);
  });

  it.each([undefined, null, 7, 'node', {}, { found: 'everything' }, { found: ['node'] }])(
    'does not believe %j',
    async (answer) => {
      const made = await revealNode(async () => ok(answer), aNode('a'), aRun([aNode('a')]));
      expect(made).toEqual({ ok: false, error: 'The page gave no answer that makes sense.', where: '' });
    },
  );
});
