import { RELAY_LIMITS } from '../model/limits.ts';
/** Small checks of untrusted values, from which the decoders are put together. None of them throws or calls foreign code. */

export type Check<T> = (value: unknown) => value is T;

/** A member that may be absent. */
export interface Optional<T> {
  readonly optional: Check<T>;
}

/** One check per member; the compiler sees to it that no member is forgotten or wrongly optional. */
export type Shape<R> = {
  readonly [K in keyof R]-?: undefined extends R[K] ? Optional<Exclude<R[K], undefined>> : Check<R[K]>;
};

export const isId: Check<string> = (v): v is string => typeof v === 'string' && v.length <= RELAY_LIMITS.recordIdChars;
export const isLabel: Check<string> = (v): v is string =>
  typeof v === 'string' && v.length <= RELAY_LIMITS.recordLabelChars;
/** Class or code of an error: one word, so that no message can pass for it. */
export const isClass: Check<string> = (v): v is string => isId(v) && /^[\w.$:-]+$/.test(v);
export const isBoolean: Check<boolean> = (v): v is boolean => typeof v === 'boolean';
export const isNumber: Check<number> = (v): v is number => typeof v === 'number' && Number.isFinite(v);
/** A whole number >= 0 that a double holds exactly. */
export const isCount: Check<number> = (v): v is number => Number.isSafeInteger(v) && (v as number) >= 0;
export const isTrue: Check<true> = (v): v is true => v === true;

export function oneOf<const T extends string>(...words: readonly T[]): Check<T> {
  const known: ReadonlySet<unknown> = new Set(words);
  return (v): v is T => known.has(v);
}

/** A dense array of at most `most` such items. */
export function listOf<T>(item: Check<T>, most: number): Check<readonly T[]> {
  return (v): v is readonly T[] => Array.isArray(v) && v.length <= most && v.every(item);
}

/** An array with exactly these items. */
export function tuple<T extends readonly unknown[]>(...items: { readonly [K in keyof T]: Check<T[K]> }): Check<T> {
  return (v): v is T => Array.isArray(v) && v.length === items.length && items.every((item, i) => item(v[i]));
}

export function optional<T>(check: Check<T>): Optional<T> {
  return { optional: check };
}

export function isObject(v: unknown): v is Readonly<Record<string, unknown>> {
  return typeof v === 'object' && v !== null && !Array.isArray(v);
}

/** A copy of `value` with the members of `shape` and no others, or the name of the first member that is wrong. */
export function pick<R>(shape: Shape<R>, value: Readonly<Record<string, unknown>>): R | { readonly wrong: string } {
  const copy: Record<string, unknown> = {};
  for (const [name, check] of Object.entries<Check<unknown> | Optional<unknown>>(shape)) {
    const member = Object.hasOwn(value, name) ? value[name] : undefined;
    if (typeof check !== 'function') {
      if (member === undefined) continue;
      if (!check.optional(member)) return { wrong: name };
    } else if (!check(member)) return { wrong: name };
    copy[name] = member;
  }
  return copy as R;
}
