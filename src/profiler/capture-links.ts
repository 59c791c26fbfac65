/** Rows of a capture to the frames and connections that the hook would have seen. */

import { type Connection, openConnection } from '../editors/connection.ts';
import type { Frame, HttpPart, PageEditor } from '../editors/editor.ts';
import { type Exchange, type HttpFrame, openExchange } from '../editors/exchange.ts';
import { createEventReader, type EventReader } from '../editors/scan/events.ts';
import type { CaptureRow, HttpRow, LinkRow, MessageRow } from '../formats/capture.ts';
import { PAGE_LIMITS } from '../model/limits.ts';
import type { LinkRecord, TrafficRecord } from '../model/record.ts';
import { whereOf } from '../model/where.ts';

/** Of one row: how late its page may have seen it. */
export type Lateness = (row: MessageRow) => { readonly late?: number };

/** Everything that was open at one time while a capture was taken. */
export interface CaptureLinks {
  /** The records of the next row. */
  take(row: CaptureRow): readonly TrafficRecord[];
}

interface Socket {
  readonly number: number;
  readonly connection: Connection;
}

/** An HTTP exchange, or an EventSource: a stream nobody asked for by a request the page made itself. */
interface Http {
  readonly number: number;
  readonly method: string;
  readonly exchange?: Exchange | undefined;
  readonly events?: { readonly connection: Connection; readonly reader: EventReader };
  status?: number;
  told?: boolean;
}

export function captureLinks(editors: readonly PageEditor[], late: Lateness): CaptureLinks {
  const sockets = new Map<string, Socket>();
  const exchanges = new Map<string, Http[]>();
  const streams = new Map<string, Http>();
  let count = 0;

  function socket(row: LinkRow | MessageRow): Socket {
    const made = { number: ++count, connection: openConnection(editors) };
    sockets.set(keyOf(row), made);
    return made;
  }
  function link(row: LinkRow): readonly TrafficRecord[] {
    const known = sockets.get(keyOf(row));
    const { number } = row.what === 'close' && known ? known : socket(row);
    if (row.what === 'close') sockets.delete(keyOf(row));
    return [linkRecord(row, row.transport, row.what, number)];
  }
  function message(row: MessageRow): readonly TrafficRecord[] {
    if (row.transport === 'http') return chunk(row);
    const { number, connection } = sockets.get(keyOf(row)) ?? socket(row);
    const { transport, url, dir, data, t } = row;
    return connection.take({ link: number, transport, url, dir, data, t, ...late(row) });
  }

  function httpFrame(row: HttpRow | MessageRow, of: Http, part: HttpPart, data: Frame['data']): HttpFrame {
    const { url, t } = row;
    const dir = part === 'request' ? 'out' : 'in';
    const http = { part, method: of.method, ...(of.status === undefined ? {} : { status: of.status }) };
    // Of a request nothing waited; how late an answer in one row was read is not known.
    const waited = row.row === 'message' ? late(row) : {};
    return { link: of.number, transport: 'http', url, dir, data, t, ...waited, http };
  }
  /** A stream is a connection of its own once an editor has claimed it. */
  function told(row: HttpRow | MessageRow, of: Http, records: readonly TrafficRecord[]): readonly TrafficRecord[] {
    if (of.told || of.exchange?.wanted !== 'stream' || !of.exchange.claimed) return records;
    of.told = true;
    return [linkRecord(row, 'http', 'open', of.number), ...records];
  }
  function http(row: HttpRow): readonly TrafficRecord[] {
    const key = `${row.method} ${row.url}`;
    if (row.phase === 'request') {
      const of: Http = { number: ++count, method: row.method, exchange: openExchange(editors, row) };
      exchanges.set(key, [...(exchanges.get(key) ?? []), of]);
      return told(row, of, of.exchange?.take(httpFrame(row, of, 'request', row.data)) ?? []);
    }
    const of = (exchanges.get(key)?.length ? exchanges.get(key) : headless(row))?.shift();
    if (row.phase === 'response') return of ? answered(row, of) : unasked(row);
    if (row.phase === 'response-headers') streams.set(row.url, of ? withStatus(of, row.status) : eventSource());
    return row.phase === 'stream-end' ? ended(row) : [];
  }
  /** Rows of a stream's headers do not repeat the method of its request. */
  function headless(row: HttpRow): Http[] | undefined {
    if (row.phase !== 'response-headers') return undefined;
    return [...exchanges].find(([key, open]) => key.endsWith(` ${row.url}`) && open.length > 0)?.[1];
  }
  function answered(row: HttpRow, of: Http): readonly TrafficRecord[] {
    withStatus(of, row.status);
    return closed(row, of, told(row, of, of.exchange?.take(httpFrame(row, of, 'body', row.data)) ?? []));
  }
  function closed(row: HttpRow, of: Http, records: readonly TrafficRecord[]): readonly TrafficRecord[] {
    return of.told ? [...records, linkRecord(row, 'http', 'close', of.number)] : records;
  }
  /** Some captures keep only the answer of what was asked before they began. */
  function unasked(row: HttpRow): readonly TrafficRecord[] {
    return answered(row, { number: ++count, method: row.method, exchange: openExchange(editors, row) });
  }
  function eventSource(): Http {
    const events = { connection: openConnection(editors), reader: createEventReader(PAGE_LIMITS.bodyBytes) };
    return { number: ++count, method: 'GET', events };
  }
  function chunk(row: MessageRow): readonly TrafficRecord[] {
    const of = streams.get(row.url);
    if (!of) return [];
    if (of.exchange) return told(row, of, of.exchange.take(httpFrame(row, of, 'chunk', row.data)));
    if (!of.events || typeof row.data !== 'string') return [];
    const { connection, reader } = of.events;
    return reader.push(row.data).flatMap(({ data, event }) => {
      const { url, t } = row;
      const named = event === 'message' ? {} : { event };
      const frame = { link: of.number, transport: 'eventsource', url, dir: 'in', data, t } as const;
      return connection.take({ ...frame, ...named, ...late(row) });
    });
  }
  function ended(row: HttpRow): readonly TrafficRecord[] {
    const of = streams.get(row.url);
    streams.delete(row.url);
    if (!of?.exchange) return [];
    return closed(row, of, told(row, of, of.exchange.take(httpFrame(row, of, 'end', ''))));
  }

  return {
    take(row) {
      if (row.row === 'link') return link(row);
      if (row.row === 'message') return message(row);
      return row.row === 'http' ? http(row) : [];
    },
  };
}

function withStatus(of: Http, status: number | undefined): Http {
  if (status !== undefined) of.status = status;
  return of;
}

/** Captures name a worker by its full URL when it opens and by its file name in messages: one worker at a time is assumed. */
function keyOf(row: LinkRow | MessageRow): string {
  return row.transport === 'worker' ? 'worker' : row.url;
}

function linkRecord(
  row: LinkRow | HttpRow | MessageRow,
  transport: LinkRecord['transport'],
  what: LinkRecord['what'],
  link: number,
): LinkRecord {
  const code = row.row === 'link' && row.code !== undefined ? { code: row.code } : {};
  return { k: 'link', what, transport, where: whereOf(row.url), t: row.t, link, ...code };
}
