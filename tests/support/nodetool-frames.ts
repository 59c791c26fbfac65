import { encode } from '@msgpack/msgpack';
import { realRequest } from './made-runs.ts';

/** What a page asks and a server sends of one NodeTool run. */
export interface NodetoolTraffic {
  readonly request: Uint8Array;
  readonly frames: readonly Uint8Array[];
}

/** The request of a real run with a graph of `count` nodes, each fed by the one `wide` before it, and what a server sends of it; `wide` are at work at once. */
export function nodetoolTraffic(count: number, wide: number, id = 'bench'): NodetoolTraffic {
  const job = { job_id: id, workflow_id: `w-${id}` };
  const real = realRequest();
  const [, node] = real.data.graph.nodes;
  const nodes = Array.from({ length: count }, (_, i) => ({ ...node, id: `n${i}` }));
  const edges = nodes.slice(wide).map(({ id: target }, i) => ({
    id: `e${i}`,
    source: `n${i}`,
    sourceHandle: 'output',
    target,
    targetHandle: 'text',
    ui_properties: {},
    edge_type: 'data',
  }));
  const request = { ...real, data: { ...real.data, workflow_id: job.workflow_id, graph: { nodes, edges } } };
  const update = (i: number, status: string) =>
    encode({
      type: 'node_update',
      node_id: `n${i}`,
      node_name: 'Code',
      node_type: 'nodetool.code.Code',
      status,
      result: status === 'completed' ? { output: 'x'.repeat(200) } : null,
      error: null,
      properties: {},
      ...job,
    });
  const edge = (i: number, status: string) =>
    encode({ type: 'edge_update', edge_id: `e${i}`, status, counter: 1, ...job });
  const frames: Uint8Array[] = [encode({ type: 'job_update', status: 'running', ...job })];
  for (let i = 0; i < count + wide; i++) {
    if (i >= wide) frames.push(update(i - wide, 'completed'));
    if (i >= wide && i < count) frames.push(edge(i - wide, 'active'));
    if (i < count) frames.push(update(i, 'running'));
  }
  frames.push(encode({ type: 'job_update', status: 'completed', ...job }));
  return { request: encode(request), frames };
}
