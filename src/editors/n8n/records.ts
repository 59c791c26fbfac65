/** From what was read to records: which message means what. */
import { RELAY_LIMITS } from '../../model/limits.ts';
import type { GraphRecord, NodeRecord, NodesRecord, RunRecord, TrafficRecord } from '../../model/record.ts';
import type { Frame } from '../editor.ts';
import type { Execution, StoredRuns } from './execution.ts';
import type { Push } from './push.ts';
import type { Task } from './task.ts';
import { nodeId, statusOf } from './words.ts';
import { rowsOf, type Workflow } from './workflow.ts';

export type Head = Pick<RunRecord, 't' | 'late' | 'link' | 'editor' | 'run' | 'workflow'>;

export function headOf(frame: Frame, run: string, workflow: string): Head {
  const { t, late, link } = frame;
  return { editor: 'n8n', t, ...(late === undefined ? {} : { late }), link, run, workflow };
}

/** What one pushed message tells; kinds that say nothing of a run give no record. */
export function pushRecords(push: Push, head: Head): readonly TrafficRecord[] {
  const seq = push.seq === undefined ? {} : { seq: push.seq };
  switch (push.type) {
    case 'executionStarted': {
      const stamp = push.startedUs === undefined ? {} : { stampUs: push.startedUs };
      const run: RunRecord = { k: 'run', ...head, status: 'running', name: push.workflowName, ...stamp };
      return [run, ...nodesRecords(push.reused, head)];
    }
    case 'nodeExecuteBefore':
      return push.node ? [{ ...taskRecord(push.node, push.task, push.nested, head), ...seq, status: 'running' }] : [];
    case 'nodeExecuteAfter':
    case 'nodeExecuteAfterData':
      return push.node ? [{ ...afterRecord(push, head), ...seq }] : [];
    case 'executionWaiting':
      return [{ k: 'run', ...head, status: 'suspended' }];
    case 'executionFinished':
      return [finished(push, head)];
    case 'executionRecovered':
      return [{ k: 'run', ...head, status: 'failed', errorClass: 'crashed' }];
    default:
      return [];
  }
}

function finished(push: Push, head: Head): RunRecord {
  const { startedUs, stoppedUs } = push;
  const crashed = push.status === 'crashed' ? { errorClass: 'crashed' } : {};
  return { k: 'run', ...head, status: statusOf(push.status), ...crashed, ...spanOf(startedUs, stoppedUs) };
}

function spanOf(from: number | undefined, to: number | undefined): Pick<RunRecord, 'stampUs' | 'durationUs'> {
  if (from === undefined) return {};
  return to === undefined || to < from ? { stampUs: from } : { stampUs: from, durationUs: to - from };
}

function afterRecord(push: Push, head: Head): NodeRecord {
  const { task, bytes } = push;
  const record = taskRecord(push.node, task, push.nested, head);
  const hasData = push.type === 'nodeExecuteAfterData' || task?.outputAt !== undefined;
  const items = push.items ?? task?.output?.items;
  return {
    ...record,
    status: outcomeOf(task),
    // Whether there was an output at all is what tells this message from the one before it.
    ...(hasData && !push.placeholder ? (bytes ? { bytes } : { empty: true }) : {}),
    ...(items === undefined ? {} : { items }),
    ...(push.placeholder ? {} : figuresOf(task)),
  };
}

/** Older servers say nothing of the status: what has no error went well. */
function outcomeOf(task: Task | undefined): NodeRecord['status'] {
  if (!task?.status) return task?.failed ? 'error' : 'completed';
  const status = statusOf(task.status);
  // A node run that is over is not running, whatever it says.
  return status === 'running' || status === 'queued' ? 'completed' : status;
}

function figuresOf(task: Task | undefined): Partial<NodeRecord> {
  const { failed, tokensIn, tokensOut } = task?.output ?? {};
  return {
    ...(failed === undefined ? {} : { failedItems: failed }),
    ...(tokensIn === undefined ? {} : { tokensIn }),
    ...(tokensOut === undefined ? {} : { tokensOut }),
  };
}

function taskRecord(name: string, task: Task | undefined, nested: boolean, head: Head): NodeRecord {
  const base: NodeRecord = { k: 'node', ...head, node: nodeId(name), type: '', name, status: 'unknown' };
  if (!task) return base;
  const { stampUs, durationMs, index, sources, errorClass, resumed } = task;
  const [first] = sources;
  const inside = first && (nested || task.output?.nested);
  return {
    ...base,
    ...(stampUs === undefined ? {} : { stampUs }),
    ...(durationMs === undefined ? {} : { durationUs: durationMs * 1000 }),
    ...(index === undefined ? {} : { key: String(index) }),
    ...(errorClass === undefined ? {} : { errorClass }),
    ...(resumed ? { resumed } : {}),
    ...(inside ? { parent: nodeId(first.node) } : {}),
    ...(first ? { iteration: first.run, from: [...new Set(sources.map((s) => nodeId(s.node)))] } : {}),
  };
}

/** Node runs of a stored execution, in the order in which they began. What ended before `sinceUs` was taken over from another. */
export function storedRecords(runs: StoredRuns, sinceUs: number | undefined, head: Head): readonly TrafficRecord[] {
  const over = ({ stampUs, durationMs }: Task) => (stampUs ?? Number.POSITIVE_INFINITY) + (durationMs ?? 0) * 1000;
  const old = (task: Task) => sinceUs !== undefined && over(task) < sinceUs;
  const own = runs.tasks.filter(({ task }) => !old(task));
  const reused = new Set(runs.tasks.filter(({ task }) => old(task)).map(({ node }) => nodeId(node)));
  const records = own.map(({ node, task }): NodeRecord => {
    const items = task.output === undefined ? {} : { items: task.output.items };
    return { ...taskRecord(node, task, false, head), status: outcomeOf(task), ...items, ...figuresOf(task) };
  });
  records.sort((a, b) => (a.stampUs ?? 0) - (b.stampUs ?? 0) || Number(a.key ?? 0) - Number(b.key ?? 0));
  return [...nodesRecords([...reused], head), ...records];
}

/** All of a stored execution; none while it still goes on: whoever pushes it tells it better. */
export function executionRecords(e: Execution, head: Head): readonly TrafficRecord[] {
  // One that was called off before it began has no times at all.
  if (e.startedUs === undefined) return [];
  const word = e.status || (e.finished ? 'success' : e.stoppedUs === undefined ? '' : 'error');
  const status = word === 'waiting' ? 'suspended' : statusOf(word);
  if (status === 'running' || status === 'queued' || status === 'unknown') return [];
  const { workflow } = e;
  // Pins count for runs by hand only, and then it is said which there were.
  const pinned = e.mode === 'manual' ? e.runs.pinned : [];
  const graph = workflow?.whole ? graphRecords({ ...workflow, pinned: [...pinned] }, head) : [];
  const open = e.stoppedUs === undefined && status !== 'suspended';
  const run: RunRecord = {
    k: 'run',
    ...head,
    status: open ? 'unknown' : status,
    name: workflow?.name ?? '',
    ...(word === 'crashed' ? { errorClass: 'crashed' } : {}),
    ...spanOf(e.startedUs, open ? lastEnd(e.runs, e.startedUs) : e.stoppedUs),
  };
  return [...graph, run, ...storedRecords(e.runs, e.createdUs, head)];
}

/** The server died and never wrote when the execution ended: all that is known is that its last node run had. */
function lastEnd({ tasks }: StoredRuns, startedUs: number): number {
  const ends = tasks.map(({ task }) => (task.stampUs ?? startedUs) + (task.durationMs ?? 0) * 1000);
  return ends.reduce((last, us) => Math.max(last, us), startedUs);
}

/** A graph in parts; edges and marks begin in the part with the last nodes, so that none comes before what it names. */
export function graphRecords(workflow: Workflow, head: Head): readonly GraphRecord[] {
  const { nodes, edges, marks } = rowsOf(workflow);
  const size = RELAY_LIMITS.graphPart;
  const first = Math.max(0, Math.ceil(nodes.length / size) - 1);
  const parts = first + Math.max(1, Math.ceil(edges.length / size), Math.ceil(marks.length / size));
  return Array.from({ length: parts }, (_, part): GraphRecord => {
    const page = <T>(rows: readonly T[], at: number) => (at < 0 ? [] : rows.slice(at * size, (at + 1) * size));
    const rows = { nodes: page(nodes, part), edges: page(edges, part - first) };
    const marked = page(marks, part - first);
    return {
      k: 'graph',
      ...head,
      name: workflow.name,
      ...rows,
      ...(marked.length > 0 ? { marks: marked } : {}),
      ...(part === 0 && workflow.dropped > 0 ? { dropped: workflow.dropped } : {}),
      part,
      parts,
    };
  });
}

function nodesRecords(nodes: readonly string[], head: Head): readonly NodesRecord[] {
  const size = RELAY_LIMITS.graphPart;
  return Array.from({ length: Math.ceil(nodes.length / size) }, (_, i) => {
    return { k: 'nodes', ...head, status: 'reused', nodes: nodes.slice(i * size, (i + 1) * size) };
  });
}
