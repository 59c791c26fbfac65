import { drag } from './drag.ts';
import { comfyElement, flowRoots, labelledElement, nodeElements, whenDrawn } from './elements.ts';
import { reactFlow, vueFlow } from './flow.ts';
import { clearHeat, leases } from './heat.ts';
import { heatLiteGraph } from './heat-lite-graph.ts';
import { adoptSheet, heatFlows, heatNodeRed, heatRules, veil } from './heat-sheets.ts';
import { isLiteClass, liteBox, liteGraph, liteNode } from './lite-graph.ts';
import { mark } from './mark.ts';
import { addPainter } from './painters.ts';
import { revealInFlow, revealInLiteGraph, revealInNodeRed } from './reveal.ts';
import { views } from './views.ts';

/**
 * What the functions that run in the page are made of. They go there as text, so none of them may name anything but the page's
 * globals and its own arguments: they reach each other through this.
 */
export const KIT = {
  views,
  flowRoots,
  nodeElements,
  comfyElement,
  labelledElement,
  whenDrawn,
  reactFlow,
  vueFlow,
  drag,
  mark,
  liteGraph,
  liteNode,
  isLiteClass,
  liteBox,
  addPainter,
  revealInNodeRed,
  revealInLiteGraph,
  revealInFlow,
  leases,
  clearHeat,
  adoptSheet,
  veil,
  heatRules,
  heatFlows,
  heatNodeRed,
  heatLiteGraph,
};

export type Kit = typeof KIT;
