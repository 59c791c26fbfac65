/** What of each editor's messages is structure, or a label that the profile shows (PRIVACY.md, "Kept"). All else is payload. */
import type { Positions } from './fill.ts';

export const NODETOOL: Positions = {
  shown: [
    ...[
      'type',
      'command',
      'status',
      'event',
      'id',
      'jobId',
      'job_id',
      'workflow_id',
      'workflowId',
      'node_id',
      'edge_id',
    ],
    ...['node_name', 'node_type', 'job_name', 'title', 'source', 'target', 'edge_type', 'parent_id', 'job_type'],
    ...['provider', 'model', 'unit', 'currency', 'timestamp'],
  ],
  payload: [
    ...['node.data', 'nodes.data', 'params', 'result', 'value', 'properties', 'outputs', 'metadata', 'settings'],
    ...[
      'dynamic_properties',
      'dynamic_outputs',
      'response',
      'content',
      'args',
      'tool_calls',
      'messages.content',
      'stats',
    ],
  ],
  back: ['data.graph'],
  begun: ['message'],
};

export const COMFYUI: Positions = {
  shown: [
    ...['type', 'prompt_id', 'node', 'node_id', 'display_node', 'display_node_id', 'real_node_id', 'parent_node'],
    ...[
      'parent_node_id',
      'nodes',
      'class_type',
      '_meta.title',
      'nodes.title',
      'state',
      'exception_type',
      'id',
      'status',
    ],
    ...['subgraphs.name', 'queue_running', 'queue_pending', 'messages', 'executed', 'status_str'],
  ],
  payload: ['current_inputs', 'current_outputs', 'output', 'properties', 'widgets_values', 'extra_info', 'traceback'],
  maps: ['', 'prompt', 'data.nodes', 'node_errors', 'outputs', 'queue_running', 'queue_pending'],
  links: ['inputs'],
};

export const FLOWISE: Positions = {
  shown: [
    ...['event', 'nodeId', 'nodeLabel', 'status', 'previousNodeIds', 'id', 'flow.name', 'data.name', 'type', 'label'],
    ...['parentNode', 'source', 'target', 'loopBackToNode', '.name', '.data'],
  ],
  payload: ['output', 'input', 'state', 'inputParams', 'inputAnchors', 'chatHistory', 'messages'],
  keys: ['usageMetadata', 'usage_metadata'],
  texts: ['flowData'],
};

export const N8N: Positions = {
  shown: [
    ...[
      'type',
      'executionId',
      'nodeName',
      'workflowId',
      'workflowName',
      'nodes.name',
      'data.name',
      'workflowData.name',
      'id',
      'node',
      'previousNode',
      'onError',
    ],
    ...['executionStatus', 'status', 'mode', 'startedAt', 'stoppedAt', 'createdAt', 'destinationNode'],
  ],
  payload: [
    ...['json', 'binary', 'pairedItem', 'inputOverride', 'parameters', 'credentials', 'error', 'metadata', 'hints'],
    ...['shared', 'settings', 'staticData', 'meta', 'tags', 'scopes', 'executionData', 'startData', 'contextData'],
    ...['collaborators', 'context'],
  ],
  maps: ['runData', 'flattedRunData', 'connections', 'pinData', 'itemCountByConnectionType', 'data.data', 'main'],
  keys: [
    'error',
    'tokenUsage',
    'json',
    'response',
    'nodeWasResumed',
    'completionTokens',
    'promptTokens',
    'totalTokens',
  ],
  texts: ['data', 'flattedRunData'],
};

export const NODE_RED: Positions = {
  shown: ['.topic', 'subscribe', 'id', 'type', 'z', 'name', 'label', 'wires', 'links', 'fill', 'shape', 'd'],
  payload: ['msg', 'props', 'env'],
  begun: ['data.text'],
};

/** The three of which there is no recording are played as tests/support/hand-made.ts writes them. */
export const DIFY: Positions = {
  shown: [
    ...['event', 'workflow_run_id', 'task_id', 'id', 'node_id', 'node_type', 'title', 'workflow_id', 'status', 'type'],
    ...['source', 'target', 'iteration_id', 'total_price', 'currency', 'model_name'],
  ],
  payload: ['inputs', 'outputs', 'process_data', 'files'],
  keys: ['usage', 'model_name'],
};

export const LANGFLOW: Positions = {
  shown: [
    ...['event', 'id', 'ids', 'to_run', 'next_vertices_ids', 'inactivated_vertices', 'component_id', 'display_name'],
    ...['vertex_type', 'type', 'source', 'target', 'job_id'],
  ],
  payload: ['inputs', 'results', 'params', 'artifacts', 'template', 'messages'],
};

export const SIM: Positions = {
  shown: [
    ...['type', 'timestamp', 'executionId', 'workflowId', 'blockId', 'blockName', 'blockType', 'startedAt', 'endedAt'],
    ...['startTime', 'endTime', 'iterationType', 'iterationContainerId'],
  ],
  payload: ['input', 'output', 'subBlocks'],
};

/** As the mapping in tests/support/hand-made.ts says. */
export const CUSTOM: Positions = {
  shown: ['type', 'run', 'name', 'node', 'id', 'needs', 'is', 'status'],
  maps: ['state.nodes', '.nodes'],
};

export const PAGE: Positions = {
  shown: [
    ...['editor', 'run', 'workflow', 'name', 'node', 'key', 'title', 'type', 'parent', 'status', 'inputs'],
    ...['model', 'unit', 'id', 'from', 'to'],
  ],
};
