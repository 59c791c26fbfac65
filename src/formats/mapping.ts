/** Reads the JSON in which a user describes an editor of their own: docs/custom-editors.md. */

import type { EngineSpec, WorkerSpec } from '../model/engine-spec.ts';
import { FILE_LIMITS } from '../model/limits.ts';
import { MAPPING_FORMATS, type Mapping, type MessageRule } from '../model/mapping.ts';
import { TRANSPORTS } from '../model/record.ts';
import { readRule } from './mapping-rule.ts';
import {
  expected,
  inside,
  listOf,
  type Members,
  membersOf,
  note,
  oneOf,
  type Place,
  type Problem,
  type Read,
  words,
} from './problems.ts';

export type { Problem } from './problems.ts';

/** A mapping or every problem it has. */
export type DecodedMapping =
  | { readonly ok: true; readonly value: Mapping }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** The mapping in a text. */
export function parseMapping(text: string): DecodedMapping {
  if (text.length > FILE_LIMITS.mapping.fileChars) {
    return { ok: false, problems: [{ where: '', error: `longer than ${FILE_LIMITS.mapping.fileChars} characters` }] };
  }
  try {
    return decodeMapping(JSON.parse(text));
  } catch (error) {
    return { ok: false, problems: [{ where: '', error: `this is not JSON: ${(error as Error).message}` }] };
  }
}

/** A mapping from untrusted plain data; the result is a copy. Never throws. */
export function decodeMapping(value: unknown): DecodedMapping {
  const at: Place = { where: '', problems: [] };
  const mapping = read(value, at);
  const whole = mapping && at.problems.length === 0 && isWhole(mapping) ? mapping : undefined;
  return whole ? { ok: true, value: whole } : { ok: false, problems: at.problems };
}

/** `messages[2].node: a path like data.id is expected, found 7` */
export function problemText({ where, error }: Problem): string {
  return where === '' ? error : `${where}: ${error}`;
}

const METHOD: Read<string> = (value, at) =>
  typeof value === 'string' && /^[A-Z]{3,10}$/.test(value) ? value : expected(at, 'a method like "POST"', value);

const URL_GLOB: Read<string> = (value, at) => {
  const text = words('host and path, like localhost:8000/api/*,', FILE_LIMITS.mapping.text)(value, at);
  if (text === undefined) return undefined;
  if (/^[a-z]+:\/\//i.test(text))
    return note(at, 'host and path without the scheme are expected, like localhost:8000/api/*');
  if (/[?#\s]/.test(text)) return note(at, 'host and path without query, fragment and spaces are expected');
  if (text.split('*').length - 1 > FILE_LIMITS.mapping.stars)
    return note(at, `at most ${FILE_LIMITS.mapping.stars} * are expected`);
  return text;
};

const MATCH: Members<Mapping['match']> = {
  transport: listOf('transports', oneOf(TRANSPORTS), TRANSPORTS.length),
  url: URL_GLOB,
  methods: listOf('methods', METHOD, 10),
};

const CAPACITY: Read<number | null> = (value, at) =>
  value === null || (Number.isSafeInteger(value) && (value as number) > 0)
    ? (value as number | null)
    : expected(at, 'a whole number above 0, or null for no limit,', value);

const readWorker = membersOf<WorkerSpec>(
  { name: words('a name', 128), capacity: CAPACITY, types: listOf('node types', words('a node type', 128), 100) },
  ['name', 'capacity', 'types'],
);

const readEngine = membersOf<EngineSpec>(
  {
    classes: listOf(
      'classes of workers',
      (v, at) => readWorker(v, at) as WorkerSpec | undefined,
      FILE_LIMITS.engine.classes,
    ),
  },
  ['classes'],
);

const TOP: Members<Mapping> = {
  version: (value, at) => (value === 1 ? 1 : expected(at, '1', value)),
  name: words('a name', 128),
  match: (value, at) =>
    membersOf<Mapping['match']>(MATCH, ['transport', 'url'])(value, at) as Mapping['match'] | undefined,
  format: oneOf(MAPPING_FORMATS),
  messages: listOf('messages', readRule, FILE_LIMITS.mapping.rules),
  engine: (value, at) => readEngine(value, at) as EngineSpec | undefined,
};

function read(value: unknown, at: Place): Partial<Mapping> | undefined {
  const mapping = membersOf<Mapping>(TOP, ['version', 'name', 'match', 'format', 'messages'])(value, at);
  if (!mapping) return undefined;
  const { match, messages, format } = mapping;
  const transports = match?.transport ?? [];
  if (match?.methods && !transports.includes('http'))
    note(inside(inside(at, 'match'), 'methods'), 'only HTTP has methods');
  if (format === 'msgpack' && transports.some((t) => t === 'eventsource' || t === 'http')) {
    note(inside(at, 'format'), 'msgpack comes over websocket and worker only');
  }
  if (messages && at.problems.length === 0) whole(messages, streamsOnly(mapping), inside(at, 'messages'));
  return mapping;
}

/** A streaming answer is over when it is over; nothing else ends by itself. */
function streamsOnly({ match, format }: Partial<Mapping>): boolean {
  return match?.transport?.every((t) => t === 'http') === true && format !== 'json';
}

/** What all rules together must tell. */
function whole(messages: readonly MessageRule[], endsByItself: boolean, at: Place): void {
  const tells = (...events: readonly MessageRule['event'][]): boolean => messages.some((m) => events.includes(m.event));
  if (!tells('node', 'node-start', 'node-end')) {
    note(at, 'none of them tells of a node (node-start, node-end or node): a run would be empty');
  }
  if (!endsByItself && !tells('run', 'run-end')) {
    note(at, 'none of them tells of the end of a run (run-end or run): it would never be over');
  }
}

function isWhole(mapping: Partial<Mapping>): mapping is Mapping {
  return mapping.match?.transport !== undefined && mapping.messages !== undefined;
}
