import type { EngineSpec, WorkerSpec } from '../model/engine-spec.ts';
import { FILE_LIMITS, RELAY_LIMITS } from '../model/limits.ts';
import type { Result } from '../model/result.ts';
import { EDITOR_IDS, type EditorId } from '../model/run.ts';
import { parseJson } from './json.ts';
import { list, object, type Reader, readAll, refuse, text } from './reading.ts';

export type Engines = Partial<Record<EditorId, EngineSpec>>;

const capacity: Reader<number | null> = (value, r) => {
  if (value === null) return null;
  const fits =
    typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= FILE_LIMITS.engine.capacity;
  return fits ? value : refuse(r, `not a whole number from 1 to ${FILE_LIMITS.engine.capacity}, nor null for no limit`);
};

/** Members that are misspelt would silently not count. */
function only<T>(known: readonly string[], reader: Reader<T>): Reader<T> {
  return (value, r) => {
    const read = reader(value, r);
    const other = r.problem ? undefined : Object.keys(value as object).find((key) => !known.includes(key));
    return other === undefined ? read : refuse(r, `has an unknown member "${other.slice(0, 40)}"`);
  };
}

const worker = only<WorkerSpec>(
  ['name', 'capacity', 'types'],
  object((m) => ({
    name: m.need('name', text(RELAY_LIMITS.recordIdChars, 1)),
    capacity: m.need('capacity', capacity),
    types: m.need('types', list(text(RELAY_LIMITS.recordIdChars, 1), FILE_LIMITS.engine.types)),
  })),
);

const classes: Reader<readonly WorkerSpec[]> = (value, r) => {
  const read = list(worker, FILE_LIMITS.engine.classes)(value, r);
  if (r.problem) return read;
  if (read.length === 0) return refuse(r, 'empty: there is at least one class of workers');
  const names = read.map((c) => c.name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) return refuse(r, `two classes are called "${twice}"`);
  if (!read.at(-1)?.types.includes('*')) return refuse(r, 'the last class must have the type "*", for all the rest');
  return read;
};

/** Reads an engine that a user described. */
export const engineSpec: Reader<EngineSpec> = only(
  ['classes'],
  object((m) => ({ classes: m.need('classes', classes) })),
);

/** Engines by editor. */
const engines: Reader<Engines> = (value, r) => {
  const read = object((m) => {
    const out: Engines = {};
    for (const id of EDITOR_IDS) Object.assign(out, m.maybe(id, engineSpec));
    return out;
  });
  return only(EDITOR_IDS, read)(value, r);
};

/** `{ "comfyui": { "classes": [{ "name", "capacity", "types" }] } }`; a failure says what is wrong, and where. */
export function decodeEngines(value: unknown, root = 'engines'): Result<Engines> {
  return readAll(value, engines, root);
}

/** The same from a file's text. */
export function parseEngines(json: string): Result<Engines> {
  const parsed = parseJson(json, 10);
  return parsed.ok ? decodeEngines(parsed.value) : parsed;
}
