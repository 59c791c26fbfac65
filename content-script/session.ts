import { type Connection, openConnection, sizeOf, troubleOf } from '../src/editors/connection.ts';
import type { Frame, HttpHead, PageEditor } from '../src/editors/editor.ts';
import { PAGE_LIMITS } from '../src/model/limits.ts';
import type { LinkRecord, TrafficRecord, Transport } from '../src/model/record.ts';
import type { Micros } from '../src/model/time.ts';
import { whereOf } from '../src/model/where.ts';
import { type HttpLink, type HttpStepSeen, heldCopy, openHttpLink, takeStep, unreadable } from './http-links.ts';

/** One connection of the page. Lives as long as the page's own object does. */
export interface Link {
  readonly id: number;
  readonly transport: Transport;
  /** Full address: to be looked at, never to be recorded. */
  readonly url: string;
  readonly where: string;
  /** Read its frames' times where the page's own work does not delay them; absent: first thing in the page. */
  clock?: 'worker';
  /** When it was made, later when it opened. */
  since: Micros;
  /** Whether its `open` record has gone out. */
  told: boolean;
  readonly connection: Connection;
}

export interface SessionOptions {
  readonly editors: readonly PageEditor[];
  readonly emit: (records: readonly TrafficRecord[]) => void;
  /** Upper bound, in microseconds, of how long something handled at `t` may have waited; undefined when not measured. */
  readonly late: (t: Micros) => number | undefined;
}

/** Frames of one document in, records out. Nothing is looked at while recording is off. */
export interface Session {
  link(transport: Link['transport'], url: string, t: Micros, clock?: 'worker'): Link;
  opened(link: Link, t: Micros): void;
  closed(link: Link, t: Micros, code?: number): void;
  /**
   * `data` undefined: there was a frame that cannot be read (a Blob). `event`: the type of a server-sent one. `wait`: how long it
   * may have waited, where that is known better than from the page's own clock.
   */
  frame(link: Link, dir: Frame['dir'], data: Frame['data'] | undefined, t: Micros, event?: string, wait?: number): void;
  /** An HTTP exchange that the page begins; undefined when nobody wants it, and then it must not be watched. */
  exchange(head: HttpHead): HttpLink | undefined;
  step(link: HttpLink, step: Omit<HttpStepSeen, 'late'>, t: Micros): void;
  /** The page read an answer in a way that hides it. */
  hidden(link: HttpLink, t: Micros): void;
  /** Records of what came over no connection. */
  said(make: () => readonly TrafficRecord[]): void;
  /** True when recording is off: the caller need not even read the event. */
  idle(): boolean;
  /** `t` is the time of the change. */
  configure(recording: boolean, t: Micros): void;
  /** Frames lost so far. */
  losses(): { readonly held: number; readonly unreadable: number };
}

export function createSession({ editors, emit, late }: SessionOptions): Session {
  /** Undefined until the configuration has come; until then frames are held by reference. */
  let recording: boolean | undefined;
  let held: (() => void)[] = [];
  let heldBytes = 0;
  let links = 0;
  /** Some traffic was an editor's: there may be runs. */
  let recognised = false;
  const losses = { held: 0, unreadable: 0 };

  /** Does it now, holds it until we know whether to record, or drops it. */
  function when(action: () => void, bytes: number): void {
    if (recording) action();
    else if (recording === undefined) {
      if (held.length < PAGE_LIMITS.heldFrames && heldBytes + bytes <= PAGE_LIMITS.heldBytes) {
        held.push(action);
        heldBytes += bytes;
      } else losses.held++;
    }
  }

  function tell(link: Link): void {
    if (link.told) return;
    link.told = true;
    give([linkRecord(link, 'open', link.since)], link.clock);
  }

  function reduce(link: Link, frame: Frame): void {
    tell(link);
    const records = link.connection.take(frame);
    recognised ||= link.connection.claimed;
    give(records, link.clock);
  }

  function give(records: readonly TrafficRecord[], clock?: 'worker'): void {
    for (const record of records) if (record.k === 'trouble') losses.unreadable += record.n;
    if (records.length > 0) emit(clock ? records.map((record) => ({ ...record, clock })) : records);
  }

  function reduceStep(link: HttpLink, step: HttpStepSeen, t: Micros): void {
    const records = takeStep(link, step, t);
    recognised ||= link.exchange.claimed;
    give(records);
  }

  return {
    link: (transport, url, t, clock) => {
      const connection = openConnection(editors);
      const where = whereOf(url);
      const link: Link = { id: ++links, transport, url, where, since: t, told: false, connection };
      if (clock) link.clock = clock;
      // A worker has no `open` event: it is there at once.
      if (transport === 'worker') when(() => tell(link), 0);
      return link;
    },
    opened(link, t) {
      link.since = t;
      when(() => tell(link), 0);
    },
    closed(link, t, code) {
      when(() => {
        tell(link);
        give([linkRecord(link, 'close', t, code)], link.clock);
      }, 0);
    },
    frame(link, dir, data, t, event, wait = late(t)) {
      if (recording === false) return;
      if (data === undefined) {
        if (!link.connection.claimed || !recording) return;
        losses.unreadable++;
        emit([troubleOf({ t, link: link.id, ...(wait !== undefined && { late: wait }) }, 'unreadable')]);
        return;
      }
      const frame = frameOf(link, dir, data, t, wait, event);
      if (recording) reduce(link, frame);
      else when(() => reduce(link, frame), sizeOf(data));
    },
    exchange: (head) => (recording === false ? undefined : openHttpLink(editors, head, () => ++links)),
    step(link, step, t) {
      // What goes out is timed when it leaves: nothing waited.
      const wait = step.part === 'request' ? undefined : late(t);
      const seen = { ...step, ...(wait !== undefined && { late: wait }) };
      if (recording) reduceStep(link, seen, t);
      else if (recording === undefined) {
        const copy = heldCopy(step.data);
        if (copy) when(() => reduceStep(link, { ...seen, data: copy.data }, t), copy.bytes);
        else losses.held++;
      }
    },
    hidden: (link, t) => when(() => give(unreadable(link, t)), 0),
    said(make) {
      when(() => {
        recognised = true;
        give(make());
      }, 0);
    },
    idle: () => recording === false,
    configure(on, t) {
      // Else a run that ends meanwhile would seem to go on for ever.
      if (recording && !on && recognised) emit([{ k: 'trouble', what: 'paused', n: 1, t, link: 0 }]);
      recording = on;
      const waiting = held;
      held = [];
      heldBytes = 0;
      if (on) for (const action of waiting) action();
    },
    losses: () => losses,
  };
}

/** Assigned and not spread: this is made for every frame of the page. */
function frameOf(
  { id, transport, url }: Link,
  dir: Frame['dir'],
  data: Frame['data'],
  t: Micros,
  late: number | undefined,
  event: string | undefined,
): Frame {
  const frame: { -readonly [K in keyof Frame]: Frame[K] } = { link: id, transport, url, dir, t, data };
  if (late !== undefined) frame.late = late;
  if (event) frame.event = event;
  return frame;
}

function linkRecord(link: Link, what: LinkRecord['what'], t: Micros, code?: number): LinkRecord {
  const { id, transport, where } = link;
  return { k: 'link', what, transport, where, t, link: id, ...(code !== undefined && { code }) };
}
