/**
 * A forward-only look at one encoded value, whatever the encoding: reads the few fields asked for, skips the rest by length
 * and copies no payload.
 *
 * No method throws. The first thing that cannot be read sets `trouble`; from then on every value is 'nil' and every
 * container empty, so callers run to their end and check `trouble` once.
 */
export type ValueKind = 'map' | 'list' | 'text' | 'number' | 'bool' | 'nil' | 'bytes';

export type ScanTrouble = 'malformed' | 'too-deep';

export interface Cursor {
  readonly trouble: ScanTrouble | undefined;
  /** How far it has read, in the units of `skip`: the size of a value is the difference before and after it. */
  offset(): number;
  /** Kind of the value ahead; consumes nothing. */
  kind(): ValueKind;
  /** Calls back per key with the cursor on its value; a value the callback leaves alone is skipped. Not a map: skipped. */
  eachKey(each: (key: string) => void): void;
  /** The same per item of a list. */
  eachItem(each: (index: number) => void): void;
  /** The text ahead, cut to `max` UTF-16 units. Anything else is consumed and gives undefined. */
  text(max: number): string | undefined;
  /** The finite number ahead. Anything else is consumed and gives undefined. */
  number(): number | undefined;
  /** The truth value ahead. Anything else is consumed and gives undefined. */
  bool(): boolean | undefined;
  /** Consumes the value ahead and returns its encoded size in bytes (JSON: UTF-16 units, see scan/json.ts). */
  skip(): number;
}
