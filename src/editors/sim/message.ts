/** Everything of one event of Sim's stream that may matter, read in one pass; nothing here is payload. */
import type { Cursor } from '../scan/cursor.ts';
import { errorClassOf, readId, readLabel } from '../scan/labels.ts';
import { countOf } from '../steps/rows.ts';

/** https://github.com/simstudioai/sim, apps/sim/lib/workflows/executor/execution-events.ts */
export interface Message {
  event: string;
  /** Server's milliseconds since 1970 of the event itself. */
  at?: number;
  execution: string;
  workflow: string;
  block: string;
  name: string;
  type: string;
  order?: number;
  success: boolean;
  startMs?: number;
  endMs?: number;
  durationMs?: number;
  round?: number;
  rounds?: number;
  container: string;
  /** The invocation of the workflow block that a block of a child workflow belongs to. */
  childOf: string;
  /** What blocks of this workflow block's child will name. */
  child: string;
  errorClass?: string;
  model?: string;
  tokensIn?: number;
  tokensOut?: number;
  /** US dollars. */
  cost?: number;
}

type Reader = (m: Message, c: Cursor) => void;

/** ISO 8601 with milliseconds. */
const time =
  (key: 'at' | 'startMs' | 'endMs'): Reader =>
  (m, c) => {
    const ms = Date.parse(c.text(40) ?? '');
    if (Number.isFinite(ms)) m[key] = ms;
  };
const id =
  (key: 'execution' | 'workflow' | 'block' | 'container' | 'childOf' | 'child'): Reader =>
  (m, c) => {
    m[key] = readId(c);
  };
const count =
  (key: 'order' | 'round' | 'rounds' | 'tokensIn' | 'tokensOut'): Reader =>
  (m, c) => {
    const n = countOf(c.number());
    if (n !== undefined) m[key] = n;
  };
const amount =
  (key: 'durationMs' | 'cost'): Reader =>
  (m, c) => {
    const n = c.number();
    if (n !== undefined && n >= 0) m[key] = n;
  };
const inside =
  (readers: ReadonlyMap<string, Reader>): Reader =>
  (m, c) =>
    c.eachKey((key) => readers.get(key)?.(m, c));

const OUTPUT = inside(
  new Map<string, Reader>([
    ['model', (m, c) => setModel(m, readLabel(c))],
    [
      'tokens',
      inside(
        new Map<string, Reader>([
          ['input', count('tokensIn')],
          ['prompt', count('tokensIn')],
          ['output', count('tokensOut')],
          ['completion', count('tokensOut')],
        ]),
      ),
    ],
    ['cost', inside(new Map<string, Reader>([['total', amount('cost')]]))],
  ]),
);
const DATA = new Map<string, Reader>([
  ['blockId', id('block')],
  [
    'blockName',
    (m, c) => {
      m.name = readLabel(c);
    },
  ],
  [
    'blockType',
    (m, c) => {
      m.type = c.text(128) ?? '';
    },
  ],
  ['executionOrder', count('order')],
  [
    'success',
    (m, c) => {
      m.success = c.bool() ?? true;
    },
  ],
  ['startTime', time('startMs')],
  ['startedAt', time('startMs')],
  ['endTime', time('endMs')],
  ['endedAt', time('endMs')],
  ['duration', amount('durationMs')],
  ['durationMs', amount('durationMs')],
  ['iterationCurrent', count('round')],
  ['iterationTotal', count('rounds')],
  ['iterationContainerId', id('container')],
  ['childWorkflowBlockId', id('childOf')],
  ['childWorkflowInstanceId', id('child')],
  ['error', (m, c) => setClass(m, errorClassOf(c.text(160) ?? ''))],
]);

export function readMessage(c: Cursor): Message {
  const m: Message = {
    event: '',
    execution: '',
    workflow: '',
    block: '',
    name: '',
    type: '',
    success: true,
    container: '',
    childOf: '',
    child: '',
  };
  c.eachKey((key) => {
    if (key === 'type') m.event = c.text(64) ?? '';
    else if (key === 'timestamp') time('at')(m, c);
    else if (key === 'executionId') id('execution')(m, c);
    else if (key === 'workflowId') id('workflow')(m, c);
    else if (key === 'data') {
      const ofBlock = m.event.startsWith('block:');
      // The output of a whole run repeats its blocks'.
      c.eachKey((member) => (member === 'output' && ofBlock ? OUTPUT(m, c) : DATA.get(member)?.(m, c)));
    }
  });
  return m;
}

function setModel(m: Message, name: string): void {
  if (name) m.model = name;
}

function setClass(m: Message, name: string | undefined): void {
  if (name) m.errorClass = name;
}
