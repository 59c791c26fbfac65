import { PAGE_LIMITS } from '../../model/limits.ts';
import type { TrafficRecord } from '../../model/record.ts';
import { troubleOf } from '../connection.ts';
import type { Frame, Reducer } from '../editor.ts';
import { createEventReader } from '../scan/events.ts';
import { jsonCursor } from '../scan/json.ts';
import { beginningOf, cursorOver, graphRecords, headOf, requestRecords } from '../steps/rows.ts';
import { type Address, addressOf } from './address.ts';
import { readMessage } from './message.ts';
import { readDraft } from './read-draft.ts';
import { recordsOf } from './records.ts';

/** Answers that come by the hundred and tell nothing of time; passed over by their first words. */
const CHATTER =
  /^\s*\{\s*"event":\s*"(?:text_chunk|text_replace|message|message_replace|agent_log|agent_thought|tts_message|reasoning_chunk|ping)"/;
const FIRST = /data: ?\{\s*"event":\s*"(?:workflow|node|iteration|loop|human_input)_[a-z_]+"/;

/** Is this Dify's? Runs by the first words of their stream (a draft's by its request), graphs by `graph.nodes`. */
export function claims(frame: Frame): boolean {
  const { http, url, data } = frame;
  const about = http && addressOf(http.method, url)?.about;
  if (!about) return false;
  if (about === 'run' || about === 'events') {
    if (http.part !== 'request') return FIRST.test(beginningOf(data, 1024));
    return url.includes('/workflows/draft/') && /"inputs"\s*:/.test(beginningOf(data, 4096));
  }
  if (about === 'stop') return http.part === 'body' && /"result"\s*:\s*"success"/.test(beginningOf(data, 256));
  // A draft comes in the answer to GET and in the request of POST.
  if (http.part !== (http.method.toUpperCase() === 'GET' ? 'body' : 'request')) return false;
  if (typeof data === 'object' && !(data instanceof Uint8Array)) {
    return typeof Object.getOwnPropertyDescriptor(data, 'graph')?.value === 'object';
  }
  const text = typeof data === 'string' ? data : beginningOf(data, 65_536);
  return /"graph"\s*:\s*\{/.test(text) && /"nodes"\s*:\s*\[/.test(text);
}

/** One HTTP exchange of Dify's page to records. */
export function createReducer(): Reducer {
  const reader = createEventReader(PAGE_LIMITS.bodyBytes);
  const lengths = new Map<string, number>();
  let run = '';

  function message(data: string, frame: Frame, app: string): readonly TrafficRecord[] {
    if (CHATTER.test(data)) return [];
    const m = readMessage(jsonCursor(data, PAGE_LIMITS.depth));
    run = m.run || run;
    return recordsOf(m, headOf('dify', frame, run, app || m.workflow), lengths);
  }
  function stream(frame: Frame, { about, app }: Address): readonly TrafficRecord[] {
    const { http, data } = frame;
    if (http?.part === 'request') return about === 'run' ? requestRecords(headOf('dify', frame, '', app)) : [];
    const dropped = reader.dropped;
    const pieces = typeof data === 'string' || data instanceof Uint8Array ? data : '';
    const read = http?.part === 'end' ? reader.end() : reader.push(pieces);
    const records = read.flatMap(({ data: text }) => message(text, frame, app));
    const lost = reader.dropped > dropped ? [troubleOf(frame, 'too-large')] : [];
    // Refused before it began: the answer is no stream but an error in JSON.
    const refused = http?.part === 'end' && run === '' && (http.status ?? 200) >= 400;
    const head = headOf('dify', frame, run, app);
    return [...records, ...lost, ...(refused ? [{ k: 'run' as const, ...head, status: 'failed' as const }] : [])];
  }

  // One exchange, one address: it is looked at once, not for each piece.
  let address: Address | undefined;
  return {
    reduce(frame) {
      address ??= addressOf(frame.http?.method ?? '', frame.url);
      if (!address) return [];
      const head = headOf('dify', frame, '', address.app);
      if (address.about === 'run' || address.about === 'events') return stream(frame, address);
      // The address names a task, which no message ties to a run: the run at work is meant.
      if (address.about === 'stop')
        return frame.http?.part === 'body' ? [{ k: 'command', ...head, what: 'cancel' }] : [];
      const get = frame.http?.method.toUpperCase() === 'GET';
      if (frame.http?.part !== (get ? 'body' : 'request')) return [];
      const c = cursorOver(frame.data);
      const rows = readDraft(c);
      if (c.trouble) return [troubleOf(frame, c.trouble)];
      return address.app ? graphRecords(head, '', rows) : [];
    },
  };
}
