/**
 * The gate through which everything from a page must pass: closed words, finite numbers, ids of 128 and labels of 256
 * characters at most, nothing else. Members we do not know are left behind, so no payload can ride along.
 */
import { RELAY_LIMITS } from '../model/limits.ts';
import {
  type AckRecord,
  type CallRecord,
  type CommandRecord,
  type EdgeRecord,
  type EdgeRow,
  type FiringRecord,
  type GraphRecord,
  type GraphRow,
  type LinkRecord,
  type MoneyFields,
  NODE_MARKS,
  type NodeMark,
  type NodeRecord,
  type NodesRecord,
  type OutputRecord,
  type ProgressRecord,
  type RequestRecord,
  type RunRecord,
  TRANSPORTS,
  type TrafficRecord,
  type TroubleRecord,
  WIRE_STATUSES,
} from '../model/record.ts';
import { fail, ok, type Result } from '../model/result.ts';
import { EDITOR_IDS } from '../model/run.ts';
import type { Micros } from '../model/time.ts';
import {
  type Check,
  isBoolean,
  isClass,
  isCount,
  isId,
  isLabel,
  isNumber,
  isObject,
  isTrue,
  listOf,
  oneOf,
  optional,
  pick,
  type Shape,
  tuple,
} from './checks.ts';

const isMicros = isCount as Check<Micros>;
const isStatus = oneOf(...WIRE_STATUSES);
const isEditor = oneOf(...EDITOR_IDS);
const isGraphRow: Check<GraphRow> = tuple<GraphRow>(isId, isLabel, isLabel, isId);
const isEdgeRow: Check<EdgeRow> = tuple<EdgeRow>(isId, isId, isId, oneOf('data', 'control'), isId);

const isMark = tuple<readonly [string, NodeMark]>(isId, oneOf(...NODE_MARKS));

const seen = { t: isMicros, late: optional(isNumber), clock: optional(oneOf('worker')), link: isCount };
const ofRun = {
  ...seen,
  editor: isEditor,
  run: isId,
  workflow: isId,
  seq: optional(isNumber),
  stampUs: optional(isNumber),
};
const money: Shape<MoneyFields> = {
  cost: optional(isNumber),
  unit: optional(isLabel),
  model: optional(isLabel),
  tokensIn: optional(isCount),
  tokensOut: optional(isCount),
  tokensCached: optional(isCount),
  tokensTotal: optional(isCount),
};

const SHAPES: { readonly [K in TrafficRecord['k']]: Shape<Extract<TrafficRecord, { k: K }>> } = {
  link: {
    ...seen,
    k: oneOf('link'),
    what: oneOf('open', 'close'),
    transport: oneOf(...TRANSPORTS),
    where: isLabel,
    code: optional(isCount),
    replaySpeed: optional(isNumber),
  } satisfies Shape<LinkRecord>,
  trouble: {
    ...seen,
    k: oneOf('trouble'),
    what: oneOf('malformed', 'too-large', 'too-deep', 'unreadable', 'internal', 'overflow', 'paused'),
    n: isCount,
  } satisfies Shape<TroubleRecord>,
  request: {
    ...ofRun,
    k: oneOf('request'),
    name: isLabel,
    nodes: listOf(isGraphRow, RELAY_LIMITS.graphPart),
    edges: listOf(isEdgeRow, RELAY_LIMITS.graphPart),
    part: isCount,
    parts: isCount,
    graph: isBoolean,
    dropped: optional(isCount),
    editorName: optional(isLabel),
  } satisfies Shape<RequestRecord>,
  graph: {
    ...ofRun,
    k: oneOf('graph'),
    name: isLabel,
    nodes: listOf(isGraphRow, RELAY_LIMITS.graphPart),
    edges: listOf(isEdgeRow, RELAY_LIMITS.graphPart),
    marks: optional(listOf(isMark, RELAY_LIMITS.graphPart)),
    part: isCount,
    parts: isCount,
    dropped: optional(isCount),
  } satisfies Shape<GraphRecord>,
  command: {
    ...ofRun,
    k: oneOf('command'),
    what: oneOf('cancel', 'reconnect', 'pause', 'resume'),
  } satisfies Shape<CommandRecord>,
  ack: {
    ...ofRun,
    k: oneOf('ack'),
    what: oneOf('started', 'cancelling', 'reconnecting', 'resumed', 'refused'),
  } satisfies Shape<AckRecord>,
  run: {
    ...ofRun,
    k: oneOf('run'),
    status: isStatus,
    durationUs: optional(isNumber),
    position: optional(isNumber),
    errorClass: optional(isClass),
    invalid: optional(listOf(isId, RELAY_LIMITS.graphPart)),
    name: optional(isLabel),
    editorName: optional(isLabel),
  } satisfies Shape<RunRecord>,
  node: {
    ...ofRun,
    ...money,
    k: oneOf('node'),
    node: isId,
    type: isLabel,
    name: isLabel,
    status: isStatus,
    bytes: optional(isCount),
    empty: optional(isTrue),
    errorClass: optional(isClass),
    ts: optional(isTrue),
    key: optional(isId),
    durationUs: optional(isNumber),
    parent: optional(isId),
    iteration: optional(isCount),
    from: optional(listOf(isId, RELAY_LIMITS.graphPart)),
    items: optional(isCount),
    failedItems: optional(isCount),
    resumed: optional(isTrue),
  } satisfies Shape<NodeRecord>,
  nodes: {
    ...ofRun,
    k: oneOf('nodes'),
    status: isStatus,
    nodes: listOf(isId, RELAY_LIMITS.graphPart),
  } satisfies Shape<NodesRecord>,
  progress: {
    ...ofRun,
    k: oneOf('progress'),
    node: isId,
    done: isNumber,
    total: isNumber,
  } satisfies Shape<ProgressRecord>,
  output: { ...ofRun, k: oneOf('output'), node: isId, bytes: isCount, n: isCount } satisfies Shape<OutputRecord>,
  firing: { ...ofRun, k: oneOf('firing'), node: isId, index: isNumber, bytes: isCount } satisfies Shape<FiringRecord>,
  edge: {
    ...ofRun,
    k: oneOf('edge'),
    edge: isId,
    status: isStatus,
    count: optional(isNumber),
  } satisfies Shape<EdgeRecord>,
  call: {
    ...ofRun,
    ...money,
    k: oneOf('call'),
    node: isId,
    provider: isLabel,
    durationUs: isNumber,
  } satisfies Shape<CallRecord>,
};

/** The record, or why it is none; `where` names the member. Never throws, whatever it is given (as long as it is plain data). */
export function decodeRecord(value: unknown): Result<TrafficRecord> {
  if (!isObject(value)) return fail('not an object');
  const { k } = value;
  if (typeof k !== 'string' || !Object.hasOwn(SHAPES, k)) return fail('unknown kind of record', 'k');
  const picked = pick(SHAPES[k as TrafficRecord['k']] as Shape<TrafficRecord>, value);
  return 'wrong' in picked ? fail('not what it should be', picked.wrong) : ok(picked);
}
