import { PROTOCOL, type ToRelay } from '../../../src/messages/relay.ts';
import type { TrafficRecord } from '../../../src/model/record.ts';
import type { Client, Life } from './fake-platform.ts';

export interface FakeRelay {
  /** All records so far; number n is at index n - 1. */
  readonly log: TrafficRecord[];
  acked: number;
  sent: number;
  resyncs: number;
  recording: boolean | undefined;
  client: Client | undefined;
  /** (Re)connects to a life of the worker and says hello. */
  connect(life: Life, tabId?: number, origin?: string, frameId?: number): void;
  /** Sends the next `count` records of the log that were not sent since the last hello. */
  send(count: number): void;
  /** Sends any piece again, or too early. */
  sendPiece(from: number, count: number): void;
  bye(): void;
  readonly settled: boolean;
}

/** What the real relay does, without timers: keeps what is not acked and replays it after each hello. */
export function createRelay(epoch: string, log: TrafficRecord[]): FakeRelay {
  const losses = { held: 0, ring: 0, unreadable: 0 };
  let greeted = false;
  const relay: FakeRelay = {
    log,
    acked: 0,
    sent: 0,
    resyncs: 0,
    recording: undefined,
    client: undefined,
    connect(life, tabId, origin, frameId) {
      const client = life.connectRelay(tabId, origin, frameId);
      relay.client = client;
      greeted = false;
      client.onMessage((message) => {
        if (relay.client === client) hear(message as ToRelay);
      });
      const { acked } = relay;
      relay.sent = acked;
      client.post({ kind: 'hello', protocol: PROTOCOL, epoch, oldest: acked + 1, next: log.length + 1, losses });
    },
    send(count) {
      relay.sendPiece(relay.sent + 1, count);
      relay.sent = Math.min(log.length, relay.sent + count);
    },
    sendPiece(from, count) {
      const records = log.slice(from - 1, from - 1 + count);
      if (records.length > 0) relay.client?.post({ kind: 'batch', epoch, seq: from, records, losses });
    },
    bye: () => relay.client?.post({ kind: 'bye', epoch, next: log.length + 1 }),
    get settled() {
      return greeted && relay.acked >= relay.sent;
    },
  };

  function hear(message: ToRelay): void {
    if (message.kind === 'config') relay.recording = message.recording;
    else if (message.kind === 'ack') {
      relay.acked = Math.max(relay.acked, message.upTo);
      relay.sent = Math.max(relay.sent, relay.acked);
      greeted = true;
    } else if (message.kind === 'resync') {
      relay.resyncs++;
      relay.sent = message.from - 1;
    }
  }
  return relay;
}
