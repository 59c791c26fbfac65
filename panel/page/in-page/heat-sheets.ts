import type { HeatOrder, Step } from './heat.ts';
import type { Kit } from './kit.ts';
import type { PageWindow, Painted } from './page-types.ts';

/**
 * Elements are coloured by a sheet that their document adopts: no node of the document changes (React and Vue own these, and
 * watch them), what is drawn anew is coloured too, and it needs no leave of the page's Content-Security-Policy, as a style
 * element does. Returns what ends it.
 */
export function adoptSheet({ document, CSSStyleSheet }: PageWindow, rules: string): () => void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
  };
}

/** A veil over a node and a ring inside its edge; it takes no room and lets clicks through. */
export function veil({ rgb, alpha, ring }: Step): string {
  const place = 'content:"";position:absolute;inset:0;z-index:1;border-radius:inherit;pointer-events:none';
  return `${place};background:rgb(${rgb} / ${alpha});box-shadow:inset 0 0 0 ${ring}px rgb(${rgb})`;
}

/** One rule a step. */
export function heatRules(
  steps: readonly Step[],
  selectors: readonly (readonly [selector: string, step: number])[],
  style: (step: Step) => string,
): string {
  const rule = (step: Step, n: number): string => {
    const own = selectors.filter(([, at]) => at === n).map(([selector]) => selector);
    return own.length > 0 ? `${own.join()}{${style(step)}}` : '';
  };
  return steps.map(rule).join('');
}

/** React Flow and Vue Flow: also nodes that come into view later. */
export function heatFlows(view: PageWindow, { steps, nodes }: HeatOrder, kit: Kit): Painted | undefined {
  const roots = kit.flowRoots(view.document);
  if (roots.length === 0) return undefined;
  const selectors: [selector: string, step: number][] = [];
  for (const root of roots) {
    const flow = kit.reactFlow(root) ?? kit.vueFlow(root);
    const drawn = kit.nodeElements(root);
    for (const [id, , step] of nodes) {
      const element = drawn.get(id);
      if (!element && !flow?.boxOf(id)) continue;
      const own = `[data-id="${view.CSS.escape(element?.getAttribute('data-id') ?? id)}"]::after`;
      selectors.push([`.react-flow__node${own},.vue-flow__node${own}`, step]);
    }
  }
  if (selectors.length === 0) return { nodes: 0 };
  return { nodes: selectors.length, end: kit.adoptSheet(view, kit.heatRules(steps, selectors, kit.veil)) };
}

/** Node-RED draws rectangles of SVG; a rule of a sheet goes before the fill that they have as an attribute. */
export function heatNodeRed(view: PageWindow, { steps, nodes }: HeatOrder, kit: Kit): Painted | undefined {
  const { RED } = view;
  if (typeof RED?.nodes?.node !== 'function') return undefined;
  const selectors = nodes
    .filter(([id]) => RED.nodes?.node(id))
    .map(([id, , step]) => [`.red-ui-flow-node-group[id="${view.CSS.escape(id)}"]>.red-ui-flow-node`, step] as const);
  if (selectors.length === 0) return { nodes: 0 };
  const fill = ({ rgb, alpha, ring }: Step): string =>
    `fill:rgb(${rgb} / ${alpha});stroke:rgb(${rgb});stroke-width:${ring}`;
  return { nodes: selectors.length, end: kit.adoptSheet(view, kit.heatRules(steps, selectors, fill)) };
}
