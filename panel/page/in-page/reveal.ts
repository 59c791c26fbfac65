import type { Kit } from './kit.ts';
import type { Found, PageWindow } from './page-types.ts';

export interface Wanted {
  /** The node's id, then those of the nodes that it lies in, innermost first. */
  readonly ids: readonly string[];
  /** The class of the node; '' when not known. */
  readonly type: string;
}

/** Brings a node into view and marks it, or the innermost of those it lies in that is on a canvas of the page. */
export function reveal(wanted: Wanted, kit: Kit): { readonly found: Found } | { readonly found: 'no-canvas' } {
  const views = kit.views();
  let canvas = false;
  for (const [depth, id] of wanted.ids.entries()) {
    for (const view of views) {
      for (const show of [kit.revealInNodeRed, kit.revealInLiteGraph, kit.revealInFlow]) {
        const found = show(view, id, depth === 0 ? wanted.type : '', kit);
        if (found !== undefined) canvas = true;
        if (found === 'node') return { found: depth === 0 ? 'node' : 'holder' };
        if (found === 'holder' || found === 'stuck') return { found };
      }
    }
  }
  if (canvas) return { found: 'absent' };
  // Beside a canvas that we know, an element that happens to have the id would be anything.
  for (const view of views) {
    const element = kit.labelledElement(view.document, wanted.ids[0] ?? '');
    if (!element) continue;
    const { left, top, width, height } = element.getBoundingClientRect();
    const x = view.innerWidth / 2 - left - width / 2;
    const y = view.innerHeight / 2 - top - height / 2;
    if (!kit.drag(element, { x, y })) element.scrollIntoView({ block: 'center', inline: 'center' });
    kit.mark(element);
    return { found: 'node' };
  }
  return { found: 'no-canvas' };
}

/** Node-RED can do it itself, across its tabs, and blinks the node. */
export function revealInNodeRed(view: PageWindow, id: string): Found | undefined {
  const { nodes, view: canvas } = view.RED ?? {};
  if (typeof nodes?.node !== 'function' || typeof canvas?.reveal !== 'function') return undefined;
  if (!nodes.node(id) && !nodes.group?.(id)) return 'absent';
  canvas.reveal(id, true);
  return 'node';
}

/** Opens the subgraph that the node is in, as the editor does, and centres on it. */
export function revealInLiteGraph(view: PageWindow, id: string, type: string, kit: Kit): Found | undefined {
  const editor = kit.liteGraph(view);
  if (!editor) return undefined;
  const { canvas, root } = editor;
  const found = kit.liteNode(root, id);
  if (!found || (found.whole && !kit.isLiteClass(found.node, type))) return 'absent';
  const { node, graph, whole } = found;
  const opens = canvas.graph !== graph;
  if (opens) {
    if (typeof canvas.setGraph !== 'function') return 'stuck';
    if ('subgraph' in canvas) canvas.subgraph = graph === root ? undefined : graph;
    canvas.setGraph(graph);
  }
  canvas.centerOnNode(node);
  // ComfyUI goes back to where a subgraph was last looked at, or fits it into view, one frame after it was opened.
  const again = (frames: number): void => {
    if (frames === 0) canvas.centerOnNode(node);
    else view.requestAnimationFrame(() => again(frames - 1));
  };
  if (opens) again(3);
  if (view.LiteGraph?.vueNodesMode) {
    kit.whenDrawn(view, () => kit.comfyElement(view.document, String(node.id)), kit.mark);
    return whole ? 'node' : 'holder';
  }
  const remove = kit.addPainter(canvas, (ctx) => {
    if (canvas.graph !== graph) return;
    const [x, y, w, h] = kit.liteBox(view, node);
    const px = 1 / canvas.ds.scale;
    for (const [out, wide, colour] of [
      [4.5, 9, 'rgb(255 255 255 / 85%)'],
      [5, 4, '#d6006c'],
    ] as const) {
      ctx.lineWidth = wide * px;
      ctx.strokeStyle = colour;
      ctx.strokeRect(x - out * px, y - out * px, w + 2 * out * px, h + 2 * out * px);
    }
  });
  view.setTimeout(remove, 2000);
  return whole ? 'node' : 'holder';
}

/** Pans React Flow or Vue Flow by its own instance, which knows nodes that are not drawn too; else by hand. */
export function revealInFlow(view: PageWindow, id: string, _type: string, kit: Kit): Found | undefined {
  const roots = kit.flowRoots(view.document);
  for (const root of roots) {
    const flow = kit.reactFlow(root) ?? kit.vueFlow(root);
    const element = kit.nodeElements(root).get(id);
    const box = flow?.boxOf(id);
    if (!element && !(flow && box)) continue;
    const pane = root.getBoundingClientRect();
    const centre = { x: pane.left + pane.width / 2, y: pane.top + pane.height / 2 };
    let at = centre;
    if (element) {
      const { left, top, width, height } = element.getBoundingClientRect();
      at = { x: left + width / 2, y: top + height / 2 };
    } else if (flow && box) {
      const { x, y, zoom } = flow.viewport();
      at = { x: pane.left + x + (box.x + box.width / 2) * zoom, y: pane.top + y + (box.y + box.height / 2) * zoom };
    }
    const delta = { x: centre.x - at.x, y: centre.y - at.y };
    const there = Math.hypot(delta.x, delta.y) < 1;
    const moved = there || (flow ? flow.panBy(delta) !== false : element !== undefined && kit.drag(element, delta));
    kit.whenDrawn(view, () => kit.nodeElements(root).get(id), kit.mark);
    return moved ? 'node' : 'stuck';
  }
  return roots.length > 0 ? 'absent' : undefined;
}
