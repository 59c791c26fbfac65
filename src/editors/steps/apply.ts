/** Records of a known run into its facts. */
import type {
  CallRecord,
  NodesRecord,
  OutputRecord,
  ProgressRecord,
  RunRecord,
  TrafficRecord,
  WireStatus,
} from '../../model/record.ts';
import type { RunStatus } from '../../model/run.ts';
import type { Effects } from './effects.ts';
import type { CallFacts } from './facts.ts';
import type { RunIndex } from './run-index.ts';

const OVER: ReadonlyMap<WireStatus, RunStatus> = new Map<WireStatus, RunStatus>([
  ['completed', 'success'],
  ['failed', 'error'],
  ['error', 'error'],
  ['timed_out', 'error'],
  ['cancelled', 'cancelled'],
  ['suspended', 'suspended'],
  ['paused', 'suspended'],
]);

/** True when a record may be the first that is heard of a run. */
export function begins(record: TrafficRecord): boolean {
  if (record.k === 'run') return ['running', 'starting', 'queued'].includes(record.status);
  return record.k === 'node' || record.k === 'request';
}

export function applyRun(index: RunIndex, record: RunRecord, effects: Effects): void {
  const { run } = index;
  const at = { t: record.t, late: record.late ?? 0 };
  const stamp = record.stampUs === undefined ? {} : { stampUs: record.stampUs };
  effects.run = true;
  run.name ||= record.name ?? '';
  run.editorName ||= record.editorName ?? '';
  if (record.errorClass) run.errorClass ??= record.errorClass;
  for (const id of record.invalid ?? []) {
    const node = index.nodeFor(id);
    if (!node) continue;
    node.fate = 'error';
    effects.nodes.add(node);
  }
  const status = OVER.get(record.status);
  if (status) {
    const parked = run.ended?.status === 'suspended' && status !== 'suspended';
    if (run.ended && !run.ended.presumed && !parked) return;
    const end = endStamp(run.started?.stampUs, record);
    run.ended = { at, ...(end === undefined ? {} : { stampUs: end }), status, presumed: false };
    effects.all = true;
  } else if (record.status === 'running') {
    run.started ??= { ...at, ...stamp };
    // A page that measures itself tells of the run last, when its nodes have told of themselves.
    if ((record.stampUs ?? Number.POSITIVE_INFINITY) < (run.started.stampUs ?? 0)) run.started = { ...at, ...stamp };
    if (!run.ended?.presumed && run.ended?.status !== 'suspended') return;
    delete run.ended;
    effects.all = true;
  }
}

/** Server's time of the end: as told, else its start and how long it says it took. */
function endStamp(startUs: number | undefined, record: RunRecord): number | undefined {
  if (record.stampUs !== undefined) return record.stampUs;
  return startUs === undefined || record.durationUs === undefined ? undefined : startUs + record.durationUs;
}

export function applyNodes(index: RunIndex, record: NodesRecord, effects: Effects): void {
  for (const id of record.nodes) {
    const node = index.nodeFor(id);
    if (!node) continue;
    node.fate = record.status;
    effects.nodes.add(node);
  }
}

/** The newest execution at work, else the newest: progress and output name no execution. */
function newest(index: RunIndex, id: string) {
  return index.openOf(id).at(-1) ?? index.visitsOf(id).at(-1);
}

export function applySmall(index: RunIndex, record: ProgressRecord | OutputRecord, effects: Effects): void {
  const visit = newest(index, record.node);
  if (!visit) return;
  if (record.k === 'progress') visit.progress = { done: record.done, total: record.total };
  else visit.bytes = (visit.bytes ?? 0) + record.bytes;
  effects.visits.add(visit);
}

export function applyCall(index: RunIndex, record: CallRecord, effects: Effects): void {
  const { node, provider, model, durationUs, stampUs, t, cost, unit, tokensIn, tokensOut } = record;
  const call: CallFacts = {
    node,
    provider,
    model: model ?? '',
    t,
    durationUs,
    ...(stampUs === undefined ? {} : { stampUs }),
    ...(cost === undefined ? {} : { cost: { amount: cost, unit: unit ?? 'USD' } }),
    ...(tokensIn === undefined ? {} : { input: tokensIn }),
    ...(tokensOut === undefined ? {} : { output: tokensOut }),
  };
  const at = index.addCall(call);
  if (at === undefined) {
    effects.run ||= (index.run.omitted ?? 0) > 0;
    return;
  }
  effects.calls.add(at);
  const visit = node ? newest(index, node) : undefined;
  if (!visit) return;
  if (tokensIn !== undefined || tokensOut !== undefined) {
    const sum = visit.callTokens ?? { input: 0, output: 0 };
    visit.callTokens = { input: sum.input + (tokensIn ?? 0), output: sum.output + (tokensOut ?? 0) };
  }
  const { cost: paid } = call;
  if (paid && (!visit.callCost || visit.callCost.unit === paid.unit)) {
    visit.callCost = { amount: (visit.callCost?.amount ?? 0) + paid.amount, unit: paid.unit };
  }
  effects.visits.add(visit);
}

/** A stamp tells how far page and server clocks are apart, at most; the smallest of all counts. */
export function learnOffset(index: RunIndex, record: TrafficRecord): boolean {
  if (!('stampUs' in record) || record.stampUs === undefined || record.stampUs <= 0) return false;
  const over = record.k === 'node' && record.status !== 'running' ? (record.durationUs ?? 0) : 0;
  const lag = Math.round(record.t - record.stampUs - over);
  if (index.run.offsetUs !== undefined && index.run.offsetUs <= lag) return false;
  index.run.offsetUs = lag;
  return true;
}
