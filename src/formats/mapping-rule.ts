/** One entry of a mapping's `messages`. */

import { type FieldPath, parsePath } from '../model/field-path.ts';
import { FILE_LIMITS } from '../model/limits.ts';
import {
  type Conditions,
  type GraphFields,
  type Literal,
  MAPPED_EVENTS,
  MAPPED_STATUSES,
  type MappedStatus,
  type MessageRule,
  type StatusField,
  TIME_UNITS,
  type TimeField,
} from '../model/mapping.ts';
import {
  expected,
  inside,
  isObject,
  type Members,
  membersOf,
  note,
  oneOf,
  type Place,
  type Read,
  words,
} from './problems.ts';

const { text: MAX_TEXT, conditions: MAX_CONDITIONS, words: MAX_WORDS } = FILE_LIMITS.mapping;

/** Reads what paths mean outside of lists; `inItem` allows `@item` and `@key`. */
function path(allowed: readonly FieldPath['from'][]): Read<string> {
  return (value, at) => {
    if (typeof value !== 'string') return expected(at, 'a path like data.id', value);
    if (value.length > MAX_TEXT) return note(at, `a path of at most ${MAX_TEXT} characters is expected`);
    const parsed = parsePath(value);
    if (!parsed.ok) return expected(at, parsed.error.replace(/ is expected.*/, ''), value);
    if (!allowed.includes(parsed.value.from)) return note(at, `${value.slice(0, 5)} has a meaning inside a list only`);
    return value;
  };
}

const literal: Read<Literal> = (value, at) => {
  if (typeof value === 'string' && value.length > MAX_TEXT)
    return note(at, `at most ${MAX_TEXT} characters are expected`);
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value as Literal;
  return expected(at, 'a text, number, true, false or null', value);
};

function conditions(key: Read<string>): Read<Conditions> {
  return (value, at) => {
    if (!isObject(value)) return expected(at, 'an object like {"type": "node_started"}', value);
    const entries = Object.entries(value);
    if (entries.length > MAX_CONDITIONS) return note(at, `at most ${MAX_CONDITIONS} conditions are expected`);
    const out: [string, Conditions[string]][] = [];
    for (const [name, wanted] of entries) {
      const place = inside(at, name);
      if (key(name, place) === undefined) continue;
      const read = condition(wanted, place);
      if (read !== undefined) out.push([name, read]);
    }
    return Object.fromEntries(out);
  };
}

function condition(wanted: unknown, at: Place): Conditions[string] | undefined {
  if (isObject(wanted)) {
    if (typeof wanted.exists === 'boolean' && Object.keys(wanted).length === 1) return { exists: wanted.exists };
    return note(at, 'a value, a list of values or {"exists": true} is expected');
  }
  if (!Array.isArray(wanted)) return literal(wanted, at);
  if (wanted.length === 0 || wanted.length > MAX_WORDS) return note(at, `1 to ${MAX_WORDS} values are expected`);
  return wanted.flatMap((each, i) => {
    const read = literal(each, inside(at, i));
    return read === undefined ? [] : [read];
  });
}

const statusWords: Read<Readonly<Record<string, MappedStatus>>> = (value, at) => {
  if (!isObject(value)) return expected(at, 'an object like {"finished": "success"}', value);
  const entries = Object.entries(value);
  if (entries.length > MAX_WORDS) return note(at, `at most ${MAX_WORDS} words are expected`);
  return Object.fromEntries(
    entries.flatMap(([word, status]) => {
      const read = oneOf(MAPPED_STATUSES)(status, inside(at, word));
      return read ? [[word, read]] : [];
    }),
  );
};

function fields(p: Read<string>): Members<Omit<MessageRule, 'event' | 'when' | 'whenItem' | 'list' | 'sender'>> {
  const time: Read<TimeField> = (value, at) =>
    membersOf<TimeField>({ path: p, unit: oneOf(TIME_UNITS) }, ['path', 'unit'])(value, at) as TimeField | undefined;
  const duration: Read<TimeField> = (value, at) => {
    const read = time(value, at);
    return read?.unit === 'iso' ? note(inside(at, 'unit'), 'one of s, ms, us, ns is expected for a duration') : read;
  };
  const status: Read<StatusField> = (value, at) =>
    membersOf<StatusField>({ path: p, words: statusWords }, ['path'])(value, at) as StatusField | undefined;
  const tokens = membersOf<NonNullable<MessageRule['tokens']>>({ input: p, output: p, cached: p }, []);
  const cost = membersOf<NonNullable<MessageRule['cost']>>({ path: p, unit: words('a unit like "USD"', 32) }, [
    'path',
    'unit',
  ]);
  const progress = membersOf<NonNullable<MessageRule['progress']>>(
    { done: p, total: (value, at) => (typeof value === 'number' && value > 0 ? value : p(value, at)) },
    ['done', 'total'],
  );
  return {
    run: p,
    workflow: p,
    name: p,
    node: p,
    key: p,
    title: p,
    type: p,
    parent: p,
    iteration: p,
    status,
    time,
    start: time,
    duration,
    error: p,
    bytes: p,
    items: p,
    inputs: p,
    tokens: (value, at) => tokens(value, at) as MessageRule['tokens'],
    cost: (value, at) => cost(value, at) as MessageRule['cost'],
    model: p,
    progress: (value, at) => progress(value, at) as MessageRule['progress'],
    graph: (value, at) => graphOf(value, at),
  };
}

/** Paths of a graph begin at its nodes and edges; the two lists at the message. */
function graphOf(value: unknown, at: Place): GraphFields | undefined {
  const inMessage = path(['message']);
  const inNode = path(['message', 'item', 'key']);
  const graph = membersOf<GraphFields>(
    {
      nodes: inMessage,
      id: inNode,
      type: inNode,
      title: inNode,
      parent: inNode,
      needs: inNode,
      edges: inMessage,
      from: inNode,
      to: inNode,
    },
    ['nodes', 'id'],
  )(value, at);
  if (graph?.edges && !(graph.from && graph.to))
    note(inside(at, 'edges'), '`from` and `to` say which nodes an edge joins: both are expected');
  return graph as GraphFields | undefined;
}

/** What an event cannot do without. */
const NEEDS: Readonly<Partial<Record<MessageRule['event'], readonly (keyof MessageRule)[]>>> = {
  run: ['status'],
  node: ['node', 'status'],
  'node-start': ['node'],
  'node-end': ['node'],
  'node-progress': ['node', 'progress'],
  graph: ['graph'],
};

export const readRule: Read<MessageRule> = (value, at) => {
  if (!isObject(value)) return expected(at, 'an object', value);
  const inList = value.list !== undefined;
  const outside = path(['message', 'event']);
  const p = path(inList ? ['message', 'item', 'key', 'event'] : ['message', 'event']);
  const rule = membersOf<MessageRule>(
    {
      when: conditions(outside),
      sender: oneOf(['server', 'page']),
      event: oneOf(MAPPED_EVENTS),
      list: path(['message']),
      whenItem: conditions(path(['message', 'item', 'key'])),
      ...fields(p),
    },
    ['event'],
  )(value, at);
  if (rule?.event)
    for (const key of NEEDS[rule.event] ?? [])
      if (!(key in value)) note(inside(at, key), `missing: ${rule.event} needs it`);
  if (!inList && value.whenItem !== undefined) note(inside(at, 'whenItem'), 'has a meaning with `list` only');
  return rule as MessageRule | undefined;
};
