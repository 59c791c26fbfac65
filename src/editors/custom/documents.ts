/** From frames to the single messages in them, in whatever clothes they come. */
import { PAGE_LIMITS } from '../../model/limits.ts';
import type { Mapping } from '../../model/mapping.ts';
import type { Frame } from '../editor.ts';
import type { Cursor } from '../scan/cursor.ts';
import { createEventReader, createLineReader, type EventReader, type LineReader } from '../scan/events.ts';
import { jsonCursor } from '../scan/json.ts';
import { msgpackCursor } from '../scan/msgpack.ts';
import { utf8 } from '../scan/utf8.ts';
import { valueCursor } from '../scan/value.ts';

/** One message. Read at once and not kept. */
export interface Message {
  /** A fresh look from its beginning. */
  open(): Cursor;
  /** Type of a server-sent event; '' where there is none. */
  readonly event: string;
}

/** Takes the frames of one connection, in order. */
export type MessageReader = (frame: Frame) => readonly Message[];

/** What a socket.io packet has before its JSON: type, namespace, id of an acknowledgement. */
const SOCKET_IO = /^\d{1,2}(?:-)?(?:\/[^,]{0,200},)?\d{0,15}(?=[[{])/;

export function createMessageReader({ format }: Pick<Mapping, 'format'>): MessageReader {
  let events: EventReader | undefined;
  let lines: LineReader | undefined;

  function ofStream(piece: string | Uint8Array, end: boolean): readonly Message[] {
    if (format === 'sse') {
      events ??= createEventReader(PAGE_LIMITS.bodyBytes);
      return [...events.push(piece), ...(end ? events.end() : [])].flatMap(({ data, event }) => ofText(data, event));
    }
    lines ??= createLineReader(PAGE_LIMITS.bodyBytes);
    return [...lines.push(piece), ...(end ? lines.end() : [])].flatMap((line) => ofText(line, ''));
  }

  return (frame) => {
    const { data, http } = frame;
    const event = frame.transport === 'eventsource' ? (frame.event ?? 'message') : '';
    if (http?.part === 'end' || http?.part === 'chunk') {
      return typeof data === 'string' || data instanceof Uint8Array ? ofStream(data, http.part === 'end') : [];
    }
    if (data instanceof Uint8Array) {
      if (format === 'msgpack') return [{ open: () => msgpackCursor(data, PAGE_LIMITS.depth), event }];
      return http ? ofText(utf8(data), event) : [];
    }
    if (typeof data !== 'string') return [{ open: () => valueCursor(data, PAGE_LIMITS.depth), event }];
    if (frame.transport === 'websocket' && format === 'ndjson') return data.split('\n').flatMap((l) => ofText(l, ''));
    return ofText(format === 'socket.io' ? data.replace(SOCKET_IO, '') : data, event);
  };
}

/** Objects and lists are messages; a bare word or number (a ping, a session's name) says nothing a path could find. */
function ofText(text: string, event: string): readonly Message[] {
  return /^\s*[[{]/.test(text) ? [{ open: () => jsonCursor(text, PAGE_LIMITS.depth), event }] : [];
}
