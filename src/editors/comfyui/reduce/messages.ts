/** Text frames other than `progress_state`: what each tells, https://docs.comfy.org/development/comfyui-server/comms_messages */
import { RELAY_LIMITS, RUN_LIMITS } from '../../../model/limits.ts';
import type { NodeRecord, RunRecord, TrafficRecord } from '../../../model/record.ts';
import { looksLikeToken } from '../../../model/token.ts';
import type { Frame } from '../../editor.ts';
import type { Cursor } from '../../scan/cursor.ts';
import { readId } from '../../scan/labels.ts';
import { type Head, headOf, nodeRecord, stampOf } from './head.ts';

interface Fields {
  run: string;
  node: string;
  /** `"node": null`: the run is done with. */
  none: boolean;
  nodes: string[];
  stampMs?: number;
  value?: number;
  max?: number;
  took?: number;
  remaining?: number;
  errorClass?: string;
}

type Reader = (f: Fields, c: Cursor) => void;
const number =
  (key: 'value' | 'max' | 'took' | 'remaining'): Reader =>
  (f, c) => {
    const n = c.number();
    if (n !== undefined) f[key] = n;
  };
const node: Reader = (f, c) => {
  f.none = c.kind() === 'nil';
  f.node = readId(c);
};

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  [
    'prompt_id',
    (f, c) => {
      f.run = readId(c);
    },
  ],
  ['node', node],
  ['node_id', node],
  [
    'nodes',
    (f, c) =>
      c.eachItem(() => {
        const id = readId(c);
        if (id && f.nodes.length < RUN_LIMITS.graphNodes) f.nodes.push(id);
      }),
  ],
  [
    'timestamp',
    (f, c) => {
      const ms = stampOf(c.number());
      if (ms !== undefined) f.stampMs = ms;
    },
  ],
  ['value', number('value')],
  ['max', number('max')],
  ['execution_time', number('took')],
  ['queue_remaining', number('remaining')],
  ['status', (f, c) => c.eachKey((key) => key === 'exec_info' && c.eachKey((k) => READERS.get(k)?.(f, c)))],
  [
    'exception_type',
    (f, c) => {
      // "torch.OutOfMemoryError": the module says nothing that the class does not.
      const name = /(?:^|\.)([A-Za-z_]\w{0,63})$/.exec(c.text(256) ?? '')?.[1];
      if (name && !looksLikeToken(name)) f.errorClass = name;
    },
  ],
]);

type Teller = (f: Fields, head: Head) => readonly TrafficRecord[];
const run =
  (status: RunRecord['status']): Teller =>
  (f, head) =>
    f.run ? [{ k: 'run', ...head, status }] : [];

/** Server-side profilers that some users have installed tell each node's own time on the same socket, in milliseconds. */
const profiler =
  (key: 'enhutils' | 'tydev'): Teller =>
  (f, head) =>
    f.node && f.took !== undefined && f.took >= 0 && f.took < 1e12
      ? [nodeRecord(head, f.node, 'unknown', { key, durationUs: Math.round(f.took * 1000) })]
      : [];

const TELLERS: ReadonlyMap<string, Teller> = new Map<string, Teller>([
  [
    'status',
    (f, head) =>
      f.remaining === undefined ? [] : [{ k: 'run', ...head, run: '', status: 'unknown', position: f.remaining }],
  ],
  ['execution_start', run('running')],
  ['execution_cached', cached],
  ['execution_success', run('completed')],
  ['execution_error', (f, head) => failed(f, head, 'error', 'failed')],
  ['execution_interrupted', (f, head) => failed(f, head, 'cancelled', 'cancelled')],
  ['executing', executing],
  ['progress', progress],
  ['enhutils.profiler.executed', profiler('enhutils')],
  ['TyDev-Utils.ExecutionTime.executed', profiler('tydev')],
]);

/** The records of the message ahead; types that tell nothing of a run's times (anything a custom node may send) give none. */
export function readMessage(c: Cursor, frame: Frame): readonly TrafficRecord[] {
  let teller: Teller | undefined;
  const f: Fields = { run: '', node: '', none: false, nodes: [] };
  c.eachKey((key) => {
    // ComfyUI writes the type first; what comes before it is not read.
    if (key === 'type') teller = TELLERS.get(c.text(64) ?? '');
    else if (key === 'data' && teller) c.eachKey((k) => READERS.get(k)?.(f, c));
  });
  return teller && !c.trouble ? teller(f, headOf(frame, f.run, f.stampMs)) : [];
}

/** Always at least one record: it carries the time at which the set-up of the run was over. */
function cached(f: Fields, head: Head): readonly TrafficRecord[] {
  if (!f.run) return [];
  const parts = Math.max(1, Math.ceil(f.nodes.length / RELAY_LIMITS.graphPart));
  return Array.from({ length: parts }, (_, i) => ({
    k: 'nodes',
    ...head,
    status: 'cached',
    nodes: f.nodes.slice(i * RELAY_LIMITS.graphPart, (i + 1) * RELAY_LIMITS.graphPart),
  }));
}

/** `ExecutionBlocked` is no end of the run: the branch behind the node was switched off, the rest goes on. */
function failed(f: Fields, head: Head, node: NodeRecord['status'], all: RunRecord['status']): readonly TrafficRecord[] {
  if (!f.run) return [];
  const { stampUs: _stamp, ...own } = head;
  const more = f.errorClass === undefined ? {} : { errorClass: f.errorClass };
  if (f.errorClass === 'ExecutionBlocked') return f.node ? [nodeRecord(own, f.node, 'blocked', more)] : [];
  const which = f.node ? [nodeRecord(own, f.node, node, more)] : [];
  return [...which, { k: 'run', ...head, status: all, ...more }];
}

/** Without a run it is the greeting after a reconnect, which names only what is shown in the editor. */
function executing(f: Fields, head: Head): readonly TrafficRecord[] {
  if (!f.run) return [];
  if (f.none) return [{ k: 'run', ...head, status: 'drained' }];
  return f.node ? [nodeRecord(head, f.node, 'active')] : [];
}

function progress(f: Fields, head: Head): readonly TrafficRecord[] {
  if (!f.run || !f.node || f.value === undefined) return [];
  return [{ k: 'progress', ...head, node: f.node, done: f.value, total: f.max ?? 0 }];
}
