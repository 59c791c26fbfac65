import type { Box, Flow, Point } from './page-types.ts';

/**
 * React Flow's store behind a canvas: the value of a context provider above its elements (versions 10 to 12). Undefined where
 * React keeps its tree elsewhere than it has since version 16.
 */
export function reactFlow(root: Element): Flow | undefined {
  interface Fiber {
    readonly return?: Fiber | null;
    readonly memoizedProps?: { readonly value?: { getState?(): State } } | null;
  }
  interface Node {
    readonly internals?: { readonly positionAbsolute: Point };
    readonly positionAbsolute?: Point;
    readonly measured?: { readonly width?: number; readonly height?: number };
    readonly width?: number | null;
    readonly height?: number | null;
  }
  interface State {
    readonly panBy?: (delta: Point) => unknown;
    readonly transform: readonly [number, number, number];
    readonly nodeLookup?: ReadonlyMap<string, Node>;
    readonly nodeInternals?: ReadonlyMap<string, Node>;
  }
  const inside = root.querySelector('.react-flow__renderer') ?? root;
  const key = Object.keys(inside).find((name) => /^__react(?:Fiber|InternalInstance)\$/.test(name));
  let fiber = key && (inside as unknown as Readonly<Record<string, Fiber | null | undefined>>)[key];
  for (let depth = 0; fiber && depth < 300; depth++, fiber = fiber.return) {
    const value = fiber.memoizedProps?.value;
    if (typeof value?.getState !== 'function' || typeof value.getState().panBy !== 'function') continue;
    const state = (): State => value.getState?.() as State;
    return {
      panBy: (delta) => state().panBy?.(delta),
      boxOf(id): Box | undefined {
        const { nodeLookup, nodeInternals } = state();
        const node = (nodeLookup ?? nodeInternals)?.get(id);
        const at = node?.internals?.positionAbsolute ?? node?.positionAbsolute;
        const size = node?.measured ?? node;
        return at && { x: at.x, y: at.y, width: size?.width ?? 0, height: size?.height ?? 0 };
      },
      viewport() {
        const [x, y, zoom] = state().transform;
        return { x, y, zoom };
      },
    };
  }
  return undefined;
}

/** Vue Flow's instance behind a canvas: it leaves all of them at the Vue app, which is at the app's element. */
export function vueFlow(root: Element): Flow | undefined {
  interface Instance {
    readonly vueFlowRef?: { readonly value: unknown };
    readonly viewport: { readonly value: { readonly x: number; readonly y: number; readonly zoom: number } };
    panBy(delta: Point): unknown;
    findNode(id: string): { readonly computedPosition: Point; readonly dimensions: Box } | undefined;
  }
  interface Mounted {
    readonly __vue_app__?: {
      readonly config?: {
        readonly globalProperties?: {
          readonly $vueFlowStorage?: { readonly flows?: ReadonlyMap<string, Instance> };
        };
      };
    };
  }
  for (let at: Element | null = root; at; at = at.parentElement) {
    const storage = (at as Mounted).__vue_app__?.config?.globalProperties?.$vueFlowStorage;
    for (const flow of storage?.flows?.values() ?? []) {
      if (flow.vueFlowRef?.value !== root || typeof flow.panBy !== 'function') continue;
      return {
        panBy: (delta) => flow.panBy(delta),
        boxOf(id) {
          const node = flow.findNode(id);
          return node && { ...node.computedPosition, width: node.dimensions.width, height: node.dimensions.height };
        },
        viewport: () => flow.viewport.value,
      };
    }
  }
  return undefined;
}
