import { FILE_LIMITS } from '../../model/limits.ts';
import { fail, ok, type Result } from '../../model/result.ts';
import { attributeMap } from './attributes.ts';

/** A span as it was read, its ids as hex and its times in whole microseconds. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly failed: boolean;
  readonly attributes: ReadonlyMap<string, unknown>;
  readonly events: readonly Marked[];
  readonly links: readonly { readonly spanId: string; readonly attributes: ReadonlyMap<string, unknown> }[];
}

export interface Marked {
  readonly name: string;
  readonly us: number;
  readonly attributes: ReadonlyMap<string, unknown>;
}

/** Reads one span of a request; a failure says what of it cannot be, as the end of "3 spans ...". */
export function readSpan(raw: unknown): Result<Span> {
  if (typeof raw !== 'object' || raw === null) return fail('that are none');
  const span = raw as Record<string, unknown>;
  const [traceId, spanId] = [hexOf(span.traceId, 16), hexOf(span.spanId, 8)];
  if (traceId === undefined || spanId === undefined) return fail('without ids that can be some');
  const [startUs, endUs] = [microsOf(span.startTimeUnixNano), microsOf(span.endTimeUnixNano)];
  if (startUs === undefined || endUs === undefined) return fail('without times that can be some');
  const code = (span.status as { code?: unknown } | null | undefined)?.code;
  return ok({
    traceId,
    spanId,
    parentSpanId: hexOf(span.parentSpanId, 8) ?? '',
    name: typeof span.name === 'string' ? span.name : '',
    startUs,
    endUs,
    // Numbers by the specification, names in files of older collectors.
    failed: code === 2 || code === 'STATUS_CODE_ERROR',
    attributes: attributeMap(span.attributes),
    events: list(span.events).flatMap((event): Marked[] => {
      const us = microsOf(event.timeUnixNano);
      return us === undefined || typeof event.name !== 'string'
        ? []
        : [{ name: event.name, us, attributes: attributeMap(event.attributes) }];
    }),
    links: list(span.links).flatMap((link) => {
      const to = hexOf(link.spanId, 8);
      return to === undefined ? [] : [{ spanId: to, attributes: attributeMap(link.attributes) }];
    }),
  });
}

function list(value: unknown): readonly Record<string, unknown>[] {
  if (!Array.isArray(value)) return [];
  return value
    .slice(0, FILE_LIMITS.otlp.entries)
    .filter((v): v is Record<string, unknown> => typeof v === 'object' && v !== null);
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** An id of so many bytes as hex; the specification wants hex, protobuf's own JSON has base64. */
function hexOf(value: unknown, bytes: number): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (value.length === 2 * bytes && /^[\da-f]+$/i.test(value))
    return /^0+$/.test(value) ? undefined : value.toLowerCase();
  const digits = value.replace(/=+$/, '');
  if (digits.length !== Math.ceil((bytes * 4) / 3) || value.length % 4 !== 0) return undefined;
  let bits = '';
  for (const c of digits) {
    const six = BASE64.indexOf(c);
    if (six < 0) return undefined;
    bits += six.toString(2).padStart(6, '0');
  }
  let hex = '';
  for (let i = 0; i < 8 * bytes; i += 4) hex += Number.parseInt(bits.slice(i, i + 4), 2).toString(16);
  return /^0+$/.test(hex) ? undefined : hex;
}

/** Nanoseconds, as text or number, to microseconds: the last three digits are cut off before they could be rounded. */
function microsOf(value: unknown): number | undefined {
  if (typeof value === 'number') {
    const us = Math.round(value / 1_000);
    return value >= 0 && Number.isSafeInteger(us) ? us : undefined;
  }
  if (typeof value !== 'string' || !/^\d{1,20}$/.test(value)) return undefined;
  const us = value.length <= 3 ? 0 : Number(value.slice(0, -3));
  return Number.isSafeInteger(us) ? us : undefined;
}
