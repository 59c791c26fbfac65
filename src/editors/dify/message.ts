/** Everything of one message of Dify's stream that may matter, read in one pass; nothing here is payload. */
import { RELAY_LIMITS } from '../../model/limits.ts';
import type { Cursor } from '../scan/cursor.ts';
import { errorClassOf, errorCodeOf, MAX_CODE, readId, readLabel } from '../scan/labels.ts';
import { countOf } from '../steps/rows.ts';

/** https://github.com/langgenius/dify, api/core/app/entities/task_entities.py and web/types/workflow.ts */
export interface Message {
  event: string;
  run: string;
  workflow: string;
  /** Of one execution of a node; the node's own id for iterations and loops. */
  id: string;
  node: string;
  type: string;
  title: string;
  status: string;
  from: string;
  iterationId: string;
  loopId: string;
  /** Of `iteration_next` and `loop_next`. */
  index?: number;
  /** Iteration the execution was part of, from 0. */
  round?: number;
  length?: number;
  elapsedS?: number;
  errorClass?: string;
  tokensIn?: number;
  tokensOut?: number;
  /** Input and output together. */
  tokensTotal?: number;
  price?: number;
  currency?: string;
  model?: string;
}

type Reader = (m: Message, c: Cursor) => void;

const id =
  (key: 'run' | 'workflow' | 'id' | 'node' | 'from' | 'iterationId' | 'loopId'): Reader =>
  (m, c) => {
    m[key] = readId(c) || m[key];
  };
const word =
  (key: 'event' | 'type' | 'title' | 'status', max: number): Reader =>
  (m, c) => {
    m[key] = c.text(max) ?? '';
  };
const count =
  (key: 'index' | 'round' | 'length' | 'tokensIn' | 'tokensOut' | 'tokensTotal'): Reader =>
  (m, c) => {
    const n = countOf(c.number());
    if (n !== undefined) m[key] = n;
  };
const inside =
  (readers: ReadonlyMap<string, Reader>): Reader =>
  (m, c) =>
    c.eachKey((key) => readers.get(key)?.(m, c));

/** A decimal as text ("0.00012") or as a number. */
const price: Reader = (m, c) => {
  const n = c.kind() === 'text' ? Number.parseFloat(c.text(40) ?? '') : c.number();
  if (n !== undefined && Number.isFinite(n) && n > 0) m.price = n;
};
const currency: Reader = (m, c) => {
  const text = c.text(16);
  if (text) m.currency = text;
};
const model: Reader = (m, c) => {
  const text = readLabel(c);
  if (text) m.model = text;
};

const USAGE = inside(
  new Map<string, Reader>([
    ['prompt_tokens', count('tokensIn')],
    ['completion_tokens', count('tokensOut')],
  ]),
);
const METADATA = inside(
  new Map<string, Reader>([
    ['total_tokens', count('tokensTotal')],
    ['total_price', price],
    ['currency', currency],
    ['iteration_id', id('iterationId')],
    ['iteration_index', count('round')],
    ['loop_id', id('loopId')],
    ['loop_index', count('round')],
  ]),
);
const DATA = inside(
  new Map<string, Reader>([
    ['id', id('id')],
    ['workflow_id', id('workflow')],
    ['node_id', id('node')],
    ['node_type', word('type', 128)],
    ['title', word('title', RELAY_LIMITS.recordLabelChars)],
    ['node_title', word('title', RELAY_LIMITS.recordLabelChars)],
    ['status', word('status', 32)],
    ['predecessor_node_id', id('from')],
    ['iteration_id', id('iterationId')],
    ['loop_id', id('loopId')],
    ['index', count('index')],
    ['elapsed_time', (m, c) => setElapsed(m, c.number())],
    ['error', (m, c) => setClass(m, errorClassOf(c.text(160) ?? ''))],
    ['execution_metadata', METADATA],
    [
      'metadata',
      inside(
        new Map([
          ['iterator_length', count('length')],
          ['loop_length', count('length')],
        ]),
      ),
    ],
    // The model's own figures, of nodes that call one: usage and name, of prompts and answers nothing.
    [
      'process_data',
      inside(
        new Map<string, Reader>([
          ['usage', USAGE],
          ['model_name', model],
        ]),
      ),
    ],
    ['outputs', inside(new Map<string, Reader>([['usage', USAGE]]))],
  ]),
);

const MESSAGE = inside(
  new Map<string, Reader>([
    ['event', word('event', 64)],
    ['workflow_run_id', id('run')],
    ['data', (m, c) => (TIMED.has(m.event) ? DATA(m, c) : void c.skip())],
    ['code', (m, c) => setClass(m, errorCodeOf(c.text(MAX_CODE) ?? ''))],
  ]),
);

/** Messages that tell of runs and nodes. */
export const TIMED: ReadonlySet<string> = new Set([
  'workflow_started',
  'workflow_finished',
  'workflow_paused',
  'node_started',
  'node_finished',
  'node_retry',
  'iteration_started',
  'iteration_next',
  'iteration_completed',
  'loop_started',
  'loop_next',
  'loop_completed',
  'human_input_required',
  'human_input_form_filled',
  'human_input_form_timeout',
]);

export function readMessage(c: Cursor): Message {
  const m: Message = {
    event: '',
    run: '',
    workflow: '',
    id: '',
    node: '',
    type: '',
    title: '',
    status: '',
    from: '',
    iterationId: '',
    loopId: '',
  };
  MESSAGE(m, c);
  return m;
}

function setElapsed(m: Message, seconds: number | undefined): void {
  if (seconds !== undefined && seconds >= 0) m.elapsedS = seconds;
}

function setClass(m: Message, name: string | undefined): void {
  if (name) m.errorClass = name;
}
