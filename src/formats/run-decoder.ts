import type { Edge } from '../model/graph.ts';
import { FILE_LIMITS, RELAY_LIMITS } from '../model/limits.ts';
import { fail, type Result } from '../model/result.ts';
import { COLD_REASONS, EDITOR_IDS, type ModelCall, PARTIAL_REASONS, RUN_STATUSES, type Run } from '../model/run.ts';
import { clock, cost, id, isId, label, nodes, time, tokens, uncertainty } from './node-decoder.ts';
import { flag, integer, list, number, object, oneOf, type Reader, readAll, refuse, text, whole } from './reading.ts';

const EDGE_KINDS = ['data', 'stream', 'control'] as const;

const edgeKind = oneOf(EDGE_KINDS);
const edge: Reader<Edge> = (value, r) => {
  if (!Array.isArray(value) || value.length !== 3) return refuse(r, 'not [from, to, kind]');
  return [id(value[0], r), id(value[1], r), edgeKind(value[2], r)];
};

/** Those of our own files are as they should be: one look at each is half of reading it with its place in mind. */
const edges: Reader<readonly Edge[]> = (value, r) =>
  r.own && Array.isArray(value) && value.length <= FILE_LIMITS.run.edges && value.every(isEdge)
    ? value
    : list(edge, FILE_LIMITS.run.edges)(value, r);

function isEdge(value: unknown): value is Edge {
  return (
    Array.isArray(value) && value.length === 3 && isId(value[0]) && isId(value[1]) && EDGE_KINDS.includes(value[2])
  );
}

const call: Reader<ModelCall> = object((m) => ({
  ...m.maybe('node', id),
  provider: m.need('provider', label),
  model: m.need('model', label),
  endUs: m.need('endUs', time),
  durationUs: m.need('durationUs', whole),
  ...m.maybe('tokens', tokens),
  ...m.maybe('cost', cost),
}));

const gap = object((m) => ({ startUs: m.need('startUs', time), endUs: m.need('endUs', time) }));

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
  clock: m.need('clock', clock),
  ...m.maybe('clockOffsetUs', integer),
  uncertaintyUs: m.or('uncertaintyUs', uncertainty, [0, 0]),
  resolutionUs: m.or('resolutionUs', whole, 0),
  nodes: m.need('nodes', nodes),
  edges: m.need('edges', edges),
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

/** Decodes one run from parsed JSON (an import over the panel's port, one entry of a file). `own`: as of `Reading`. */
export function decodeRun(value: unknown, own = false): Result<Run> {
  if (typeof value !== 'object' || value === null) return fail('not a run');
  return readAll(value, run, '', own);
}
