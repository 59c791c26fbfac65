/** What we use of a page's own objects. They are the page's: each is looked at before it is used, and may be missing. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** What React Flow and Vue Flow have in common, behind their canvas. */
export interface Flow {
  /** Moves the view by so many pixels of the screen, as far as the editor lets it. */
  panBy(delta: Point): unknown;
  /** A node's place in the coordinates of the flow, also where it is not drawn because it is out of view. */
  boxOf(id: string): Box | undefined;
  viewport(): { readonly x: number; readonly y: number; readonly zoom: number };
}

export interface LiteNode {
  readonly id: number | string;
  readonly type: string;
  /** Its class on the server, where ComfyUI made it. */
  readonly comfyClass?: string;
  readonly pos: ArrayLike<number>;
  readonly size: ArrayLike<number>;
  readonly flags?: { readonly collapsed?: boolean };
  readonly _collapsed_width?: number;
  readonly subgraph?: LiteGraph;
}

export interface LiteGraph {
  getNodeById(id: number | string): LiteNode | null | undefined;
  readonly rootGraph?: LiteGraph;
}

export type Paint = (ctx: CanvasRenderingContext2D) => void;

export interface LiteCanvas {
  readonly graph?: LiteGraph | null;
  subgraph?: LiteGraph | undefined;
  readonly ds: { readonly scale: number };
  onDrawForeground?: ((ctx: CanvasRenderingContext2D, ...rest: unknown[]) => unknown) | null;
  centerOnNode(node: LiteNode): void;
  setGraph?(graph: LiteGraph): void;
  setDirty(front: boolean, back: boolean): void;
}

interface ComfyApp {
  readonly canvas?: LiteCanvas;
  readonly rootGraph?: LiteGraph;
  readonly graph?: LiteGraph;
}

interface NodeRed {
  readonly nodes?: { node(id: string): unknown; group?(id: string): unknown };
  readonly view?: { reveal?(id: string, highlight: boolean): void };
}

/** A window of the page, with the names that editors leave in it. */
export interface PageWindow extends Window {
  readonly RED?: NodeRed;
  /** Also what the browser calls an element with the id `app`. */
  readonly app?: ComfyApp;
  readonly comfyAPI?: { readonly app?: { readonly app?: ComfyApp } };
  readonly LGraphCanvas?: { readonly active_canvas?: LiteCanvas };
  readonly LiteGraph?: { readonly NODE_TITLE_HEIGHT?: number; readonly vueNodesMode?: boolean };
  readonly MouseEvent: typeof MouseEvent;
  readonly CSSStyleSheet: typeof CSSStyleSheet;
  readonly CSS: typeof CSS;
}

/** How a node was found: drawn, or lying in one that is drawn; it is not there; it is there and could not be brought into view. */
export type Found = 'node' | 'holder' | 'absent' | 'stuck';

/** What was coloured on one canvas, and what takes that back. */
export interface Painted {
  readonly nodes: number;
  readonly end?: () => void;
}
