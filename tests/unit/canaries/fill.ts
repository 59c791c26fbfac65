/** Puts a canary into every place of a message that is not listed as structure or as a label that a profile shows. */
import { ExtData } from '@msgpack/msgpack';
import { flatten, unflatten } from '../../support/flatted.ts';
import type { Mint } from './mint.ts';

/** Of one editor. A name is a key, or `parent.key`; the items of a list stand where the list does. */
export interface Positions {
  /** Ids, types, titles, words of the protocol: these texts stay as they are. */
  readonly shown: readonly string[];
  /** In these everything is a user's, the keys too. */
  readonly payload?: readonly string[];
  /** Their keys are ids: none is added. `` is the message itself. */
  readonly maps?: readonly string[];
  /** Structure again, within payload. */
  readonly back?: readonly string[];
  /** Keys that stay within payload: the protocol looks for them there. */
  readonly keys?: readonly string[];
  /** Texts that begin with a word of the protocol: the canary comes behind it. */
  readonly begun?: readonly string[];
  /** Texts that hold JSON or flatted JSON again. */
  readonly texts?: readonly string[];
  /** Objects of which `[id, number]` is a link to a node. */
  readonly links?: readonly string[];
}

/** What could be beside the members that we know, in any version of any server. */
const EXTRA = ['authorization', 'api_key', 'prompt', 'text', 'message', 'description', 'traceback', 'url'] as const;

type Fill = (value: unknown, place: string) => unknown;

/** Fills decoded messages; `place` names the message. */
export function createFill(positions: Positions, mint: Mint): Fill {
  const sets = Object.fromEntries(
    (['shown', 'payload', 'back', 'maps', 'keys', 'begun', 'texts', 'links'] as const).map((k) => [
      k,
      new Set(positions[k]),
    ]),
  ) as Record<keyof Positions, Set<string>>;
  const before = new Map<string, string>();
  const listed = (set: keyof Positions, [parent, key]: Key): boolean =>
    sets[set].has(key) || sets[set].has(`${parent}.${key}`);

  function text(value: string, key: Key, payload: boolean, place: string): string {
    if (!payload && listed('texts', key) && /^[[{]/.test(value)) {
      const flat = value.startsWith('[{');
      const filled = visit(flat ? unflatten(value) : JSON.parse(value), key, false, place);
      return flat ? flatten(filled) : JSON.stringify(filled);
    }
    if (!payload && listed('shown', key)) return value;
    if (!payload && listed('begun', key)) return begun(value, place);
    // '' and "null" is how servers say "none".
    if (value === '' || value === 'null') return value;
    const word = mint.word(place);
    // At both ends: a place that keeps the first so many characters keeps it too.
    return /\s/.test(value) ? `${word} ${value} ${word}` : word;
  }

  /** The same text gets the same canary: whether it changed is told. */
  function begun(value: string, place: string): string {
    const known = before.get(value) ?? `${value} ${mint.word(place)}`;
    before.set(value, known);
    return known;
  }

  function object(value: object, key: Key, payload: boolean, place: string): object {
    const entries = Object.entries(value).map(([name, member]): [string, unknown] => {
      const at = `${place}.${name}`;
      const next: Key = [key[1], name];
      const own = !payload || listed('keys', next) || listed('back', next) ? name : mint.word(`key of ${at}`);
      const inside = (payload || listed('payload', next)) && !listed('back', next);
      return [own, visit(member, next, inside, at)];
    });
    if (entries.length > 0 && !listed('maps', key)) {
      const names = payload ? [mint.word(`key of ${place}`)] : EXTRA.filter((name) => !Object.hasOwn(value, name));
      for (const name of names) entries.push([name, mint.word(`${place}.${name}`)]);
      if (listed('links', key)) entries.push(['more', [mint.word(`${place}.more`), 0]]);
      if (!payload)
        entries.push([mint.word(`key of ${place}`), { [mint.word(`key below ${place}`)]: [mint.word(place)] }]);
    }
    return Object.fromEntries(entries);
  }

  function visit(value: unknown, key: Key, payload: boolean, place: string): unknown {
    if (typeof value === 'string') return text(value, key, payload, place);
    if (value === null || typeof value !== 'object' || value instanceof ExtData) return value;
    if (value instanceof Uint8Array) return Buffer.concat([value, Buffer.from(mint.word(place))]);
    if (!Array.isArray(value)) return object(value, key, payload, place);
    const link = listed('links', [key[0], key[0]]) && value.length === 2 && typeof value[1] === 'number';
    return link ? value : value.map((item) => visit(item, key, payload, place));
  }

  return (value, place) => visit(value, ['', ''], false, place);
}

type Key = readonly [parent: string, key: string];
