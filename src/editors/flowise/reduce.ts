import { PAGE_LIMITS } from '../../model/limits.ts';
import type { TrafficRecord } from '../../model/record.ts';
import { troubleOf } from '../connection.ts';
import type { Frame, Reducer } from '../editor.ts';
import { createEventReader } from '../scan/events.ts';
import { beginningOf, cursorOver, graphRecords, headOf, requestRecords } from '../steps/rows.ts';
import { type Address, addressOf } from './address.ts';
import { readChatflow } from './read-flow.ts';
import { createRun, FLOWISE_STREAM } from './run.ts';

/** Is this Flowise's? Runs by their request's members or the first words of the stream, chatflows by `flowData`. */
export function claims(frame: Frame): boolean {
  const { http, url, data } = frame;
  const about = http && addressOf(http.method, url)?.about;
  if (!about) return false;
  if (about === 'run') {
    if (http.part !== 'request') return FLOWISE_STREAM.test(beginningOf(data));
    return /"(?:question|form|chatId|humanInput|overrideConfig)"\s*:/.test(beginningOf(data, 4096));
  }
  if (about === 'abort') return http.part === 'body' && beginningOf(data, 256).includes('"status"');
  if (http.part !== 'body') return false;
  if (typeof data === 'string') return data.includes('"flowData":"');
  return typeof Object.getOwnPropertyDescriptor(data, 'flowData')?.value === 'string';
}

/** One HTTP exchange of Flowise's page to records. */
export function createReducer(): Reducer {
  const reader = createEventReader(PAGE_LIMITS.bodyBytes);
  const run = createRun();
  // One exchange, one address: it is looked at once, not for each piece.
  let address: Address | undefined;
  return {
    reduce(frame) {
      const { http, url } = frame;
      if (!http) return [];
      address ??= addressOf(http.method, url);
      if (!address) return [];
      const head = headOf('flowise', frame, '', address.flow);
      if (address.about === 'chatflow') return http.part === 'body' ? graph(frame) : [];
      if (address.about === 'abort') return http.part === 'body' ? [{ k: 'command', ...head, what: 'cancel' }] : [];
      if (http.part === 'request') return requestRecords(head);
      const ended = http.part === 'end';
      const dropped = reader.dropped;
      const { data } = frame;
      const messages = ended
        ? reader.end()
        : typeof data === 'object' && !(data instanceof Uint8Array)
          ? []
          : reader.push(data);
      const records = messages.flatMap((message) => run.event(message.data, head));
      const lost: TrafficRecord[] = reader.dropped > dropped ? [troubleOf(frame, 'too-large')] : [];
      const failed = (http.status ?? 200) >= 400;
      return [...records, ...lost, ...(ended && !http.broken ? run.end(head, failed) : [])];
    },
  };
}

function graph(frame: Frame): readonly TrafficRecord[] {
  const c = cursorOver(frame.data);
  const flow = readChatflow(c);
  if (c.trouble) return [troubleOf(frame, c.trouble)];
  return flow.id ? graphRecords(headOf('flowise', frame, '', flow.id), flow.name, flow) : [];
}
