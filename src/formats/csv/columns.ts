import type { NodeRun, Run } from '../../model/run.ts';
import { inPieces } from '../pieces.ts';
import { csvOf } from './csv.ts';

interface Instance {
  readonly run: Run;
  readonly node: NodeRun;
}

const sumOf = (waits: NodeRun['waits'], kind: NodeRun['waits'][number]['kind']): number =>
  waits.reduce((sum, w) => sum + (w.kind === kind ? Math.max(0, w.endUs - w.startUs) : 0), 0);
const between = (from: number | undefined, to: number | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : to - from;

/** Columns of the table of runs, in order; times are microseconds since the Unix epoch. */
const RUN_COLUMNS: readonly { readonly name: string; cell(run: Run): string | number | boolean | undefined }[] = [
  { name: 'run_id', cell: (r) => r.id },
  { name: 'server_id', cell: (r) => r.serverId },
  { name: 'editor', cell: (r) => r.editorName ?? r.editor },
  { name: 'origin', cell: (r) => r.origin },
  { name: 'workflow_id', cell: (r) => r.workflow.id },
  { name: 'workflow', cell: (r) => r.workflow.name },
  { name: 'graph_hash', cell: (r) => r.graphHash },
  { name: 'status', cell: (r) => r.status },
  { name: 'error_class', cell: (r) => r.errorClass },
  { name: 'queued_us', cell: (r) => r.queuedUs },
  { name: 'start_us', cell: (r) => r.startUs },
  { name: 'end_us', cell: (r) => r.endUs },
  { name: 'duration_us', cell: (r) => between(r.startUs, r.endUs) },
  { name: 'queue_us', cell: (r) => between(r.queuedUs, r.startUs) },
  { name: 'clock', cell: (r) => r.clock },
  { name: 'early_us', cell: (r) => r.uncertaintyUs[0] },
  { name: 'late_us', cell: (r) => r.uncertaintyUs[1] },
  { name: 'resolution_us', cell: (r) => r.resolutionUs },
  { name: 'instances', cell: (r) => r.nodes.length },
  { name: 'edges', cell: (r) => r.edges.length },
  { name: 'omitted', cell: (r) => r.omitted },
  { name: 'partial', cell: (r) => r.partial?.join(' ') },
  { name: 'cold', cell: (r) => r.cold },
  { name: 'replay_speed', cell: (r) => r.replaySpeed },
  { name: 'pinned', cell: (r) => r.pinned },
];

/** Columns of the table of instances, in order. */
const NODE_COLUMNS: readonly {
  readonly name: string;
  cell(row: Instance): string | number | boolean | undefined;
}[] = [
  { name: 'run_id', cell: ({ run }) => run.id },
  { name: 'workflow', cell: ({ run }) => run.workflow.name },
  { name: 'node_id', cell: ({ node }) => node.id },
  { name: 'instance', cell: ({ node }) => node.instance },
  { name: 'title', cell: ({ node }) => node.title },
  { name: 'type', cell: ({ node }) => node.type },
  { name: 'status', cell: ({ node }) => node.status },
  { name: 'error_class', cell: ({ node }) => node.errorClass },
  { name: 'parent_id', cell: ({ node }) => node.parent?.id },
  { name: 'parent_instance', cell: ({ node }) => node.parent?.instance },
  { name: 'ready_us', cell: ({ node }) => node.readyUs },
  { name: 'start_us', cell: ({ node }) => node.startUs },
  { name: 'end_us', cell: ({ node }) => node.endUs },
  { name: 'duration_us', cell: ({ node }) => between(node.startUs, node.endUs) },
  { name: 'early_us', cell: ({ node }) => node.uncertaintyUs[0] },
  { name: 'late_us', cell: ({ node }) => node.uncertaintyUs[1] },
  { name: 'clock', cell: ({ node }) => node.clock },
  { name: 'wait_input_us', cell: ({ node }) => sumOf(node.waits, 'input') },
  { name: 'wait_queue_us', cell: ({ node }) => sumOf(node.waits, 'queue') },
  { name: 'wait_external_us', cell: ({ node }) => sumOf(node.waits, 'external') },
  { name: 'iterations', cell: ({ node }) => node.iterations },
  { name: 'items', cell: ({ node }) => node.items },
  { name: 'failed_items', cell: ({ node }) => node.failedItems },
  { name: 'retries', cell: ({ node }) => node.retries },
  { name: 'bytes', cell: ({ node }) => node.bytes },
  { name: 'cost', cell: ({ node }) => node.cost?.amount },
  { name: 'cost_unit', cell: ({ node }) => node.cost?.unit },
  { name: 'tokens_input', cell: ({ node }) => node.tokens?.input },
  { name: 'tokens_output', cell: ({ node }) => node.tokens?.output },
  { name: 'tokens_cached', cell: ({ node }) => node.tokens?.cached },
  { name: 'tokens_total', cell: ({ node }) => node.tokens?.total },
  { name: 'model', cell: ({ node }) => node.model },
];

/** One row a run. */
export function runsCsv(runs: Iterable<Run>): Iterable<string> {
  return inPieces(csvOf(RUN_COLUMNS, runs));
}

/** One row an instance, in the order of the runs. */
export function nodesCsv(runs: Iterable<Run>): Iterable<string> {
  return inPieces(csvOf(NODE_COLUMNS, instancesOf(runs)));
}

function* instancesOf(runs: Iterable<Run>): Generator<Instance> {
  for (const run of runs) for (const node of run.nodes) yield { run, node };
}
