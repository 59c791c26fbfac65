/** A recording through the page's half of the extension, as its taps would hand it over: what the relay is told. */
import { createKnownEditors } from '../../../content-script/known-editors.ts';
import { createOutbox } from '../../../content-script/outbox.ts';
import { createSession, type Link } from '../../../content-script/session.ts';
import { PAGE_EDITORS } from '../../../src/editors/page-registry.ts';
import { createEventReader, type EventReader } from '../../../src/editors/scan/events.ts';
import type { CaptureRow, HttpRow, LinkRow, MessageRow } from '../../../src/formats/capture.ts';
import { PAGE_LIMITS } from '../../../src/model/limits.ts';
import type { Mapping } from '../../../src/model/mapping.ts';
import type { TrafficRecord } from '../../../src/model/record.ts';
import type { Sample } from '../../../src/model/shape.ts';
import type { Micros } from '../../../src/model/time.ts';

export interface Hook {
  take(row: CaptureRow): void;
  configure(recording: boolean, mappings: readonly Mapping[]): void;
  sample(mapping: Mapping | undefined): readonly Sample[];
}

type HttpLink = NonNullable<ReturnType<ReturnType<typeof createSession>['exchange']>>;

export function createHook(tell: (records: readonly TrafficRecord[]) => void, now: () => Micros): Hook {
  const known = createKnownEditors(PAGE_EDITORS, now);
  const outbox = createOutbox(tell, () => {});
  const session = createSession({
    editors: known.editors,
    late: () => undefined,
    emit(records) {
      outbox.push(records);
      outbox.flush();
    },
  });
  const sockets = new Map<string, Link>();
  const asked: { readonly url: string; readonly link: HttpLink | undefined }[] = [];
  const streams = new Map<string, HttpLink | { readonly link: Link; readonly reader: EventReader } | undefined>();

  const keyOf = (row: LinkRow | MessageRow) => (row.transport === 'worker' ? 'worker' : row.url);
  function socket(row: LinkRow | MessageRow): Link {
    const transport = row.transport === 'worker' ? 'worker' : 'websocket';
    const made = session.link(transport, row.url, row.t);
    sockets.set(keyOf(row), made);
    return made;
  }
  function link(row: LinkRow): void {
    const of = (row.what === 'close' && sockets.get(keyOf(row))) || socket(row);
    if (row.what === 'open') session.opened(of, row.t);
    else {
      sockets.delete(keyOf(row));
      session.closed(of, row.t, row.code);
    }
  }
  function begin(row: HttpRow): HttpLink | undefined {
    const made = session.exchange({ method: row.method, url: row.url });
    if (made && row.phase === 'request') session.step(made, { part: 'request', data: row.data }, row.t);
    return made;
  }
  function answered(row: HttpRow): HttpLink | undefined | 'unasked' {
    const at = asked.findIndex(({ url }) => url === row.url);
    return at < 0 ? 'unasked' : asked.splice(at, 1)[0]?.link;
  }
  function http(row: HttpRow): void {
    if (row.phase === 'request') asked.push({ url: row.url, link: begin(row) });
    else if (row.phase === 'response') {
      const of = answered(row);
      const link = of === 'unasked' ? begin(row) : of;
      const status = row.status === undefined ? {} : { status: row.status };
      if (link) session.step(link, { part: 'body', data: row.data, ...status }, row.t);
    } else if (row.phase === 'response-headers') {
      const of = answered(row);
      const source = () => ({
        link: session.link('eventsource', row.url, row.t),
        reader: createEventReader(PAGE_LIMITS.bodyBytes),
      });
      streams.set(row.url, of === 'unasked' ? source() : of);
    } else if (row.phase === 'stream-end') {
      const of = streams.get(row.url);
      if (of && !('reader' in of)) session.step(of, { part: 'end', data: '' }, row.t);
    }
  }
  function message(row: MessageRow): void {
    const of = streams.get(row.url);
    if (row.transport !== 'http') session.frame(sockets.get(keyOf(row)) ?? socket(row), row.dir, row.data, row.t);
    else if (of && 'reader' in of) {
      for (const { data, event } of of.reader.push(row.data as string))
        session.frame(of.link, 'in', data, row.t, event === 'message' ? undefined : event);
    } else if (of) session.step(of, { part: 'chunk', data: row.data }, row.t);
  }

  return {
    take(row) {
      if (row.row === 'link') link(row);
      else if (row.row === 'message') message(row);
      else if (row.row === 'http') http(row);
    },
    configure(recording, mappings) {
      known.configure(mappings);
      session.configure(recording, now());
    },
    sample: known.sample,
  };
}
