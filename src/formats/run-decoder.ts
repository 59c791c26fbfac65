import type { Edge } from '../model/graph.ts';
import { FILE_LIMITS, RELAY_LIMITS } from '../model/limits.ts';
import { fail, type Result } from '../model/result.ts';
import {
  COLD_REASONS,
  EDITOR_IDS,
  type ModelCall,
  NODE_STATUSES,
  type NodeRun,
  PARTIAL_REASONS,
  RUN_STATUSES,
  type Run,
  type Tokens,
} from '../model/run.ts';
import type { Clock, Micros } from '../model/time.ts';
import {
  flag,
  integer,
  list,
  number,
  object,
  oneOf,
  pair,
  type Reader,
  readAll,
  refuse,
  text,
  whole,
} from './reading.ts';

const CLOCKS: readonly Clock[] = ['server', 'server-duration', 'arrival', 'worker'];
const EDGE_KINDS = ['data', 'stream', 'control'] as const;
const WAIT_KINDS = ['queue', 'input', 'external'] as const;

const id = text(RELAY_LIMITS.recordIdChars, 1);
const oneTrue: Reader<true> = (value, r) => (value === true ? true : refuse(r, 'not true'));
const label = text(RELAY_LIMITS.recordLabelChars);
const time = whole as Reader<Micros>;
const uncertainty = pair(whole, whole);
const span = { startUs: time, endUs: time };

const tokens: Reader<Tokens> = object((m) => ({
  ...m.maybe('input', whole),
  ...m.maybe('output', whole),
  ...m.maybe('cached', whole),
  ...m.maybe('total', whole),
}));

const cost = object((m) => ({ amount: m.need('amount', number), unit: m.need('unit', label) }));

const wait = object((m) => ({
  kind: m.need('kind', oneOf(WAIT_KINDS)),
  startUs: m.need('startUs', span.startUs),
  endUs: m.need('endUs', span.endUs),
}));

const node: Reader<NodeRun> = object((m) => ({
  id: m.need('id', id),
  instance: m.need('instance', whole),
  title: m.need('title', label),
  type: m.need('type', label),
  status: m.need('status', oneOf(NODE_STATUSES)),
  ...m.maybe(
    'parent',
    object((p) => ({ id: p.need('id', id), instance: p.need('instance', whole) })),
  ),
  ...m.maybe('readyUs', time),
  ...m.maybe('startUs', time),
  ...m.maybe('endUs', time),
  uncertaintyUs: m.need('uncertaintyUs', uncertainty),
  clock: m.need('clock', oneOf(CLOCKS)),
  waits: m.or('waits', list(wait, FILE_LIMITS.run.waits), []),
  ...m.maybe('iterations', whole),
  ...m.maybe('items', whole),
  ...m.maybe('failedItems', whole),
  ...m.maybe('retries', whole),
  ...m.maybe('mayRetry', oneTrue),
  ...m.maybe('reportedUs', whole),
  ...m.maybe('bytes', whole),
  ...m.maybe(
    'progress',
    object((p) => ({ done: p.need('done', number), total: p.need('total', number) })),
  ),
  ...m.maybe('cost', cost),
  ...m.maybe('tokens', tokens),
  ...m.maybe('model', label),
  ...m.maybe('errorClass', label),
}));

const edge: Reader<Edge> = (value, r) => {
  if (!Array.isArray(value) || value.length !== 3) return refuse(r, 'not [from, to, kind]');
  return [id(value[0], r), id(value[1], r), oneOf(EDGE_KINDS)(value[2], r)];
};

const call: Reader<ModelCall> = object((m) => ({
  ...m.maybe('node', id),
  provider: m.need('provider', label),
  model: m.need('model', label),
  endUs: m.need('endUs', time),
  durationUs: m.need('durationUs', whole),
  ...m.maybe('tokens', tokens),
  ...m.maybe('cost', cost),
}));

const gap = object((m) => ({ startUs: m.need('startUs', span.startUs), endUs: m.need('endUs', span.endUs) }));

/** Nodes with unique (id, instance). */
const nodes: Reader<readonly NodeRun[]> = (value, r) => {
  const read = list(node, FILE_LIMITS.run.nodes)(value, r);
  if (r.problem) return read;
  const seen = new Set<string>();
  for (const [i, n] of read.entries()) {
    const key = `${n.instance}:${n.id}`;
    if (seen.has(key)) {
      r.path.push(i);
      return refuse(r, `instance ${n.instance} of node "${n.id}" is there twice`);
    }
    seen.add(key);
  }
  return read;
};

/** Reads one run; what is not listed in the issue of the format may be absent and gets its neutral value. */
export const run: Reader<Run> = object((m) => ({
  id: m.need('id', id),
  serverId: m.need('serverId', text(RELAY_LIMITS.recordIdChars)),
  editor: m.need('editor', oneOf(EDITOR_IDS)),
  ...m.maybe('editorName', label),
  origin: m.or('origin', label, ''),
  workflow: m.need(
    'workflow',
    object((w) => ({ id: w.need('id', text(RELAY_LIMITS.recordIdChars)), name: w.need('name', label) })),
  ),
  graphHash: m.need('graphHash', text(RELAY_LIMITS.recordIdChars)),
  status: m.need('status', oneOf(RUN_STATUSES)),
  ...m.maybe('queuedUs', time),
  startUs: m.need('startUs', time),
  ...m.maybe('endUs', time),
  clock: m.need('clock', oneOf(CLOCKS)),
  ...m.maybe('clockOffsetUs', integer),
  uncertaintyUs: m.or('uncertaintyUs', uncertainty, [0, 0]),
  resolutionUs: m.or('resolutionUs', whole, 0),
  nodes: m.need('nodes', nodes),
  edges: m.need('edges', list(edge, FILE_LIMITS.run.edges)),
  ...m.maybe('calls', list(call, FILE_LIMITS.run.calls)),
  ...m.maybe('gaps', list(gap, FILE_LIMITS.run.gaps)),
  ...m.maybe('omitted', whole),
  ...m.maybe('partial', list(oneOf(PARTIAL_REASONS), PARTIAL_REASONS.length)),
  ...m.maybe('cold', oneOf(COLD_REASONS)),
  ...m.maybe('errorClass', label),
  ...m.maybe('events', whole),
  ...m.maybe('replaySpeed', number),
  ...m.maybe('pinned', flag),
}));

/** Decodes one run from parsed JSON (an import over the panel's port, one entry of a file). */
export function decodeRun(value: unknown): Result<Run> {
  if (typeof value !== 'object' || value === null) return fail('not a run');
  return readAll(value, run);
}

/** Decodes one node instance; what a program hands us is held to the same bounds as a file. */
export function decodeNode(value: unknown): Result<NodeRun> {
  return readAll(value, node);
}
