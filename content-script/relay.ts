import type { Channel, ChannelOptions } from '../src/messages/channel.ts';
import { decodeToRelay } from '../src/messages/decode-messages.ts';
import { type LiveSpan, type Losses, PROTOCOL, type PreciseState, type ToBackground } from '../src/messages/relay.ts';
import { createRing } from '../src/messages/ring.ts';
import { RELAY_LIMITS } from '../src/model/limits.ts';
import type { Mapping } from '../src/model/mapping.ts';
import type { TrafficRecord } from '../src/model/record.ts';
import type { Sample } from '../src/model/shape.ts';
import type { Diagnostics } from './diagnostics.ts';

export interface RelayOptions {
  /** Random per document. */
  readonly epoch: string;
  readonly diagnostics: Diagnostics;
  /** The speed at which the page says it replays recorded traffic; undefined for every other page. */
  readonly replaySpeed?: () => number | undefined;
  readonly channel: (handlers: Pick<ChannelOptions, 'opened' | 'received' | 'gone'>) => Channel;
  readonly configureHook: (recording: boolean, mappings: readonly Mapping[], precise: boolean) => void;
  /** Shows spans in the browser's Performance panel. */
  readonly showSpans: (spans: readonly LiveSpan[]) => void;
  /** What the last messages of the page are built like. */
  readonly sample: (mapping: Mapping | undefined) => readonly Sample[];
}

/** Numbers the records of one document and keeps each until the background has stored it. */
export interface Relay {
  /** Connects; again after the document came back from the back/forward cache. */
  connect(): void;
  take(records: readonly TrafficRecord[], losses: Omit<Losses, 'ring'>): void;
  /** How it goes with the precise clock of this page. */
  precise(state: PreciseState): void;
  /** The document goes away and will not come back. */
  leave(): void;
}

export function createRelay({
  epoch,
  diagnostics,
  replaySpeed,
  channel: createChannel,
  configureHook,
  showSpans,
  sample,
}: RelayOptions): Relay {
  const ring = createRing<TrafficRecord>(RELAY_LIMITS.ringRecords);
  let losses: Omit<Losses, 'ring'> = { held: 0, unreadable: 0 };
  let precise: PreciseState | undefined;
  /** Number of the next record to send over the present port. */
  let cursor = 1;
  /** The background said over the present port what it has: sending may begin. */
  let ready = false;

  const channel = createChannel({ opened: hello, received, gone: () => configureHook(false, [], true) });
  const post = (message: ToBackground): boolean => channel.send(message);
  const allLosses = (): Losses => ({ ...losses, ring: ring.lost });

  function hello(): void {
    ready = false;
    post({ kind: 'hello', protocol: PROTOCOL, epoch, oldest: ring.oldest, next: ring.next, losses: allLosses() });
    tellPrecise();
  }

  function tellPrecise(): void {
    if (precise) post({ kind: 'precise', epoch, state: precise });
  }

  /** Sends all that was not sent yet. When the port breaks, the next hello begins anew from the last ack. */
  function pump(): void {
    cursor = Math.max(cursor, ring.oldest);
    while (cursor < ring.next) {
      const records = ring.read(cursor, RELAY_LIMITS.batchRecords);
      if (!post({ kind: 'batch', epoch, seq: cursor, records, losses: allLosses() })) return;
      diagnostics.note(cursor, records);
      cursor += records.length;
    }
  }

  function received(value: unknown): void {
    const decoded = decodeToRelay(value);
    if (!decoded.ok) return;
    const message = decoded.value;
    if (message.kind === 'config') {
      diagnostics.enable(message.diagnostics);
      configureHook(message.recording, message.mappings ?? [], message.precise !== false);
    } else if (message.epoch !== epoch) return;
    else if (message.kind === 'ack') {
      ring.ack(message.upTo);
      if (!ready) cursor = ring.oldest;
      ready = true;
      pump();
    } else if (message.kind === 'spans') showSpans(message.spans);
    else if (message.kind === 'sample') {
      post({ kind: 'samples', epoch, id: message.id, samples: sample(message.mapping) });
    } else if (message.from < ring.oldest) {
      // What it asks for is gone. `oldest` in a new hello tells it so, else it would ask for ever.
      hello();
    } else {
      cursor = Math.min(message.from, ring.next);
      pump();
    }
  }

  return {
    connect: () => channel.reconnect(),
    take(records, lost) {
      losses = lost;
      ring.push(marked(records, replaySpeed?.()));
      if (ready && channel.state() === 'open') pump();
    },
    precise(state) {
      precise = state;
      if (channel.state() === 'open') tellPrecise();
    },
    leave() {
      // Between two ports (the worker was just stopped) there is still something to say, and no later.
      if (channel.state() === 'waiting' && ring.next > ring.oldest) channel.reconnect();
      // Without waiting for an answer to hello: the background keeps the order and drops what it has.
      pump();
      post({ kind: 'bye', epoch, next: ring.next });
      channel.close();
    },
  };
}

/** The records, those of opened connections with the speed of a replay. */
function marked(records: readonly TrafficRecord[], replaySpeed: number | undefined): readonly TrafficRecord[] {
  if (replaySpeed === undefined) return records;
  return records.map((r) => (r.k === 'link' && r.what === 'open' ? { ...r, replaySpeed } : r));
}
