/** Everything of one NodeTool message that may matter, read in one pass; nothing here is payload. */
import { PAGE_LIMITS } from '../../model/limits.ts';
import type { MoneyFields } from '../../model/record.ts';
import type { Rows } from '../graph-rows.ts';
import type { Cursor } from '../scan/cursor.ts';
import { errorClassOf, errorCodeOf, MAX_CODE, readId, readLabel } from '../scan/labels.ts';
import { readGraph } from './read-graph.ts';

export interface ResultSize {
  readonly bytes: number;
  readonly members: number;
}

export interface Fields {
  type: string;
  command: string;
  status: string;
  job: string;
  workflow: string;
  node: string;
  edge: string;
  nodeName: string;
  nodeType: string;
  jobName: string;
  message: string;
  provider: string;
  stamp: string;
  counter?: number;
  progress?: number;
  total?: number;
  index?: number;
  /** Seconds (job_update, prediction). */
  duration?: number;
  durationMs?: number;
  position?: number;
  seq?: number;
  errorClass?: string;
  /** There was an error text or object that means one (not null, not the string "null" of June 2026). */
  failed: boolean;
  result?: ResultSize;
  valueBytes: number;
  invalid?: string[];
  /** The message has a key that only TypeScript servers send. */
  ts: boolean;
  money: { -readonly [K in keyof MoneyFields]: MoneyFields[K] };
  graph?: Rows;
  /** Read instead of skipped when this is a batch of a worker. */
  messages: Fields[];
}

export function blankFields(): Fields {
  return {
    type: '',
    command: '',
    status: '',
    job: '',
    workflow: '',
    node: '',
    edge: '',
    nodeName: '',
    nodeType: '',
    jobName: '',
    message: '',
    provider: '',
    stamp: '',
    failed: false,
    valueBytes: 0,
    ts: false,
    money: {},
    messages: [],
  };
}

type Reader = (f: Fields, c: Cursor) => void;

/** Seconds up to it are still exact in microseconds: 285 years. */
const MOST = 9e9;

const num =
  (key: 'progress' | 'total' | 'position' | 'seq'): Reader =>
  (f, c) => {
    const n = c.number();
    if (n !== undefined) f[key] = n;
  };
/** Messages, firings, time: never below 0, and bounded so that what is made of them stays exact. */
const amount =
  (key: 'counter' | 'index' | 'duration' | 'durationMs'): Reader =>
  (f, c) => {
    const n = c.number();
    if (n === undefined || n < 0 || n > MOST) return;
    f[key] = key === 'counter' || key === 'index' ? Math.round(n) : n;
  };
const id =
  (key: 'job' | 'workflow' | 'node' | 'edge'): Reader =>
  (f, c) => {
    f[key] = readId(c);
  };
const label =
  (
    key: 'nodeName' | 'nodeType' | 'jobName' | 'message' | 'provider' | 'stamp' | 'type' | 'command' | 'status',
  ): Reader =>
  (f, c) => {
    f[key] = readLabel(c);
  };
const money =
  (key: 'cost' | 'tokensIn' | 'tokensOut' | 'tokensCached'): Reader =>
  (f, c) => {
    const n = c.number();
    if (n === undefined || n < 0) return;
    f.money[key] = key === 'cost' ? n : Math.min(Math.round(n), Number.MAX_SAFE_INTEGER);
  };

const model: Reader = (f, c) => {
  const text = readLabel(c);
  if (text) f.money.model = text;
};
const unit: Reader = (f, c) => {
  const text = readLabel(c);
  if (text) f.money.unit = text;
};

const COST: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['amount', money('cost')],
  ['unit', (f, c) => void (f.money.unit ?? unit(f, c))],
  ['currency', unit],
  ['model', model],
  ['input_tokens', money('tokensIn')],
  ['output_tokens', money('tokensOut')],
  ['cached_tokens', money('tokensCached')],
]);

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['type', label('type')],
  ['command', label('command')],
  ['status', label('status')],
  ['job_id', id('job')],
  ['jobId', id('job')],
  ['workflow_id', id('workflow')],
  ['workflowId', id('workflow')],
  ['node_id', id('node')],
  ['edge_id', id('edge')],
  ['node_name', label('nodeName')],
  ['node_type', label('nodeType')],
  ['job_name', label('jobName')],
  ['message', label('message')],
  ['provider', label('provider')],
  ['timestamp', label('stamp')],
  ['counter', amount('counter')],
  ['progress', num('progress')],
  ['total', num('total')],
  ['index', amount('index')],
  ['duration', amount('duration')],
  ['duration_ms', amount('durationMs')],
  ['queue_position', num('position')],
  ['job_seq', num('seq')],
  ['tokens_input', money('tokensIn')],
  ['tokens_output', money('tokensOut')],
  ['cost', money('cost')],
  ['model', (f, c) => (c.kind() === 'text' ? model(f, c) : void c.skip())],
  ['error', readError],
  ['error_code', readCode],
  ['error_detail', (f, c) => c.eachKey((key) => key === 'code' && readCode(f, c))],
  ['result', readResult],
  ['outputs', readResult],
  [
    'value',
    (f, c) => {
      f.valueBytes = c.skip();
    },
  ],
  [
    'provider_cost',
    (f, c) => {
      f.ts = true;
      c.eachKey((key) => COST.get(key)?.(f, c));
    },
  ],
  ['validation_issues', readIssues],
  [
    'graph',
    (f, c) => {
      f.graph = readGraph(c);
    },
  ],
  ['data', (f, c) => c.eachKey((key) => READERS.get(key)?.(f, c))],
  ['messages', (f, c) => c.eachItem(() => f.messages.push(readFields(c)))],
]);

/** Which nested parts a message may have read: a request its `data`, a worker batch its `messages`. */
export interface Depths {
  readonly data: boolean;
  readonly messages: boolean;
}

/** Reads the map ahead. Keys it does not know are skipped by length. */
export function readFields(c: Cursor, depths: Depths = { data: false, messages: false }): Fields {
  const f = blankFields();
  c.eachKey((key) => {
    if (key === 'data' && !depths.data) return;
    if (key === 'graph' && !depths.data) return;
    if (key === 'messages' && !depths.messages) return;
    READERS.get(key)?.(f, c);
  });
  return f;
}

function readError(f: Fields, c: Cursor): void {
  if (c.kind() === 'nil') return;
  const text = c.text(160);
  if (text === undefined || text === '' || text === 'null') return;
  f.failed = true;
  const name = errorClassOf(text);
  if (name && !f.errorClass) f.errorClass = name;
}

/** A machine-readable code is a class of errors. */
function readCode(f: Fields, c: Cursor): void {
  const code = errorCodeOf(c.text(MAX_CODE) ?? '');
  if (code !== undefined) f.errorClass = code;
}

/** Size of the result as sent. `{type: "bytes", length: n}` stands for n bytes that stayed on the server. */
function readResult(f: Fields, c: Cursor): void {
  if (c.kind() === 'nil') return;
  const from = c.offset();
  let members = 0;
  let elsewhere = 0;
  if (c.kind() !== 'map') {
    c.skip();
    members = 1;
  } else {
    c.eachKey(() => {
      members++;
      if (c.kind() === 'map') elsewhere += declaredBytes(c);
    });
  }
  f.result = { bytes: c.offset() - from + elsewhere, members };
}

function declaredBytes(c: Cursor): number {
  let bytes = false;
  let length = 0;
  c.eachKey((key) => {
    if (key === 'type') bytes = c.text(8) === 'bytes';
    else if (key === 'length') length = c.number() ?? 0;
  });
  // A length that is none must not cost us the whole message: sizes in records are whole numbers.
  return bytes && length > 0 && length < 2 ** 50 ? Math.round(length) : 0;
}

function readIssues(f: Fields, c: Cursor): void {
  const invalid: string[] = [];
  c.eachItem(() =>
    c.eachKey((key) => {
      if (key === 'node_id' && invalid.length < PAGE_LIMITS.nodeIds) invalid.push(readId(c));
    }),
  );
  f.invalid = invalid;
}
