import { ReactFlow } from '@xyflow/react';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import '@xyflow/react/dist/style.css';
import { FLOW_EDGES, FLOW_NODES } from './nodes.ts';

/** `?culled` draws only what is in view; `?locked` lets nobody pan by hand. */
const query = new URLSearchParams(location.search);
const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    createElement(ReactFlow, {
      defaultNodes: FLOW_NODES,
      defaultEdges: FLOW_EDGES,
      onlyRenderVisibleElements: query.has('culled'),
      panOnDrag: !query.has('locked'),
    }),
  );
