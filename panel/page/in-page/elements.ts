/** Canvases of React Flow and Vue Flow that are shown in a document. */
export function flowRoots(document: Document): readonly HTMLElement[] {
  const roots = document.querySelectorAll<HTMLElement>('.react-flow, .vue-flow');
  return [...roots].filter((root) => root.getClientRects().length > 0);
}

/**
 * The elements of the nodes in a canvas, by id. Attributes are compared, never selected by: an id may hold anything. n8n writes
 * the name of a node inside its element, and runs whose graph was not seen have names for ids.
 */
export function nodeElements(root: HTMLElement): ReadonlyMap<string, HTMLElement> {
  const nodes = [...root.querySelectorAll<HTMLElement>('.react-flow__node, .vue-flow__node')];
  const byName = nodes.map((node) => [node.querySelector('[data-node-name]')?.getAttribute('data-node-name'), node]);
  const byId = nodes.map((node) => [node.getAttribute('data-id'), node]);
  return new Map([...byName, ...byId].filter(([label]) => label) as [string, HTMLElement][]);
}

/** The element of a node where ComfyUI draws nodes as elements: of the graph that is shown, by the node's number in it. */
export function comfyElement(document: Document, id: string): HTMLElement | undefined {
  const nodes = document.querySelectorAll<HTMLElement>('.lg-node');
  return [...nodes].find((node) => node.getAttribute('data-node-id') === id);
}

/** Any shown element that says it is this node, for editors we know nothing of. */
export function labelledElement(document: Document, id: string): HTMLElement | undefined {
  const labelled = document.querySelectorAll<HTMLElement>('[data-node-id], [data-id]');
  return [...labelled].find(
    (element) =>
      (element.getAttribute('data-node-id') === id || element.getAttribute('data-id') === id) &&
      element.getClientRects().length > 0,
  );
}

/** Hands an element over as soon as it is drawn, for a second at most: canvases draw what comes into view a frame later. */
export function whenDrawn(view: Window, find: () => Element | undefined, use: (element: Element) => void): void {
  const look = (frames: number): void => {
    const element = find();
    if (element) use(element);
    else if (frames > 0) view.requestAnimationFrame(() => look(frames - 1));
  };
  look(60);
}
