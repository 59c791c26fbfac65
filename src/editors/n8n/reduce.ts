import { PAGE_LIMITS } from '../../model/limits.ts';
import type { TrafficRecord } from '../../model/record.ts';
import { troubleOf } from '../connection.ts';
import type { Frame, HttpStep, Reducer } from '../editor.ts';
import type { Cursor } from '../scan/cursor.ts';
import { jsonCursor } from '../scan/json.ts';
import { utf8 } from '../scan/utf8.ts';
import { valueCursor } from '../scan/value.ts';
import { type Address, addressOf } from './address.ts';
import { readExecution, readRuns } from './execution.ts';
import { readPush } from './push.ts';
import { executionRecords, graphRecords, headOf, pushRecords, storedRecords } from './records.ts';
import { blankWorkflow, readMember, readWorkflow } from './workflow.ts';

/** n8n frames to records. Remembers nothing; what needs memory happens behind the page, in interpret/. */
export function createReducer(): Reducer {
  return { reduce: (frame) => (frame.http ? fromHttp(frame, frame.http) : fromPush(frame)) };
}

function fromPush(frame: Frame): readonly TrafficRecord[] {
  if (frame.dir === 'out') return [];
  const { push, trouble } = readPush(frame.data);
  if (trouble) return [troubleOf(frame, trouble)];
  if (!push.execution) return [];
  const head = headOf(frame, push.execution, push.workflow);
  const raw = push.rawData === undefined ? [] : storedRecords(readRuns(push.rawData), undefined, head);
  return [...raw, ...pushRecords(push, head)];
}

function fromHttp(frame: Frame, http: HttpStep): readonly TrafficRecord[] {
  const address = addressOf(http.method, frame.url);
  if (!address) return [];
  // A refused request did nothing; what it says is an error text.
  if (http.part === 'body' && (http.status ?? 200) >= 400) return refused(frame, address);
  if (http.part === 'request') return fromRequest(frame, address);
  return http.part === 'body' ? fromAnswer(frame, address) : [];
}

function refused(frame: Frame, { about, id }: Address): readonly TrafficRecord[] {
  return about === 'run' ? [{ k: 'ack', ...headOf(frame, '', id), what: 'refused' }] : [];
}

/** The click. Older editors send the graph along, newer ones only ask to run what is saved. */
function fromRequest(frame: Frame, { about, id }: Address): readonly TrafficRecord[] {
  if (about === 'stop') return [{ k: 'command', ...headOf(frame, id, ''), what: 'cancel' }];
  if (about !== 'run') return [];
  const head = headOf(frame, '', id);
  let workflow = blankWorkflow();
  const { cursor } = cursorOver(frame.data);
  if (cursor.kind() === 'map') {
    cursor.eachKey((key) => {
      if (key === 'workflowData') workflow = readWorkflow(cursor);
    });
  }
  const asked = { name: workflow.name, nodes: [], edges: [], part: 0, parts: 1, graph: workflow.whole };
  return [...(workflow.whole ? graphRecords(workflow, head) : []), { k: 'request', ...head, ...asked }];
}

function fromAnswer(frame: Frame, { about, id }: Address): readonly TrafficRecord[] {
  const { cursor, source } = cursorOver(frame.data);
  const records: TrafficRecord[] = [];
  cursor.eachKey((key) => {
    if (key === 'data') records.push(...(answerReaders[about](cursor, frame, id, source) ?? []));
  });
  return cursor.trouble ? [troubleOf(frame, cursor.trouble)] : records;
}

type AnswerReader = (c: Cursor, frame: Frame, id: string, source: string) => readonly TrafficRecord[];

const answerReaders: Readonly<Record<Address['about'], AnswerReader>> = {
  workflow(c, frame, id) {
    const workflow = blankWorkflow();
    c.eachKey((key) => readMember(workflow, key, c));
    return workflow.whole ? graphRecords(workflow, headOf(frame, '', workflow.id || id)) : [];
  },
  run(c, frame, id) {
    let execution = '';
    c.eachKey((key) => {
      if (key === 'executionId') execution = c.kind() === 'number' ? String(c.number()) : (c.text(64) ?? '');
    });
    // Without an execution it waits for a webhook to be called: whatever comes of it was not asked for now.
    return [{ k: 'ack', ...headOf(frame, execution, id), what: execution ? 'started' : 'refused' }];
  },
  stop(c, frame, id) {
    const stopped = readExecution(c, '');
    if (stopped.stoppedUs === undefined) return [];
    return executionRecords({ ...stopped, id, status: 'canceled' }, headOf(frame, id, stopped.workflowId));
  },
  execution(c, frame, id, source) {
    const e = readExecution(c, source);
    const { dropped } = e.runs;
    const records = executionRecords(e, headOf(frame, e.id || id, e.workflowId || e.workflow?.id || ''));
    return dropped > 0 ? [...records, { ...troubleOf(frame, 'too-large'), n: dropped }] : records;
  },
};

/** `source`: the text that is read, '' when it is an object. */
function cursorOver(data: Frame['data']): { cursor: Cursor; source: string } {
  if (typeof data === 'object' && !(data instanceof Uint8Array))
    return { cursor: valueCursor(data, PAGE_LIMITS.depth), source: '' };
  const source = typeof data === 'string' ? data : utf8(data);
  return { cursor: jsonCursor(source, PAGE_LIMITS.depth), source };
}
