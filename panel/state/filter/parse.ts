/** Reads a filter: `key:value` terms, bare words, `-` before what to leave out, commas between values of which one is enough. */
import { fail, ok, type Result } from '../../../src/model/result.ts';
import { NODE_STATUSES, type NodeStatus } from '../../../src/model/run.ts';
import { type Bound, readBound } from './bound.ts';
import {
  ALL_STATUS_WORDS,
  FIELDS,
  type Field,
  type FlagField,
  fieldOf,
  flagOf,
  isFlagField,
  isWordField,
  statusOf,
  statusWord,
} from './fields.ts';
import { type Piece, quoted, type Token, tokensOf, wasQuoted } from './lex.ts';
import { nearest } from './nearest.ts';
import type { Filter, FilterProblem, Term } from './term.ts';

/** What the columns and lines of the panel call some of the fields. */
const ALSO_CALLED: Readonly<Record<string, Field>> = {
  waited: 'wait',
  size: 'bytes',
  result: 'bytes',
  time: 'duration',
  took: 'duration',
  title: 'name',
  parent: 'inside',
  node: 'name',
};

/** Reads a filter. What cannot be read is a problem with its place and is left out; a key or sign without a value is neither. */
export function parseFilter(text: string): Filter {
  const problems: FilterProblem[] = [];
  const note = ({ from, to }: Pick<Piece, 'from' | 'to'>, message: string): void => {
    problems.push({ offset: from, length: to - from, message });
  };
  const terms = tokensOf(text).flatMap((token): readonly Term[] => {
    if (token.unclosed !== undefined) note({ from: token.unclosed, to: token.to }, 'The quote is not closed');
    return termOf(token, note);
  });
  return { terms, problems };
}

type Note = (place: Pick<Piece, 'from' | 'to'>, message: string) => void;

function termOf({ key, negated, values: all }: Token, note: Note): readonly Term[] {
  const pieces = all.filter((v) => v.text !== '');
  /** The values that can be read; the others are noted. A term of which nothing is left is none. */
  const read = <T>(value: (piece: Piece) => Result<T>, term: (values: readonly T[]) => Term): readonly Term[] => {
    const values = pieces.flatMap((piece): readonly T[] => {
      const result = value(piece);
      if (!result.ok) note(piece, result.error);
      return result.ok ? [result.value] : [];
    });
    return values.length > 0 ? [term(values)] : [];
  };
  if (!key) return read(readBare, (values) => ({ kind: 'word', field: 'any', negated, values }));
  const field = fieldOf(key.text);
  if (field === undefined) {
    note(key, unknownKey(key.text, pieces[0]?.text));
    return [];
  }
  const word = ({ text }: Piece): Result<string> => ok(text);
  if (isWordField(field)) return read(word, (values) => ({ kind: 'word', field, negated, values }));
  if (isFlagField(field)) return read(flagReader(field), (values) => ({ kind: 'flag', field, negated, values }));
  if (field === 'status') return read(readStatus, (values) => ({ kind: 'status', negated, values }));
  const bound = ({ text }: Piece): Result<Bound> => readBound(text, field);
  return read(bound, (values) => ({ kind: 'amount', field, negated, values }));
}

/** A lone `>1s` is far more often a slip after a space than a part of a name. */
function readBare(piece: Piece): Result<string> {
  return !wasQuoted(piece) && /^[<>]/.test(piece.text)
    ? fail(`What is compared stands before it, as in duration:${cut(piece.text)}`)
    : ok(piece.text);
}

function readStatus({ text }: Piece): Result<NodeStatus> {
  const status = statusOf(text);
  if (status !== undefined) return ok(status);
  const near = nearest(text, ALL_STATUS_WORDS);
  const hint = near === undefined ? `there are ${NODE_STATUSES.map(statusWord).join(', ')}` : `did you mean ${near}?`;
  return fail(`No status is called "${cut(text)}"; ${hint}`);
}

function flagReader(field: FlagField): (piece: Piece) => Result<boolean> {
  return ({ text }) => {
    const yes = flagOf(text);
    return yes === undefined ? fail(`${field}: is yes or no, not "${cut(text)}"`) : ok(yes);
  };
}

function unknownKey(key: string, value: string | undefined): string {
  const typed = key.toLowerCase();
  const near = Object.hasOwn(ALSO_CALLED, typed)
    ? ALSO_CALLED[typed]
    : nearest(
        typed,
        FIELDS.map(([field]) => field),
      );
  const hint =
    near !== undefined
      ? `did you mean ${near}:?`
      : value === undefined
        ? `there are ${FIELDS.map(([field]) => field).join(', ')}`
        : `for the text itself write ${quoted(cut(`${key}:${value}`))}`;
  return `There is no ${cut(key)}: to ask for; ${hint}`;
}

/** As much of what was typed as a message has room for. */
function cut(text: string): string {
  return text.length > 30 ? `${text.slice(0, 29)}…` : text;
}
