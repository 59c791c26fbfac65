/** From the fields of a message to records: which message means what. */
import type { CallRecord, NodeRecord, RequestRecord, RunRecord, TrafficRecord } from '../../model/record.ts';
import type { Frame } from '../editor.ts';
import { partsOf } from '../graph-rows.ts';
import type { Fields } from './fields.ts';
import { statusOf } from './wire.ts';

type Head = Pick<RunRecord, 't' | 'late' | 'link' | 'editor' | 'run' | 'workflow' | 'seq'>;

function headOf(f: Fields, frame: Frame): Head {
  return {
    editor: 'nodetool',
    t: frame.t,
    ...(frame.late === undefined ? {} : { late: frame.late }),
    link: frame.link,
    run: f.job,
    workflow: f.workflow,
    ...(f.seq === undefined ? {} : { seq: f.seq }),
  };
}

const COMMANDS = new Map([
  ['cancel_job', 'cancel'],
  ['reconnect_job', 'reconnect'],
  ['pause_job', 'pause'],
  ['resume_job', 'resume'],
] as const);

/** What the page sent: `{type, command, data}` on a socket, `{type: "run", jobId, graph}` to the worker. */
export function fromPage(envelope: Fields, frame: Frame): readonly TrafficRecord[] {
  const head = headOf(envelope, frame);
  const word = envelope.command || envelope.type;
  if (word === 'run_job' || word === 'run_job_request' || (frame.transport === 'worker' && word === 'run')) {
    return requests(envelope, head);
  }
  const what = COMMANDS.get(word as 'cancel_job');
  return what ? [{ k: 'command', ...head, what }] : [];
}

function requests(f: Fields, head: Head): RequestRecord[] {
  const rows = f.graph ?? { nodes: [], edges: [] };
  return partsOf(rows).map((part) => ({
    k: 'request',
    ...head,
    name: f.jobName,
    ...part,
    graph: f.graph !== undefined,
  }));
}

/** What the server (or the worker) sent. Kinds that say nothing of timing give no record. */
export function fromServer(f: Fields, frame: Frame): readonly TrafficRecord[] {
  const head = headOf(f, frame);
  switch (f.type) {
    case 'job_update':
      return [runRecord(f, head)];
    case 'node_update':
      return f.node ? [nodeRecord(f, head)] : [];
    case 'edge_update': {
      const count = f.counter === undefined ? {} : { count: f.counter };
      return f.edge ? [{ k: 'edge', ...head, edge: f.edge, status: statusOf(f.status), ...count }] : [];
    }
    case 'output_update':
      return f.node ? [{ k: 'output', ...head, node: f.node, bytes: f.valueBytes, n: 1 }] : [];
    case 'node_progress':
      return f.node ? [{ k: 'progress', ...head, node: f.node, done: f.progress ?? 0, total: f.total ?? 0 }] : [];
    case 'generation_complete':
      return f.node ? [{ k: 'firing', ...head, node: f.node, index: f.index ?? 0, bytes: f.result?.bytes ?? 0 }] : [];
    case 'llm_call':
      return [callRecord(f, head, (f.durationMs ?? 0) * 1000)];
    case 'prediction':
      return f.status === 'completed' ? [callRecord(f, head, (f.duration ?? 0) * 1e6)] : [];
    case 'job_resumed':
      return [{ k: 'ack', ...head, what: 'resumed' }];
    case 'messages':
      return f.messages.flatMap((m) => fromServer({ ...m, job: m.job || f.job }, frame));
    case 'done':
      return f.status ? [runRecord(f, head)] : [];
    case '':
      return ack(f, head);
    default:
      return [];
  }
}

function runRecord(f: Fields, head: Head): RunRecord {
  return {
    k: 'run',
    ...head,
    status: statusOf(f.status),
    ...(f.duration === undefined ? {} : { durationUs: spanUs(f.duration * 1e6) }),
    ...(f.position === undefined ? {} : { position: f.position }),
    ...(f.errorClass === undefined ? {} : { errorClass: f.errorClass }),
    ...(f.invalid === undefined ? {} : { invalid: f.invalid }),
  };
}

function nodeRecord(f: Fields, head: Head): NodeRecord {
  return {
    k: 'node',
    ...head,
    ...f.money,
    node: f.node,
    type: f.nodeType.slice(0, 128),
    name: f.nodeName,
    status: statusOf(f.status),
    ...(f.result === undefined ? {} : f.result.members === 0 ? { empty: true } : { bytes: f.result.bytes }),
    ...(f.errorClass === undefined ? {} : { errorClass: f.errorClass }),
    ...(f.ts ? { ts: true } : {}),
  };
}

function callRecord(f: Fields, head: Head, durationUs: number): CallRecord {
  const stamp = f.stamp ? Date.parse(f.stamp) : Number.NaN;
  return {
    k: 'call',
    ...head,
    ...f.money,
    node: f.node,
    provider: f.provider,
    durationUs: spanUs(durationUs),
    ...(Number.isFinite(stamp) ? { stampUs: stamp * 1000 } : {}),
  };
}

/** Microseconds as a record may carry them, whatever was sent. */
function spanUs(us: number): number {
  return Math.min(Math.max(0, Math.round(us)), Number.MAX_SAFE_INTEGER);
}

/** Replies without a type acknowledge a command. A queued job is told "Job started" as well. */
function ack(f: Fields, head: Head): readonly TrafficRecord[] {
  if (f.message.startsWith('Job cancellation')) return [{ k: 'ack', ...head, what: 'cancelling' }];
  if (f.message.startsWith('Reconnecting')) return [{ k: 'ack', ...head, what: 'reconnecting' }];
  if (f.message.startsWith('Job started')) return [{ k: 'ack', ...head, what: 'started' }];
  return f.failed ? [{ k: 'ack', ...head, what: 'refused' }] : [];
}
