/** The document of the test as an inspected page: programs run from their text, so that nothing but the page is around them. */
import { fail, ok, type Result } from '../../../src/model/result.ts';

export function run(code: string): unknown {
  return new Function(`return ${code};`)();
}

export async function runInPage(code: string): Promise<Result<unknown>> {
  try {
    // DevTools hands over what JSON can say.
    return ok(JSON.parse(JSON.stringify(run(code)) ?? 'null'));
  } catch (error) {
    return fail(String(error));
  }
}

interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** An element that is laid out; happy-dom has no layout. */
export function laidOut<E extends Element>(element: E, rect: Rect = { left: 0, top: 0, width: 100, height: 50 }): E {
  element.getBoundingClientRect = () => new DOMRect(rect.left, rect.top, rect.width, rect.height);
  element.getClientRects = () => [element.getBoundingClientRect()] as unknown as DOMRectList;
  return element;
}

/** An element with attributes and animations that are counted. */
export function labelled(attributes: Readonly<Record<string, string>>): HTMLElement & { readonly marks: unknown[] } {
  const marks: unknown[] = [];
  const element = Object.assign(laidOut(document.createElement('div')), { marks });
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.animate = (frames) => marks.push(frames) as unknown as Animation;
  element.scrollIntoView = () => {};
  return element;
}

/** A canvas of React Flow with its instance where React has it, nodes of 100 x 50 at the places given. */
export function reactFlowRoot(
  nodes: Readonly<Record<string, readonly [x: number, y: number]>>,
  drawn = Object.keys(nodes),
) {
  const pans: unknown[] = [];
  const nodeLookup = new Map(
    Object.entries(nodes).map(([id, [x, y]]) => [
      id,
      { internals: { positionAbsolute: { x, y } }, measured: { width: 100, height: 50 } },
    ]),
  );
  const state = { panBy: (delta: unknown) => pans.push(delta), transform: [10, 20, 2], nodeLookup };
  const root = laidOut(document.createElement('div'), { left: 0, top: 0, width: 1000, height: 800 });
  root.className = 'react-flow';
  const inside = document.createElement('div');
  inside.className = 'react-flow__renderer';
  const provider = { memoizedProps: { value: { getState: () => state } } };
  Object.assign(inside, {
    __reactFiber$x1: { memoizedProps: null, return: { memoizedProps: { value: 1 }, return: provider } },
  });
  const elements = drawn.map((id) => {
    const element = labelled({ class: 'react-flow__node', 'data-id': id });
    const [x = 0, y = 0] = nodes[id] ?? [];
    return laidOut(element, { left: 10 + 2 * x, top: 20 + 2 * y, width: 200, height: 100 });
  });
  inside.append(...elements);
  root.append(inside);
  return { root, pans, elements };
}
