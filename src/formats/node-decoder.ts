import { FILE_LIMITS, RELAY_LIMITS } from '../model/limits.ts';
import type { Result } from '../model/result.ts';
import { NODE_STATUSES, type NodeRun, type Tokens } from '../model/run.ts';
import type { Clock, Micros } from '../model/time.ts';
import { list, number, object, oneOf, pair, type Reader, readAll, refuse, text, whole } from './reading.ts';

const CLOCKS: readonly Clock[] = ['server', 'server-duration', 'arrival', 'worker'];
const WAIT_KINDS = ['queue', 'input', 'external'] as const;

export const id = text(RELAY_LIMITS.recordIdChars, 1);
export const label = text(RELAY_LIMITS.recordLabelChars);
export const time = whole as Reader<Micros>;
export const uncertainty = pair(whole, whole);
export const clock = oneOf(CLOCKS);
const oneTrue: Reader<true> = (value, r) => (value === true ? true : refuse(r, 'not true'));

export const tokens: Reader<Tokens> = object((m) => ({
  ...m.maybe('input', whole),
  ...m.maybe('output', whole),
  ...m.maybe('cached', whole),
  ...m.maybe('total', whole),
}));

export const cost = object((m) => ({ amount: m.need('amount', number), unit: m.need('unit', label) }));

const wait = object((m) => ({
  kind: m.need('kind', oneOf(WAIT_KINDS)),
  startUs: m.need('startUs', time),
  endUs: m.need('endUs', time),
}));

const anyNode: Reader<NodeRun> = object((m) => ({
  id: m.need('id', id),
  instance: m.need('instance', whole),
  title: m.need('title', label),
  type: m.need('type', label),
  status: m.need('status', oneOf(NODE_STATUSES)),
  ...m.maybe(
    'parent',
    object((p) => ({ id: p.need('id', id), instance: p.need('instance', whole) })),
  ),
  ...m.maybe('readyUs', time),
  ...m.maybe('startUs', time),
  ...m.maybe('endUs', time),
  uncertaintyUs: m.need('uncertaintyUs', uncertainty),
  clock: m.need('clock', clock),
  waits: m.or('waits', list(wait, FILE_LIMITS.run.waits), []),
  ...m.maybe('iterations', whole),
  ...m.maybe('items', whole),
  ...m.maybe('failedItems', whole),
  ...m.maybe('retries', whole),
  ...m.maybe('mayRetry', oneTrue),
  ...m.maybe('reportedUs', whole),
  ...m.maybe('bytes', whole),
  ...m.maybe(
    'progress',
    object((p) => ({ done: p.need('done', number), total: p.need('total', number) })),
  ),
  ...m.maybe('cost', cost),
  ...m.maybe('tokens', tokens),
  ...m.maybe('model', label),
  ...m.maybe('errorClass', label),
}));

/** One node instance. */
const node: Reader<NodeRun> = (value, r) => (r.own && isPlain(value) ? value : anyNode(value, r));

type Check = (value: unknown) => boolean;
const isWhole: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
/** What `id` takes. */
export const isId: Check = (value) =>
  typeof value === 'string' && value.length > 0 && value.length <= RELAY_LIMITS.recordIdChars;
const isLabel: Check = (value) => typeof value === 'string' && value.length <= RELAY_LIMITS.recordLabelChars;
const isOneOf = (known: readonly string[]): Check => {
  const all = new Set<unknown>(known);
  return (value) => all.has(value);
};

/** Members of a node that are one value, in the order in which they are written; the first column tells which may be absent. */
const PLAIN: readonly (readonly ['need' | 'may', keyof NodeRun, Check])[] = [
  ['need', 'id', isId],
  ['need', 'instance', isWhole],
  ['need', 'title', isLabel],
  ['need', 'type', isLabel],
  ['need', 'status', isOneOf(NODE_STATUSES)],
  ['may', 'readyUs', isWhole],
  ['may', 'startUs', isWhole],
  ['may', 'endUs', isWhole],
  ['need', 'uncertaintyUs', (v) => Array.isArray(v) && v.length === 2 && isWhole(v[0]) && isWhole(v[1])],
  ['need', 'clock', isOneOf(CLOCKS)],
  ['need', 'waits', (v) => Array.isArray(v) && v.length === 0],
  ['may', 'iterations', isWhole],
  ['may', 'items', isWhole],
  ['may', 'failedItems', isWhole],
  ['may', 'retries', isWhole],
  ['may', 'reportedUs', isWhole],
  ['may', 'bytes', isWhole],
  ['may', 'model', isLabel],
  ['may', 'errorClass', isLabel],
];

/**
 * True for a node that the reader would give back as it is: no member but those above, all in their order. Most nodes of our own files
 * are, and telling so takes a fifth of reading each member anew.
 */
function isPlain(value: unknown): value is NodeRun {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
  let at = 0;
  for (const key in value) {
    for (; PLAIN[at]?.[1] !== key; at++) if (PLAIN[at]?.[0] !== 'may') return false;
    if (!PLAIN[at]?.[2]((value as Record<string, unknown>)[key])) return false;
    at++;
  }
  for (; at < PLAIN.length; at++) if (PLAIN[at]?.[0] !== 'may') return false;
  return true;
}

/** Nodes with unique (id, instance). */
export const nodes: Reader<readonly NodeRun[]> = (value, r) => {
  const read = list(node, FILE_LIMITS.run.nodes)(value, r);
  const twice = r.problem || isCounted(read) ? -1 : repeated(read);
  if (twice < 0) return read;
  const { id: name, instance } = read[twice] as NodeRun;
  r.path.push(twice);
  return refuse(r, `instance ${instance} of node "${name}" is there twice`);
};

/** True when the instances of each node come as 0, 1, 2 ...: then none is there twice. */
function isCounted(all: readonly NodeRun[]): boolean {
  const next = new Map<string, number>();
  return all.every(({ id: name, instance }) => {
    const due = next.get(name) ?? 0;
    next.set(name, due + 1);
    return instance === due;
  });
}

/** Index of the first instance that was there before, or -1. */
function repeated(all: readonly NodeRun[]): number {
  const seen = new Set<string>();
  return all.findIndex((n) => {
    const key = `${n.instance}:${n.id}`;
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  });
}

/** Decodes one node instance; what a program hands us is held to the same bounds as a file. */
export function decodeNode(value: unknown): Result<NodeRun> {
  return readAll(value, anyNode);
}
