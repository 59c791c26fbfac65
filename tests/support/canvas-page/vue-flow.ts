import { VueFlow } from '@vue-flow/core';
import { createApp, h } from 'vue';
import '@vue-flow/core/dist/style.css';
import '@vue-flow/core/dist/theme-default.css';
import { FLOW_EDGES, FLOW_NODES } from './nodes.ts';

/** n8n pans with the middle button and selects with the left one. */
createApp({
  render: () => h(VueFlow, { nodes: FLOW_NODES, edges: FLOW_EDGES, panOnDrag: [1], selectionKeyCode: true }),
}).mount('#root');
