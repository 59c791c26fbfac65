import { utf8Stream } from './utf8.ts';

/** One message of a text/event-stream. */
export interface ServerSentEvent {
  /** 'message' unless the stream names another. */
  readonly event: string;
  readonly data: string;
}

/** Pieces of a stream in, whole messages out. */
export interface EventReader {
  push(piece: string | Uint8Array): readonly ServerSentEvent[];
  /** What was left when the stream ended: servers forget the last blank line. */
  end(): readonly ServerSentEvent[];
  /** A message that grew beyond the limit was dropped, so many times. */
  readonly dropped: number;
}

/**
 * Reads `text/event-stream` and what calls itself so: a message ends with a blank line; of its lines only `data:` and `event:`
 * count, with or without a space behind (Flowise sends `message:` lines, which are no field at all). A message of more than
 * `limit` characters, ends of lines included, is dropped. https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export function createEventReader(limit: number): EventReader {
  const lines = createLineReader(limit);
  let data: string[] = [];
  let event = 'message';
  let size = 0;
  let overflown = 0;

  function take(line: string, out: ServerSentEvent[]): void {
    if (line === '') {
      if (size > limit) overflown++;
      else if (data.length > 0) out.push({ event, data: data.join('\n') });
      data = [];
      event = 'message';
      size = 0;
    } else if (line.startsWith('data:')) {
      const text = line.slice(line[5] === ' ' ? 6 : 5);
      // With its end: lines without text fill memory as well.
      size += text.length + 1;
      if (size > limit) data = [];
      else data.push(text);
    } else if (line.startsWith('event:')) event = line.slice(6).trim() || 'message';
  }
  function all(read: readonly string[]): ServerSentEvent[] {
    const out: ServerSentEvent[] = [];
    for (const line of read) take(line, out);
    return out;
  }
  return {
    push: (piece) => all(lines.push(piece)),
    end: () => all([...lines.end(), '']),
    get dropped() {
      return overflown + lines.dropped;
    },
  };
}

/** Pieces of a stream in, whole lines out, without their ends (LF, CRLF). */
export interface LineReader {
  push(piece: string | Uint8Array): readonly string[];
  end(): readonly string[];
  /** Lines beyond the limit, which are dropped. */
  readonly dropped: number;
}

/** Lines of at most `limit` characters; bytes are UTF-8, cut anywhere. */
export function createLineReader(limit: number): LineReader {
  const decode = utf8Stream();
  let parts: string[] = [];
  let size = 0;
  let dropped = 0;

  function keep(text: string): void {
    size += text.length;
    if (size <= limit) parts.push(text);
    else parts = [];
  }
  function close(): string | undefined {
    const line = size > limit ? undefined : parts.join('');
    if (line === undefined) dropped++;
    parts = [];
    size = 0;
    return line?.endsWith('\r') ? line.slice(0, -1) : line;
  }
  function push(text: string): string[] {
    const lines: string[] = [];
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      keep(text.slice(from, at));
      const line = close();
      if (line !== undefined) lines.push(line);
      from = at + 1;
    }
    if (from < text.length) keep(text.slice(from));
    return lines;
  }
  return {
    push: (piece) => push(typeof piece === 'string' ? piece : decode.push(piece)),
    end() {
      const rest = push(decode.end());
      const last = size > 0 ? close() : undefined;
      return last === undefined || last === '' ? rest : [...rest, last];
    },
    get dropped() {
      return dropped;
    },
  };
}
