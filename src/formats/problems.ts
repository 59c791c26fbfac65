import { FILE_LIMITS } from '../model/limits.ts';
/** Reading what a person wrote: every problem is noted with its place, not only the first. */
export interface Problem {
  /** `messages[2].node`; '' is the whole document. */
  readonly where: string;
  readonly error: string;
}

/** A place in the document. */
export interface Place {
  readonly where: string;
  readonly problems: Problem[];
}

/** The value, or undefined after noting why it is none. */
export type Read<T> = (value: unknown, at: Place) => T | undefined;

export function note(at: Place, error: string): undefined {
  if (at.problems.length < FILE_LIMITS.problems) at.problems.push({ where: at.where, error });
  return undefined;
}

/** Notes what was expected and, cut short, what was there instead. */
export function expected(at: Place, what: string, found: unknown): undefined {
  return note(at, found === undefined ? `${what} is expected` : `${what} is expected, found ${shown(found)}`);
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

export function inside(at: Place, key: string | number): Place {
  const step =
    typeof key === 'number' ? `[${key}]` : /^[\w$-]+$/.test(key) ? key : `[${JSON.stringify(key).slice(0, 60)}]`;
  const dot = at.where === '' || step.startsWith('[') ? '' : '.';
  return { where: at.where + dot + step, problems: at.problems };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text of 1 to `max` characters. */
export function words(what: string, max: number): Read<string> {
  return (value, at) => {
    if (typeof value !== 'string' || value.trim() === '') return expected(at, what, value);
    return value.length > max ? note(at, `${what} of at most ${max} characters is expected`) : value;
  };
}

export function oneOf<const T extends string>(known: readonly T[]): Read<T> {
  return (value, at) => known.find((k) => k === value) ?? expected(at, `one of ${known.join(', ')}`, value);
}

/** A list of 1 to `max` items; bad items are noted and left out. */
export function listOf<T>(what: string, item: Read<T>, max: number): Read<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value) || value.length === 0) return expected(at, `a list of ${what}`, value);
    if (value.length > max) return note(at, `at most ${max} ${what} are expected, found ${value.length}`);
    return value.flatMap((each, i) => item(each, inside(at, i)) ?? []);
  };
}

export type Members<T> = { readonly [K in keyof T]-?: Read<Exclude<T[K], undefined>> };

/** An object with these members and no others; `required` ones must be there. The result has what could be read. */
export function membersOf<T>(members: Members<T>, required: readonly (keyof T & string)[]): Read<Partial<T>> {
  return (value, at) => {
    if (!isObject(value)) return expected(at, 'an object', value);
    const known = Object.keys(members);
    const out: Record<string, unknown> = {};
    for (const [key, member] of Object.entries(value)) {
      if (!known.includes(key)) {
        const near = known.find((k) => alike(k, key));
        note(inside(at, key), near ? `not known; did you mean ${near}?` : `not known; there are ${known.join(', ')}`);
        continue;
      }
      const read = (members as Readonly<Record<string, Read<unknown>>>)[key]?.(member, inside(at, key));
      if (read !== undefined) out[key] = read;
    }
    for (const key of required) if (!Object.hasOwn(value, key)) note(inside(at, key), 'missing');
    return out as Partial<T>;
  };
}

/** Same but for case, marks and one letter more or less. */
function alike(a: string, b: string): boolean {
  const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z]/g, '');
  const [x, y] = [bare(a), bare(b)];
  if (x === y) return true;
  if (x.length < 3 || y.length < 3 || Math.abs(x.length - y.length) > 1) return false;
  let same = 0;
  while (same < Math.min(x.length, y.length) && x[same] === y[same]) same++;
  let tail = 0;
  while (tail < Math.min(x.length, y.length) - same && x.at(-1 - tail) === y.at(-1 - tail)) tail++;
  return Math.max(x.length, y.length) - same - tail <= 1;
}
