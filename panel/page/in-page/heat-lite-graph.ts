import type { HeatOrder } from './heat.ts';
import type { Kit } from './kit.ts';
import type { LiteNode, PageWindow, Painted } from './page-types.ts';

/**
 * LiteGraph's nodes are painted over: their own colours are saved with the workflow and are not touched. Which nodes there are
 * is asked at each drawing: subgraphs are opened, and undoing makes all nodes anew. Newer ComfyUI draws nodes as elements above
 * the canvas; these get a sheet, written anew when another graph is shown.
 */
export function heatLiteGraph(view: PageWindow, { steps, nodes }: HeatOrder, kit: Kit): Painted | undefined {
  const editor = kit.liteGraph(view);
  if (!editor) return undefined;
  const { canvas } = editor;
  const placed = () =>
    nodes.flatMap(([id, type, step]) => {
      const root = kit.liteGraph(view)?.root;
      const found = root && kit.liteNode(root, id);
      return found?.whole && kit.isLiteClass(found.node, type) ? { ...found, step } : [];
    });
  const count = placed().length;
  if (count === 0) return { nodes: 0 };
  let sheet: { readonly rules: string; readonly end: () => void } | undefined;
  const write = (rules: string): void => {
    if (rules === (sheet?.rules ?? '')) return;
    sheet?.end();
    sheet = rules === '' ? undefined : { rules, end: kit.adoptSheet(view, rules) };
  };
  const remove = kit.addPainter(canvas, (ctx) => {
    const shown = new Map<LiteNode, number>();
    // Two instances of one subgraph are drawn as one.
    for (const { node, graph, step } of placed())
      if (graph === canvas.graph) shown.set(node, Math.max(step, shown.get(node) ?? 0));
    if (view.LiteGraph?.vueNodesMode) {
      const selector = ({ id }: LiteNode): string => `.lg-node[data-node-id="${view.CSS.escape(String(id))}"]::after`;
      const selectors = [...shown].map(([node, step]) => [selector(node), step] as const);
      return write(kit.heatRules(steps, selectors, kit.veil));
    }
    write('');
    for (const [node, at] of shown) {
      const step = steps[at];
      if (!step) continue;
      const { rgb, alpha, ring } = step;
      const [x, y, w, h] = kit.liteBox(view, node);
      ctx.fillStyle = `rgb(${rgb} / ${alpha})`;
      ctx.fillRect(x, y, w, h);
      ctx.lineWidth = ring;
      ctx.strokeStyle = `rgb(${rgb})`;
      ctx.strokeRect(x + ring / 2, y + ring / 2, w - ring, h - ring);
    }
  });
  const end = (): void => {
    remove();
    write('');
  };
  return { nodes: count, end };
}
