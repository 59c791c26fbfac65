/** What happened in a run, moment by moment: the other way to read a timeline. Pure. */
import { formatDuration, formatMeasured } from '../../src/drawing/format.ts';
import { nodeKey, nodeName } from '../../src/drawing/rows.ts';
import { isOver, type NodeRun, type PartialReason, type Run } from '../../src/model/run.ts';

export interface LogEntry {
  /** Microseconds after the run's start; negative before it. */
  readonly us: number;
  readonly text: string;
  /** Of the node instance it is about. */
  readonly key?: string;
  readonly tone?: 'bad' | 'warn';
}

/** Every moment that was seen, in order of time. */
export function logOf(run: Run): readonly LogEntry[] {
  const at = (t: number): number => t - run.startUs;
  const out: LogEntry[] = [];
  if (run.queuedUs !== undefined) out.push({ us: at(run.queuedUs), text: 'The run was asked for' });
  out.push({ us: 0, text: 'The run began' });
  for (const node of run.nodes) out.push(...ofNode(node, run, at));
  for (const gap of run.gaps ?? []) {
    out.push({ us: at(gap.startUs), text: 'The connection was lost: what follows is not seen', tone: 'warn' });
    out.push({ us: at(gap.endUs), text: 'The connection is back' });
  }
  for (const call of run.calls ?? []) {
    const who = run.nodes.find((n) => n.id === call.node);
    const name = who ? `${nodeName(who)}: ` : '';
    out.push({
      us: at(call.endUs),
      text: `${name}${call.provider} ${call.model} answered after ${formatDuration(call.durationUs)}`,
    });
  }
  if (isOver(run.status) && run.endUs !== undefined) {
    const bad = run.status === 'error' || run.status === 'cancelled';
    const why = run.errorClass ? `: ${run.errorClass}` : '';
    out.push({ us: at(run.endUs), text: `The run ended: ${RUN_WORDS[run.status]}${why}`, ...(bad && { tone: 'bad' }) });
  }
  for (const reason of run.partial ?? []) out.push({ us: 0, text: PARTIAL[reason], tone: 'warn' });
  return out
    .map((entry, i) => ({ entry, i }))
    .sort((a, b) => a.entry.us - b.entry.us || a.i - b.i)
    .map(({ entry }) => entry);
}

function ofNode(node: NodeRun, run: Run, at: (t: number) => number): LogEntry[] {
  const key = nodeKey(node);
  const name = nodeName(node);
  const out: LogEntry[] = [];
  for (const w of node.waits) {
    if (w.kind !== 'external') continue;
    out.push({ us: at(w.startUs), text: `${name} was parked`, key }, { us: at(w.endUs), text: `${name} went on`, key });
  }
  if (node.startUs === undefined) return out;
  const held = node.readyUs === undefined ? 0 : node.startUs - node.readyUs;
  const late = held > run.resolutionUs ? `, ${formatDuration(held)} after its last input` : '';
  out.push({ us: at(node.startUs), text: `${name} began${late}`, key });
  if (node.endUs !== undefined) {
    const took = formatMeasured(node.endUs - node.startUs, run.resolutionUs);
    const bad = node.status === 'error' || node.status === 'cancelled';
    const how =
      node.status === 'success'
        ? 'ended'
        : node.status === 'error'
          ? `failed${node.errorClass ? ` (${node.errorClass})` : ''}`
          : node.status;
    out.push({ us: at(node.endUs), text: `${name} ${how} after ${took}`, key, ...(bad && { tone: 'bad' }) });
  }
  return out;
}

const RUN_WORDS: Readonly<Record<Run['status'], string>> = {
  queued: 'queued',
  running: 'running',
  success: 'succeeded',
  error: 'failed',
  cancelled: 'cancelled',
  suspended: 'suspended',
  cut: 'its end was not seen',
};

const PARTIAL: Readonly<Record<PartialReason, string>> = {
  'no-graph': 'The graph was not seen',
  'late-attach': 'Recording began after the run did',
  'lost-records': 'Some records were lost',
  'connection-lost': 'The connection was lost during the run',
  'no-end': 'The end was presumed: it was never sent',
  'too-large': 'The run is larger than what is kept of one',
  'status-only': 'Only nodes that report a status of their own are seen',
};
