/** What a filter can ask of a node: the fields, and the words for statuses and flags. Plain data. */
import type { NodeStatus } from '../../../src/model/run.ts';

/** Asked for by a part of them, in any case of letters. */
export const WORD_FIELDS = ['name', 'type', 'id', 'model', 'inside', 'error'] as const;
export type WordField = (typeof WORD_FIELDS)[number];

export const FLAG_FIELDS = ['critical', 'hidden'] as const;
export type FlagField = (typeof FLAG_FIELDS)[number];

/** Compared with a figure. */
export const AMOUNT_FIELDS = ['duration', 'saves', 'wait', 'share', 'start', 'bytes', 'cost', 'tokens'] as const;
export type AmountField = (typeof AMOUNT_FIELDS)[number];

export type Field = WordField | FlagField | AmountField | 'status';

/** Every field with what it asks, in the order in which they are offered. */
export const FIELDS: readonly (readonly [Field, string])[] = [
  ['name', 'part of its name'],
  ['type', 'part of its type'],
  ['status', 'what became of it'],
  ['critical', 'on the critical path or not'],
  ['duration', 'time in which it worked'],
  ['saves', 'what the run would save were it instant'],
  ['wait', 'time it waited'],
  ['share', 'part of the run, all its rounds together'],
  ['start', 'after the start of the run'],
  ['hidden', 'made no difference beside other work'],
  ['bytes', 'size of its result'],
  ['cost', 'in the unit it was told in, all its rounds together'],
  ['tokens', 'in and out'],
  ['model', 'part of the name of a model it called'],
  ['inside', 'part of the name of a node it lies in'],
  ['error', 'part of the class of its error'],
  ['id', 'part of its id'],
];

/** The field of a key as typed. */
export function fieldOf(key: string): Field | undefined {
  const wanted = key.toLowerCase();
  return FIELDS.find(([field]) => field === wanted)?.[0];
}

export function isWordField(field: Field): field is WordField {
  return WORD_FIELDS.some((f) => f === field);
}

export function isFlagField(field: Field): field is FlagField {
  return FLAG_FIELDS.some((f) => f === field);
}

/** Statuses in the panel's words (views/icons.tsx), and what else they may be called. */
const STATUS_WORDS: Readonly<Record<NodeStatus, readonly [string, ...string[]]>> = {
  success: ['succeeded', 'success'],
  error: ['failed', 'error'],
  cached: ['cached'],
  skipped: ['skipped'],
  cancelled: ['cancelled', 'canceled'],
  pinned: ['pinned'],
  reused: ['reused'],
  constant: ['constant'],
  waiting: ['waiting'],
  running: ['running'],
  // One word for `not known`, which would have to be quoted.
  unknown: ['unknown', 'not known'],
};

export function statusWord(status: NodeStatus): string {
  return STATUS_WORDS[status][0];
}

/** All words that are understood. */
export const ALL_STATUS_WORDS: readonly string[] = Object.values(STATUS_WORDS).flat();

/** The status that a word means. */
export function statusOf(word: string): NodeStatus | undefined {
  const wanted = word.toLowerCase();
  const found = Object.entries(STATUS_WORDS).find(([, words]) => words.includes(wanted));
  return found?.[0] as NodeStatus | undefined;
}

export function flagWord(yes: boolean): string {
  return yes ? 'yes' : 'no';
}

export function flagOf(word: string): boolean | undefined {
  const wanted = word.toLowerCase();
  return wanted === 'yes' || wanted === 'true' ? true : wanted === 'no' || wanted === 'false' ? false : undefined;
}
