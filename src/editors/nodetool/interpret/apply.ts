/** One record of a known run into its facts. Returns the keys of nodes whose picture may have changed, or 'all'. */
import { RUN_LIMITS } from '../../../model/limits.ts';
import type {
  CallRecord,
  EdgeRecord,
  NodeRecord,
  RunRecord,
  TrafficRecord,
  WireStatus,
} from '../../../model/record.ts';
import type { RunStatus } from '../../../model/run.ts';
import { omit } from '../../run-bounds.ts';
import { isSink } from '../wire.ts';
import { deriveNode } from './derive.ts';
import { type Figures, type Moment, type NodeFacts, newNode } from './facts.ts';
import type { RunIndex } from './run-index.ts';

export type Touched = readonly string[] | 'all';

const OVER: ReadonlyMap<WireStatus, RunStatus> = new Map<WireStatus, RunStatus>([
  ['completed', 'success'],
  ['failed', 'error'],
  ['error', 'error'],
  ['timed_out', 'error'],
  ['cancelled', 'cancelled'],
  ['suspended', 'suspended'],
]);

/** When it was, and how much earlier it may have come: the page's lateness, a lost connection. */
export function momentOf(index: RunIndex, record: TrafficRecord): Moment {
  const { replay } = index.run;
  const since = replay?.missed && record.t <= replay.until ? record.t - replay.since : 0;
  return { t: record.t, early: Math.max(record.late ?? 0, since) };
}

/** `run_job`, `job_update` and acks go through runs.ts; everything that names a node or an edge comes here. */
export function applyRun(index: RunIndex, record: RunRecord): Touched {
  const { run } = index;
  const status = OVER.get(record.status);
  if (record.errorClass) run.errorClass = record.errorClass;
  if (record.invalid) run.invalid = [...record.invalid];
  if (!status) {
    // A paused or resumed run goes on; a running one begins once.
    if (record.status === 'running' && !run.started) run.started = momentOf(index, record);
    if (run.ended?.presumed || (run.ended?.status === 'suspended' && record.status === 'running')) {
      delete run.ended;
      return 'all';
    }
    return [];
  }
  // Two terminal frames: the first is the end, the second repeats it with the result. A suspended run may yet end otherwise.
  const parked = run.ended?.status === 'suspended' && status !== 'suspended';
  if (run.ended && !run.ended.presumed && !parked) return run.errorClass || record.invalid ? 'all' : [];
  run.ended = { moment: momentOf(index, record), status, presumed: false };
  return 'all';
}

export function applyNode(index: RunIndex, record: NodeRecord): Touched {
  const node = nodeFor(index, record.node, record.type, record.name);
  const m = momentOf(index, record);
  // Seen at work before any word on the run: recording began after it did.
  index.run.started ??= m;
  if (record.ts) index.run.era = 'ts';
  if (record.type && !node.type) node.type = record.type;
  const open = node.firings.at(-1);
  switch (record.status) {
    case 'starting':
    case 'running': {
      const over = node.ended !== undefined || open?.end !== undefined;
      // Again `running` after its end: the next firing on a Python server; elsewhere a reconnect snapshot, known already.
      if (node.outcome === 'suspended') delete node.outcome;
      if (!open || (over && index.run.era === 'py' && !repeats(index, record))) {
        const full = (index.run.fired ?? 0) >= RUN_LIMITS.executions;
        if (full || node.firings.length >= RUN_LIMITS.firings) {
          // It lengthens the last one, which is then no single execution any more: the run has to say so.
          if (open) delete open.end;
          omit(index.run);
        } else {
          if (open) open.figures = takeFigures(node);
          node.firings.push({ start: m });
          // Not those of a node that was let go: it is made anew with each record.
          if (index.nodes.has(node.key)) index.run.fired = (index.run.fired ?? 0) + 1;
        }
        delete node.ended;
        delete node.outcome;
      }
      break;
    }
    case 'completed':
    case 'error':
    case 'failed':
      if (node.ended) {
        // Terminal frames may repeat (snapshots); only an error after all is news.
        if (record.status !== 'completed') node.outcome = record.status;
        break;
      }
      node.ended = m;
      node.outcome = record.status;
      if (open && !open.end) open.end = m;
      node.empty = record.empty === true;
      if (record.bytes !== undefined) {
        node.bytes = record.bytes;
        if (open) open.bytes = record.bytes;
      }
      break;
    case 'suspended':
      node.outcome = 'suspended';
      break;
    default:
      break;
  }
  takeMoney(node, record);
  if (record.errorClass) node.errorClass = record.errorClass;
  return [node.key];
}

/** What was said of the firing that is over; the next one begins with nothing. */
function takeFigures(node: NodeFacts): Figures {
  const { progress, errorClass, money, callTokens, callCost } = node;
  node.money = {};
  for (const key of ['progress', 'errorClass', 'callTokens', 'callCost'] as const) delete node[key];
  return {
    money,
    ...(progress && { progress }),
    ...(errorClass && { errorClass }),
    ...(callTokens && { callTokens }),
    ...(callCost && { callCost }),
  };
}

/** A reconnect on a connection that never broke: the server repeats its last word on every node, and nothing in it is new. */
function repeats(index: RunIndex, record: NodeRecord): boolean {
  const { replay } = index.run;
  return replay !== undefined && record.t <= replay.until && !replay.missed;
}

export function applyEdge(index: RunIndex, record: EdgeRecord, inside: string): Touched {
  const edge = index.edge(record.edge, inside) ?? index.edge(record.edge, '');
  if (record.status === 'message_sent') index.run.era = 'py';
  if (!edge) return [];
  const m = momentOf(index, record);
  const count = record.count ?? 0;
  if (count > edge.count) {
    edge.count = count;
    edge.last = m;
  }
  if (count > 0 && !edge.first) edge.first = m;
  // TypeScript servers repeat `active` with the final counter at the end of the job: a closed edge stays closed.
  if (record.status === 'completed' && !edge.closed) edge.closed = m;
  return [edge.from, edge.to];
}

export function applySmall(index: RunIndex, record: TrafficRecord): Touched {
  if (record.k !== 'progress' && record.k !== 'output' && record.k !== 'firing') return [];
  const node = nodeFor(index, record.node, '', '');
  if (record.k === 'progress') node.progress = { done: record.done, total: record.total };
  else if (record.k === 'output') node.outputs += record.n;
  else node.committed = Math.max(node.committed, record.index + 1);
  return [node.key];
}

/** Ties a model call to a node: by its id, else to the only node at work, else to the only one that looks like a model's. */
export function applyCall(index: RunIndex, record: CallRecord): { node?: NodeFacts } {
  const named = record.node ? index.byWireId(record.node).at(-1) : undefined;
  const node = named ?? onlyOne(atWork(index)) ?? onlyOne(atWork(index).filter((n) => MODEL_NODE.test(n.type)));
  if (!node) return {};
  if (record.tokensIn !== undefined || record.tokensOut !== undefined) {
    const sum = node.callTokens ?? { input: 0, output: 0 };
    node.callTokens = { input: sum.input + (record.tokensIn ?? 0), output: sum.output + (record.tokensOut ?? 0) };
  }
  const unit = record.unit ?? 'USD';
  if (record.cost !== undefined && (!node.callCost || node.callCost.unit === unit)) {
    node.callCost = { amount: (node.callCost?.amount ?? 0) + record.cost, unit };
  }
  return { node };
}

const MODEL_NODE = /agent|llm|summar|classif|extract|chat|generat|model/i;

function atWork(index: RunIndex): NodeFacts[] {
  return index.run.nodes.filter(
    (n) => !n.ended && !isSink(n.type) && deriveNode(index, n).some((d) => d.times.status === 'running'),
  );
}

function onlyOne<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}

/** `provider_cost` may be sent again with a better figure: it is set, not added. */
function takeMoney(node: NodeFacts, record: NodeRecord): void {
  const { cost, unit, model, tokensIn, tokensOut, tokensCached } = record;
  const news = { cost, unit, model, tokensIn, tokensOut, tokensCached };
  for (const [key, value] of Object.entries(news))
    if (value !== undefined) node.money = { ...node.money, [key]: value };
}

/**
 * The node a message means. Inner nodes of a subgraph come with the outer job's id and a bare node id: among several with
 * this id the type decides, then the one whose container is at work (its newest round).
 */
export function nodeFor(index: RunIndex, wireId: string, type: string, name: string): NodeFacts {
  const all = index.byWireId(wireId);
  const fitting = type && all.length > 1 ? all.filter((n) => n.type === type) : all;
  const inner = fitting.filter(
    (n) => n.parentKey && index.run.subs.some((s) => !s.over && s.container === n.parentKey),
  );
  const found = inner.at(-1) ?? fitting[0] ?? all[0];
  if (found) return found;
  const key = wireId;
  const node = newNode({ key, id: wireId, wireId, instance: 0, parentKey: '', type, title: name });
  // A server that goes on inventing nodes fills no memory: beyond the bound they are looked at and let go.
  index.addNode(node);
  return node;
}
