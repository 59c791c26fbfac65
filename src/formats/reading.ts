import { fail, ok, type Result } from '../model/result.ts';

/**
 * Readers for decoding untrusted JSON: each takes a value and gives the typed one. The first problem is noted with its place
 * and makes the whole result a failure, so a reader that fails may give `undefined` for anything.
 */
export type Reader<T> = (value: unknown, r: Reading) => T;

/** Where we are, and the first thing that was wrong. */
export interface Reading {
  /** Nobody else has the value (it was parsed here), so that what passes as it is need not be copied. */
  readonly own: boolean;
  readonly path: (string | number)[];
  problem?: { readonly error: string; readonly where: string };
}

/** Applies a reader to a whole document. `root` names it in errors; `own`: as of `Reading`. */
export function readAll<T>(value: unknown, reader: Reader<T>, root = '', own = false): Result<T> {
  const r: Reading = { own, path: root === '' ? [] : [root] };
  const read = reader(value, r);
  return r.problem ? fail(r.problem.error, r.problem.where) : ok(read);
}

/** Notes a problem at the present place; only the first counts. */
export function refuse<T>(r: Reading, error: string): T {
  r.problem ??= { error, where: placeOf(r.path) };
  return undefined as T;
}

/** `runs[2].nodes[0].startUs` */
function placeOf(path: readonly (string | number)[]): string {
  return path.map((p, i) => (typeof p === 'number' ? `[${p}]` : i === 0 ? p : `.${p}`)).join('');
}

/** A string of at most `max` UTF-16 units. */
export function text(max: number, min = 0): Reader<string> {
  return (value, r) => {
    if (typeof value !== 'string') return refuse(r, 'not a string');
    if (value.length < min) return refuse(r, 'empty');
    return value.length > max ? refuse(r, `longer than ${max} characters`) : value;
  };
}

export const number: Reader<number> = (value, r) =>
  typeof value === 'number' && Number.isFinite(value) ? value : refuse(r, 'not a number');

/** An integer from 0 to 2^53 - 1. */
export const whole: Reader<number> = (value, r) => {
  if (typeof value !== 'number') return refuse(r, 'not a number');
  return Number.isSafeInteger(value) && value >= 0 ? value : refuse(r, 'not a whole number of at least 0');
};

/** An integer of either sign. */
export const integer: Reader<number> = (value, r) =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : refuse(r, 'not a whole number');

export const flag: Reader<boolean> = (value, r) =>
  typeof value === 'boolean' ? value : refuse(r, 'not true or false');

export function oneOf<const T extends string>(known: readonly T[]): Reader<T> {
  return (value, r) =>
    known.find((k) => k === value) ?? refuse(r, `not one of ${known.map((k) => `"${k}"`).join(', ')}`);
}

/** An array of at most `max` items. Stops at the first bad one. */
export function list<T>(item: Reader<T>, max: number): Reader<readonly T[]> {
  return (value, r) => {
    if (!Array.isArray(value)) return refuse(r, 'not a list');
    if (value.length > max) return refuse(r, `more than ${max} entries`);
    const out: T[] = [];
    for (let i = 0; i < value.length && !r.problem; i++) out.push(within(r, i, item, value[i]));
    return out;
  };
}

/** Exactly two values. */
export function pair<A, B>(first: Reader<A>, second: Reader<B>): Reader<readonly [A, B]> {
  return (value, r) => {
    if (!Array.isArray(value) || value.length !== 2) return refuse(r, 'not a list of two');
    return [within(r, 0, first, value[0]), within(r, 1, second, value[1])];
  };
}

/** Members of the object being read. Others it may have are left out of the result. */
export interface Members {
  need<T>(key: string, reader: Reader<T>): T;
  /** `{}` when absent, to be spread. */
  maybe<K extends string, T>(key: K, reader: Reader<T>): { readonly [P in K]?: T };
  or<T>(key: string, reader: Reader<T>, absent: T): T;
}

/** An object; `build` takes the members it wants. Only own members count, so `__proto__` is a name like any other. */
export function object<T>(build: (m: Members) => T): Reader<T> {
  return (value, r) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(r, 'not an object');
    const source = value as Record<string, unknown>;
    const has = (key: string): boolean => Object.hasOwn(source, key);
    return build({
      need: <A>(key: string, reader: Reader<A>): A =>
        within(r, key, has(key) ? reader : (_, at) => refuse(at, 'missing'), source[key]),
      maybe: <K extends string, A>(key: K, reader: Reader<A>) =>
        (has(key) ? { [key]: within(r, key, reader, source[key]) } : {}) as { readonly [P in K]?: A },
      or: (key, reader, absent) => (has(key) ? within(r, key, reader, source[key]) : absent),
    });
  };
}

function within<T>(r: Reading, key: string | number, reader: Reader<T>, value: unknown): T {
  r.path.push(key);
  const read = reader(value, r);
  r.path.pop();
  return read;
}
