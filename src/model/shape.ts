import type { Transport } from './record.ts';
import type { Micros } from './time.ts';

/**
 * What a message is built like: keys and kinds, never a value. A key that does not look like a name (an id, an address, a
 * sentence) is not told either: `…` stands for all such keys of one object.
 */
export type Shape =
  | { readonly kind: 'text' | 'number' | 'bool' | 'nil' | 'bytes' }
  /** `more`: keys beyond those told. */
  | { readonly kind: 'map'; readonly keys: readonly (readonly [key: string, shape: Shape])[]; readonly more: number }
  /** `first`: of its first item. */
  | { readonly kind: 'list'; readonly length: number; readonly first?: Shape };

export type ShapeKind = Shape['kind'];

/** Stands for keys that are not told. */
export const UNTOLD = '…';

/** One message of a page, as a try-out may know it. */
export interface Sample {
  readonly t: Micros;
  /** Number of the connection within its document. */
  readonly link: number;
  readonly transport: Transport;
  /** Host and path. */
  readonly where: string;
  readonly sender: 'server' | 'page';
  /** Absent when it could not be read in the format that was tried. */
  readonly shape?: Shape;
  /** Answers to the questions of the mapping that was tried as it came (editors/custom/questions.ts), by the question's text. */
  readonly answers: readonly (readonly [question: string, answer: boolean])[];
}

/** What the documents of one tab hold ready for a try-out. */
export interface PageSamples {
  readonly origin: string;
  readonly tabId: number;
  readonly samples: readonly Sample[];
}

/** A page keeps samples for so long after it was last asked. */
export const SAMPLE_MS = 30_000;
