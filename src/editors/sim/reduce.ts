import { PAGE_LIMITS } from '../../model/limits.ts';
import type { TrafficRecord } from '../../model/record.ts';
import { troubleOf } from '../connection.ts';
import type { Frame, Reducer } from '../editor.ts';
import { createEventReader } from '../scan/events.ts';
import { jsonCursor } from '../scan/json.ts';
import { beginningOf, cursorOver, graphRecords, headOf, requestRecords } from '../steps/rows.ts';
import { type Address, addressOf } from './address.ts';
import { readMessage } from './message.ts';
import { readWorkflow } from './read-workflow.ts';
import { createRun } from './run.ts';

/** Events that come by the thousand and tell nothing of time; passed over by their first words. */
const CHATTER = /^\s*\{\s*"type":\s*"stream:/;
const FIRST = /data: ?\{\s*"type":\s*"(?:execution|block):[A-Za-z]+"/;

/** Is this Sim's? Runs by the first words of their stream, workflows by `blocks` and `edges`. */
export function claims(frame: Frame): boolean {
  const { http, url, data } = frame;
  const about = http && addressOf(http.method, url)?.about;
  if (!about || http.part === 'request') return false;
  if (about === 'execute' || about === 'reconnect') return FIRST.test(beginningOf(data, 1024));
  if (about === 'cancel') return http.part === 'body' && beginningOf(data, 256).includes('"success"');
  if (http.part !== 'body') return false;
  if (typeof data === 'string') return /"blocks"\s*:\s*\{/.test(data) && /"edges"\s*:\s*\[/.test(data);
  const inner = member(member(data, 'data'), 'state');
  return typeof member(inner, 'blocks') === 'object' && Array.isArray(member(inner, 'edges'));
}

function member(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value as unknown;
}

/** One HTTP exchange of Sim's page to records. */
export function createReducer(): Reducer {
  const reader = createEventReader(PAGE_LIMITS.bodyBytes);
  const run = createRun();

  function message(data: string, frame: Frame, address: Address): readonly TrafficRecord[] {
    if (data === '[DONE]' || CHATTER.test(data)) return [];
    const m = readMessage(jsonCursor(data, PAGE_LIMITS.depth));
    const head = headOf('sim', frame, m.execution || address.execution, address.workflow);
    return run.records(m, head);
  }
  function asked(frame: Frame, address: Address): readonly TrafficRecord[] {
    if (address.about !== 'execute') return [];
    const head = headOf('sim', frame, '', address.workflow);
    if (frame.data === '') return requestRecords(head);
    const c = cursorOver(frame.data);
    const flow = readWorkflow(c);
    return c.trouble ? [troubleOf(frame, c.trouble), ...requestRecords(head)] : requestRecords(head, flow);
  }

  // One exchange, one address: it is looked at once, not for each piece.
  let address: Address | undefined;
  return {
    reduce(frame) {
      const { http, data } = frame;
      if (!http) return [];
      address ??= addressOf(http.method, frame.url);
      if (!address) return [];
      const at = address;
      if (address.about === 'cancel') {
        const head = headOf('sim', frame, address.execution, address.workflow);
        return http.part === 'body' ? [{ k: 'command', ...head, what: 'cancel' }] : [];
      }
      if (address.about === 'workflow') return http.part === 'body' ? graph(frame, address) : [];
      if (http.part === 'request') return asked(frame, address);
      const dropped = reader.dropped;
      const pieces = typeof data === 'string' || data instanceof Uint8Array ? data : '';
      const read = http.part === 'end' ? reader.end() : reader.push(pieces);
      const records = read.flatMap(({ data: text }) => message(text, frame, at));
      return reader.dropped > dropped ? [...records, troubleOf(frame, 'too-large')] : records;
    },
  };
}

function graph(frame: Frame, address: Address): readonly TrafficRecord[] {
  const c = cursorOver(frame.data);
  const flow = readWorkflow(c);
  if (c.trouble) return [troubleOf(frame, c.trouble)];
  return graphRecords(headOf('sim', frame, '', address.workflow), flow.name, flow);
}
