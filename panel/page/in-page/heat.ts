import type { Kit } from './kit.ts';

/** One step of the scale. */
export interface Step {
  /** `r g b`, each 0 to 255. */
  readonly rgb: string;
  /** Of the fill, 0 to 1. */
  readonly alpha: number;
  /** Width of the ring inside the node's edge, pixels of the graph. */
  readonly ring: number;
}

/** A node to colour; its class is '' when not known. */
export type HotNode = readonly [id: string, type: string, step: number];

export interface HeatOrder {
  readonly steps: readonly Step[];
  readonly nodes: readonly HotNode[];
  /** The colours go by themselves when nobody has renewed them for so long: the panel may be gone without a word. */
  readonly leaseMs: number;
}

/** What holds the colours of one document; it hangs there under a symbol. */
export interface Lease {
  stop(): void;
  renew(ms: number): void;
}

/** Which page answered, how many canvases are in it, and how many of the nodes are on them. */
export type HeatAnswer = { readonly page: number; readonly canvases: number; readonly nodes: number };

/** Colours nodes, in place of an earlier colouring. */
export function paintHeat(order: HeatOrder, kit: Kit): HeatAnswer {
  kit.clearHeat(undefined, kit);
  const key = Symbol.for('longpole');
  let canvases = 0;
  let nodes = 0;
  for (const view of kit.views()) {
    const painted = [kit.heatFlows, kit.heatNodeRed, kit.heatLiteGraph].flatMap((heat) => heat(view, order, kit) ?? []);
    canvases += painted.length;
    nodes += painted.reduce((sum, each) => sum + each.nodes, 0);
    const ends = painted.flatMap(({ end }) => end ?? []);
    if (ends.length === 0) continue;
    let timer = 0;
    const lease: Lease = {
      stop() {
        view.clearTimeout(timer);
        view.removeEventListener('pagehide', lease.stop);
        for (const end of ends) end();
        delete (view.document as Document & { [key]?: Lease })[key];
      },
      renew(ms) {
        view.clearTimeout(timer);
        timer = view.setTimeout(lease.stop, ms);
      },
    };
    lease.renew(order.leaseMs);
    // A page that is left may come back from the browser's cache as it was.
    view.addEventListener('pagehide', lease.stop);
    Object.defineProperty(view.document, key, { value: lease, configurable: true });
  }
  return { page: performance.timeOrigin, canvases, nodes };
}

/** Takes all colours away. */
export function clearHeat(_: undefined, kit: Kit): null {
  for (const lease of kit.leases(kit)) lease.stop();
  return null;
}

/** Keeps the colours for so much longer; tells how many documents have any. */
export function renewHeat(ms: number, kit: Kit): { readonly page: number; readonly leases: number } {
  const leases = kit.leases(kit);
  for (const lease of leases) lease.renew(ms);
  return { page: performance.timeOrigin, leases: leases.length };
}

/** What holds the colours there are. */
export function leases(kit: Kit): readonly Lease[] {
  const key = Symbol.for('longpole');
  return kit.views().flatMap(({ document }) => (document as Document & { [key]?: Lease })[key] ?? []);
}
