// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clearHeat, paintHeat } from '../../../panel/page/in-page/heat.ts';
import { pageProgram } from '../../../panel/page/program.ts';
import { revealNode } from '../../../panel/page/reveal.ts';
import { aNode, aRun } from '../drawing/a-run.ts';
import { labelled, run, runInPage } from './page-world.ts';

type Draw = (ctx: object) => unknown;

/** ComfyUI's app with nodes 1 and 5, a subgraph with node 3. */
function comfy(own?: Draw) {
  const node = (id: number, rest: object = {}) => ({ id, type: 'Sleep', pos: [id * 100, 50], size: [80, 40], ...rest });
  const graphOf = (...nodes: readonly { id: number }[]) => ({
    getNodeById: (id: number | string) => nodes.find((each) => String(each.id) === String(id)) ?? null,
  });
  const inner = graphOf(node(3));
  const root = graphOf(node(1), node(5, { type: 'uuid', subgraph: inner }));
  const centred: number[] = [];
  const canvas = {
    graph: root,
    subgraph: undefined,
    ds: { scale: 2 },
    ...(own && { onDrawForeground: own }),
    centerOnNode: ({ id }: { id: number }) => centred.push(id),
    setGraph: (graph: typeof root) => Object.assign(canvas, { graph }),
    setDirty: () => {},
  };
  vi.stubGlobal('comfyAPI', { app: { app: { canvas, rootGraph: root } } });
  return { canvas: canvas as typeof canvas & { onDrawForeground?: Draw }, root, inner, centred };
}

/** What a canvas draws in one frame: rectangles that are filled, and outlines. */
function frame(canvas: { onDrawForeground?: Draw }): string[] {
  const drawn: string[] = [];
  const ctx = {
    fillStyle: '',
    save: () => {},
    restore: () => {},
    strokeRect: () => drawn.push('ring'),
    fillRect: (...box: number[]) => drawn.push(`${ctx.fillStyle} ${box.join()}`),
  };
  canvas.onDrawForeground?.(ctx);
  return drawn;
}

const reveal = (id: string, type = 'Sleep') => revealNode(runInPage, aNode(id, { type }), aRun([aNode(id, { type })]));
const steps = [{ rgb: '1 2 3', alpha: 0.5, ring: 2 }];
const paint = (...ids: readonly string[]) =>
  run(pageProgram(paintHeat, { steps, nodes: ids.map((id) => [id, 'Sleep', 0] as const), leaseMs: 1000 }));
const clear = () => run(pageProgram(clearHeat, undefined));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'requestAnimationFrame'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  document.body.replaceChildren();
  document.adoptedStyleSheets = [];
});

describe('LiteGraph', () => {
  it('rings a node for two seconds', async () => {
    const { canvas, centred } = comfy();
    const before = Reflect.ownKeys(canvas);
    expect(await reveal('1')).toMatchObject({ ok: true, value: { how: 'node' } });
    expect(centred).toEqual([1]);
    expect(frame(canvas)).toEqual(['ring', 'ring']);
    vi.advanceTimersByTime(1999);
    expect(frame(canvas)).not.toEqual([]);
    vi.advanceTimersByTime(1);
    expect(Reflect.ownKeys(canvas)).toEqual(before);
  });

  it('opens the subgraph, and centres again when the editor has laid it out', async () => {
    const { canvas, inner, centred } = comfy();
    expect(await reveal('5:3')).toMatchObject({ ok: true, value: { how: 'node' } });
    expect([canvas.graph, canvas.subgraph]).toEqual([inner, inner]);
    vi.advanceTimersByTime(100);
    expect(centred).toEqual([3, 3]);
  });

  it.each(['5:7', '5:3.0.1', '1.0.0.2', '1:8'])('shows of %s what there is', async (id) => {
    comfy();
    expect(await reveal(id)).toMatchObject({ ok: true, value: { how: 'holder' } });
  });

  it('does not take a node of another class for the one of the run', async () => {
    comfy();
    expect(await reveal('1', 'KSampler')).toMatchObject({ ok: false });
    expect(await reveal('5', 'Subgraph')).toMatchObject({ ok: true });
  });

  it('marks the element where nodes are elements', async () => {
    comfy();
    vi.stubGlobal('LiteGraph', { vueNodesMode: true });
    const [other, element] = [labelled({ 'data-node-id': '1' }), labelled({ class: 'lg-node', 'data-node-id': '1' })];
    document.body.append(other);
    await reveal('1');
    document.body.append(element);
    vi.advanceTimersByTime(100);
    expect([other.marks.length, element.marks.length]).toEqual([0, 1]);
  });

  it('draws colours after what the page draws, and puts its hook back', () => {
    const own = vi.fn((_: object) => 'own');
    const { canvas } = comfy(own);
    expect(paint('1', '5:3', '9')).toMatchObject({ canvases: 1, nodes: 2 });
    expect(frame(canvas)).toEqual(['rgb(1 2 3 / 0.5) 100,20,80,70', 'ring']);
    expect(own).toHaveBeenCalledOnce();
    clear();
    expect(canvas.onDrawForeground).toBe(own);
    expect(Reflect.ownKeys(canvas).filter((key) => typeof key === 'symbol')).toEqual([]);
  });

  it('follows into a subgraph', () => {
    const { canvas, inner } = comfy();
    paint('1', '5:3');
    Object.assign(canvas, { graph: inner });
    expect(frame(canvas)).toEqual(['rgb(1 2 3 / 0.5) 300,20,80,70', 'ring']);
  });

  it('falls silent under somebody else’s hook, and wakes up there again', () => {
    const { canvas } = comfy();
    paint('1');
    const ours = canvas.onDrawForeground;
    const theirs = (ctx: object) => ours?.(ctx);
    canvas.onDrawForeground = theirs;
    clear();
    expect(canvas.onDrawForeground).toBe(theirs);
    expect(frame(canvas)).toEqual([]);
    paint('1');
    expect(canvas.onDrawForeground).toBe(theirs);
    expect(frame(canvas)).toHaveLength(2);
    canvas.onDrawForeground = ours as Draw;
    clear();
    expect('onDrawForeground' in canvas).toBe(false);
  });

  it('does not fail with the page’s frames again and again', () => {
    const { canvas } = comfy();
    paint('1');
    vi.stubGlobal('comfyAPI', {
      app: {
        app: {
          canvas,
          get rootGraph() {
            throw new Error('gone');
          },
        },
      },
    });
    expect(frame(canvas)).toEqual([]);
    vi.stubGlobal('comfyAPI', undefined);
    expect(frame(canvas)).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect('onDrawForeground' in canvas).toBe(false);
  });

  it('colours elements by a sheet of the graph that is shown', () => {
    const { canvas, inner } = comfy();
    vi.stubGlobal('LiteGraph', { vueNodesMode: true });
    paint('1', '5:3');
    const rules = () => document.adoptedStyleSheets.flatMap((s) => [...s.cssRules].map((rule) => rule.cssText));
    expect(frame(canvas)).toEqual([]);
    expect(rules()).toEqual([expect.stringContaining('.lg-node[data-node-id="\\31 "]::after')]);
    Object.assign(canvas, { graph: inner });
    frame(canvas);
    expect(rules()).toEqual([expect.stringContaining('[data-node-id="\\33 "]')]);
    clear();
    expect(rules()).toEqual([]);
  });
});
