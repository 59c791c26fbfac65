/** From what stands in a message to what a record may say. */
import { type MappedStatus, STATUS_WORDS, type TimeUnit } from '../../model/mapping.ts';
import { errorClassOf, errorCodeOf } from '../scan/labels.ts';
import { CONTAINER, type Value } from './read.ts';

/** Microseconds of one unit. */
const UNITS: Readonly<Record<Exclude<TimeUnit, 'iso'>, number>> = { s: 1e6, ms: 1e3, us: 1, ns: 1e-3 };

/** A clock further from ours than this is none of the wall: the unit is wrong, or it counts from the start of a process. */
const FAR_US = 86_400e6;

/** Epoch microseconds of a stamp; undefined when it is no time within a day of `aroundUs`. */
export function stampOf(value: Value, unit: TimeUnit, aroundUs: number): number | undefined {
  const us = unit === 'iso' ? isoUs(value) : numberOf(value) * UNITS[unit];
  return Math.abs(us - aroundUs) <= FAR_US ? Math.round(us) : undefined;
}

/** Microseconds of a duration; undefined when it is none (negative, beyond a year). */
export function spanOf(value: Value, unit: TimeUnit): number | undefined {
  const us = unit === 'iso' ? Number.NaN : numberOf(value) * UNITS[unit];
  return us >= 0 && us <= 365 * FAR_US ? Math.round(us) : undefined;
}

/** Python writes six digits behind the dot and, too often, no zone: such a time is taken for UTC when it has none. */
function isoUs(value: Value): number {
  if (typeof value !== 'string') return Number.NaN;
  const parts = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/.exec(value);
  if (!parts) return Number.NaN;
  const [, day, time, fraction = '', zone = 'Z'] = parts;
  const hours = zone === 'Z' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  return Date.parse(`${day}T${time}${hours}`) * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

function numberOf(value: Value): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
}

/** A count; undefined when it is none. */
export function countOf(value: Value): number | undefined {
  const n = numberOf(value);
  return n >= 0 && n <= Number.MAX_SAFE_INTEGER ? Math.round(n) : undefined;
}

/** A number as it is; undefined when it is none. */
export function amountOf(value: Value): number | undefined {
  const n = numberOf(value);
  return Number.isFinite(n) ? n : undefined;
}

/** What the word for a status means; undefined when it is not known. True and false count as `success` and `error`. */
export function statusOf(value: Value, words: ReadonlyMap<string, MappedStatus>): MappedStatus | undefined {
  const word =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
  const known = words.get(word.toLowerCase()) ?? STATUS_WORDS.get(word.toLowerCase());
  return known ?? (value === true ? 'success' : value === false ? 'error' : undefined);
}

/** Is there an error? Null, false, 0, '' and nothing are none. */
export function isError(value: Value): boolean {
  return value === CONTAINER || Boolean(value);
}

/** Class or code of an error; its message is never kept. */
export function errorOf(value: Value): string | undefined {
  if (typeof value !== 'string') return undefined;
  return errorClassOf(value) ?? errorCodeOf(value);
}
