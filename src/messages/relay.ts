/**
 * What relay (page side) and background say to each other over a port named `relay`.
 *
 *   relay                              background
 *     | hello {epoch, next, oldest} ----> |   the background answers with config, then ack = what it has persisted
 *     | <---- config {recording}          |   (0 for an unknown epoch); the relay drops up to ack, sends the rest
 *     | <---- ack {upTo}                  |
 *     | batch {epoch, seq, records} ----> |   seq = number of the first record; records are numbered from 1 per epoch
 *     | <---- ack {upTo}                  |   only after the transaction that holds them is complete
 *     | <---- resync {from}               |   a gap was seen: send again from this record
 *     | <---- sample {id, mapping}        |   somebody tries a mapping out: what are the last messages built like?
 *     | <---- spans {spans}               |   nodes that ended, to be shown in the browser's Performance panel (opt-in)
 *     | samples {id, samples} ----------> |   keys, kinds and yes or no; no value
 *     | precise {state} --------------> |   how it goes with the precise clock, on sites that have it switched on; again with each hello
 *     | bye {epoch, next} --------------> |   the document goes away (pagehide, not into the back/forward cache)
 */
import type { Mapping } from '../model/mapping.ts';
import type { TrafficRecord } from '../model/record.ts';
import type { Sample } from '../model/shape.ts';

export const RELAY_PORT = 'relay';
export const PROTOCOL = 1;

/** Things lost before they became records, since the document began. Shown in the panel, never hidden. */
export interface Losses {
  /** Frames dropped while the configuration was awaited. */
  readonly held: number;
  /** Records pushed out of the ring before they were acked. */
  readonly ring: number;
  /** Frames that could not be read. */
  readonly unreadable: number;
}

/** Something that took its time, for the browser's Performance panel. Epoch microseconds by this machine's clock. */
export interface LiveSpan {
  readonly name: string;
  readonly track: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly failed: boolean;
}

/**
 * Of a page's precise clock (docs/adr/0021-precise-clock.md). `ready`: new sockets are the worker's; `forbidden`: the page's policy lets no
 * worker of ours start; `crashed`: it was lost, and new sockets are the browser's.
 */
export const PRECISE_STATES = ['ready', 'forbidden', 'crashed'] as const;
export type PreciseState = (typeof PRECISE_STATES)[number];

export type ToBackground =
  | {
      readonly kind: 'hello';
      readonly protocol: number;
      /** Random per document: the identity of its record stream. */
      readonly epoch: string;
      /** Oldest record still in the ring, and the number the next one will get. */
      readonly oldest: number;
      readonly next: number;
      readonly losses: Losses;
    }
  | {
      readonly kind: 'batch';
      readonly epoch: string;
      readonly seq: number;
      readonly records: readonly TrafficRecord[];
      readonly losses: Losses;
    }
  | { readonly kind: 'bye'; readonly epoch: string; readonly next: number }
  | { readonly kind: 'precise'; readonly epoch: string; readonly state: PreciseState }
  | { readonly kind: 'samples'; readonly epoch: string; readonly id: number; readonly samples: readonly Sample[] };

export type ToRelay =
  | {
      readonly kind: 'config';
      readonly recording: boolean;
      readonly diagnostics: boolean;
      /** Of the user's own editors, as formats/mapping.ts decoded them; absent: none. */
      readonly mappings?: readonly Mapping[];
      /** False: the page's next socket is the browser's own. Absent: as it is. */
      readonly precise?: boolean;
    }
  | { readonly kind: 'ack'; readonly epoch: string; readonly upTo: number }
  | { readonly kind: 'resync'; readonly epoch: string; readonly from: number }
  | { readonly kind: 'sample'; readonly epoch: string; readonly id: number; readonly mapping?: Mapping }
  | { readonly kind: 'spans'; readonly epoch: string; readonly spans: readonly LiveSpan[] };
