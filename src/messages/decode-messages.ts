/** Decoders of what relay and background say to each other. Both sides take the other for untrusted: a page may have spoken. */
import { FILE_LIMITS, PAGE_LIMITS, RELAY_LIMITS } from '../model/limits.ts';
import type { Mapping } from '../model/mapping.ts';
import type { TrafficRecord } from '../model/record.ts';
import { fail, ok, type Result } from '../model/result.ts';
import type { Micros } from '../model/time.ts';
import {
  type Check,
  isBoolean,
  isCount,
  isId,
  isLabel,
  isNumber,
  isObject,
  listOf,
  oneOf,
  optional,
  pick,
  type Shape,
} from './checks.ts';
import { decodeRecord } from './decode-record.ts';
import { isSample } from './decode-samples.ts';
import { type LiveSpan, type Losses, PRECISE_STATES, type ToBackground, type ToRelay } from './relay.ts';

const LOSSES: Shape<Losses> = { held: isCount, ring: isCount, unreadable: isCount };
const isLosses: Check<Losses> = (v): v is Losses => isObject(v) && !('wrong' in pick(LOSSES, v));
/** Records are checked one by one afterwards. */
const isBatch: Check<readonly TrafficRecord[]> = (v): v is readonly TrafficRecord[] =>
  Array.isArray(v) && v.length > 0 && v.length <= RELAY_LIMITS.batchRecords;

/** The background has decoded it in full; who reads it fails on what would be none. A second decoder in every page would cost 6 kB. */
const isMapping: Check<Mapping> = (v): v is Mapping =>
  isObject(v) && v.version === 1 && isLabel(v.name) && isObject(v.match) && Array.isArray(v.messages);

const SPAN: Shape<LiveSpan> = { name: isLabel, track: isLabel, startUs: isNumber, endUs: isNumber, failed: isBoolean };
const isSpan: Check<LiveSpan> = (v): v is LiveSpan => isObject(v) && !('wrong' in pick(SPAN, v));

type Of<M, K> = Extract<M, { readonly kind: K }>;
type Shapes<M extends { readonly kind: string }> = { readonly [K in M['kind']]: Shape<Of<M, K>> };

const TO_BACKGROUND: Shapes<ToBackground> = {
  hello: {
    kind: oneOf('hello'),
    protocol: isCount,
    epoch: isId,
    oldest: isCount,
    next: isCount,
    losses: isLosses,
  },
  batch: { kind: oneOf('batch'), epoch: isId, seq: isCount, records: isBatch, losses: isLosses },
  bye: { kind: oneOf('bye'), epoch: isId, next: isCount },
  precise: { kind: oneOf('precise'), epoch: isId, state: oneOf(...PRECISE_STATES) },
  samples: { kind: oneOf('samples'), epoch: isId, id: isCount, samples: listOf(isSample, PAGE_LIMITS.samples) },
};

const TO_RELAY: Shapes<ToRelay> = {
  config: {
    kind: oneOf('config'),
    recording: isBoolean,
    diagnostics: isBoolean,
    mappings: optional(listOf(isMapping, FILE_LIMITS.mapping.mappings)),
    precise: optional(isBoolean),
  },
  ack: { kind: oneOf('ack'), epoch: isId, upTo: isCount },
  resync: { kind: oneOf('resync'), epoch: isId, from: isCount },
  spans: { kind: oneOf('spans'), epoch: isId, spans: listOf(isSpan, RELAY_LIMITS.liveSpans) },
  sample: { kind: oneOf('sample'), epoch: isId, id: isCount, mapping: optional(isMapping) },
};

/**
 * A message of a relay. A record in a batch that is none becomes a `trouble` record, because the others keep their numbers
 * only if something stands in its place; so does its being counted.
 */
export function decodeToBackground(value: unknown): Result<ToBackground> {
  const message = decode<ToBackground>(TO_BACKGROUND, value);
  if (!message.ok || message.value.kind !== 'batch') return message;
  let before: Pick<TrafficRecord, 't' | 'link'> = { t: 0 as Micros, link: 0 };
  const records = Array.from(message.value.records, (raw): TrafficRecord => {
    const record = decodeRecord(raw);
    if (!record.ok) return { k: 'trouble', what: 'malformed', n: 1, t: before.t, link: before.link };
    before = record.value;
    return record.value;
  });
  return ok({ ...message.value, records });
}

/** A message of the background. */
export function decodeToRelay(value: unknown): Result<ToRelay> {
  return decode<ToRelay>(TO_RELAY, value);
}

function decode<M extends { readonly kind: string }>(shapes: Shapes<M>, value: unknown): Result<M> {
  if (!isObject(value)) return fail('not an object');
  const { kind } = value;
  if (typeof kind !== 'string' || !Object.hasOwn(shapes, kind)) return fail('unknown kind of message', 'kind');
  const picked = pick(shapes[kind as M['kind']] as unknown as Shape<M>, value);
  return isWrong(picked) ? fail('not what it should be', picked.wrong) : ok(picked);
}

function isWrong(picked: unknown): picked is { readonly wrong: string } {
  return isObject(picked) && 'wrong' in picked;
}
