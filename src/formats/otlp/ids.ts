import { fnv64 } from '../../model/hash.ts';

/**
 * Ids of traces and spans as hex, from what they stand for: the same run always has the same, so that a backend that gets it twice has it
 * once. None is zero, which OTLP forbids.
 */
export function traceIdOf(runId: string): string {
  return notZero(fnv64(`trace\0${runId}`)) + fnv64(`longpole\0${runId}`);
}

/** Of the root span of a run. */
export function rootIdOf(runId: string): string {
  return notZero(fnv64(`run\0${runId}`));
}

export function spanIdOf(runId: string, id: string, instance: number): string {
  return notZero(fnv64(`node\0${runId}\0${instance}\0${id}`));
}

function notZero(hex: string): string {
  return /^0+$/.test(hex) ? `${hex.slice(1)}1` : hex;
}

/** Nanoseconds of a time in microseconds, as the decimal string that OTLP/JSON wants for 64 bits. */
export function nanos(us: number): string {
  return us === 0 ? '0' : `${us}000`;
}
