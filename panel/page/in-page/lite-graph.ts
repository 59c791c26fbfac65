import type { LiteCanvas, LiteGraph, LiteNode, PageWindow } from './page-types.ts';

/** The canvas of ComfyUI, or the one that another LiteGraph editor works on, and its outermost graph. */
export function liteGraph(view: PageWindow): { readonly canvas: LiteCanvas; readonly root: LiteGraph } | undefined {
  const app = [view.comfyAPI?.app?.app, view.app].find((each) => typeof each?.canvas?.centerOnNode === 'function');
  const canvas = app?.canvas ?? view.LGraphCanvas?.active_canvas;
  const shown = canvas?.graph;
  const root = app?.rootGraph ?? app?.graph ?? shown?.rootGraph ?? shown;
  return canvas && typeof root?.getNodeById === 'function' ? { canvas, root } : undefined;
}

/**
 * The node that an id leads to through subgraphs: in "5:3", node 3 of the subgraph that node 5 stands for. Else the last one on
 * the way that there is; nodes that another made while it ran ("2.0.0.1") are never drawn.
 */
export function liteNode(
  root: LiteGraph,
  id: string,
): { readonly node: LiteNode; readonly graph: LiteGraph; readonly whole: boolean } | undefined {
  let found: { readonly node: LiteNode; readonly graph: LiteGraph } | undefined;
  let graph: LiteGraph | undefined = root;
  for (const part of id.split(':')) {
    const [own = '', ...made] = part.split('.');
    const node: LiteNode | null | undefined = graph?.getNodeById(own) ?? graph?.getNodeById(Number(own));
    if (!node || !graph) return found && { ...found, whole: false };
    found = { node, graph };
    if (made.length > 0) return { ...found, whole: false };
    graph = node.subgraph;
  }
  return found && { ...found, whole: true };
}

/** True unless both sides say which class the node is of and they differ: ids are small numbers, and other workflows have them too. */
export function isLiteClass(node: LiteNode, type: string): boolean {
  return type === '' || node.subgraph !== undefined || type === node.type || type === node.comfyClass;
}

/** What a node covers, title and all, in the graph's coordinates. */
export function liteBox(view: PageWindow, node: LiteNode): readonly [x: number, y: number, w: number, h: number] {
  const title = view.LiteGraph?.NODE_TITLE_HEIGHT ?? 30;
  const [x = 0, y = 0] = [node.pos[0], node.pos[1]];
  if (node.flags?.collapsed) return [x, y - title, node._collapsed_width ?? 80, title];
  return [x, y - title, node.size[0] ?? 0, (node.size[1] ?? 0) + title];
}
