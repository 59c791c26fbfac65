/** What could stand at the caret of a filter: keys, the values that occur in this run with how many nodes have them, figures. Pure. */
import { plural } from '../../../src/drawing/format.ts';
import { boundHints } from './bound.ts';
import type { NodeFacts } from './facts.ts';
import {
  FIELDS,
  type Field,
  type FlagField,
  fieldOf,
  flagWord,
  isFlagField,
  isWordField,
  statusWord,
  type WordField,
} from './fields.ts';
import { type Piece, quoted, type Token, tokensOf, unquoted, wasQuoted } from './lex.ts';
import { matchesFilter } from './match.ts';
import { parseFilter } from './parse.ts';

/** Something that can be put in place of `[from, to)`; the caret then stands behind it. */
export interface Completion {
  readonly label: string;
  readonly detail: string;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

type Facts = ReadonlyMap<string, NodeFacts>;
/** A completion without its place. */
type Offer = Pick<Completion, 'label' | 'detail' | 'text'>;

/** Values offered at once: a list that has to be scrolled for longer is read by typing on. */
const MOST = 20;

/** What can be put at the caret: keys first, then values, then figures to compare with. Each leaves a filter without a problem there. */
export function completeFilter(text: string, at: number, facts: Facts): readonly Completion[] {
  const caret = Math.min(Math.max(0, at), text.length);
  const token = tokensOf(text).find((t) => t.from <= caret && caret <= t.to);
  if (!token) return keyOffers('', facts).map((offer) => ({ ...offer, from: caret, to: caret }));
  const { key } = token;
  if (key && key.from <= caret && caret <= key.to) {
    const place = { from: key.from, to: key.to + 1 };
    return placed(text, place, keyOffers(text.slice(key.from, caret), facts), token.to - key.to - 1);
  }
  const piece = token.values.find((v) => v.from <= caret && caret <= v.to);
  if (!piece) return [];
  const place = { from: piece.from, to: endOf(text, caret, piece, token) };
  const typed = unquoted(text.slice(piece.from, caret));
  if (!key) return placed(text, place, bareOffers(typed, token, piece, facts));
  const field = fieldOf(key.text);
  return field === undefined ? [] : placed(text, place, valueOffers(field, typed, facts));
}

/** A quote that is still open runs to the end of the text; what follows the word at the caret is not meant by it. */
function endOf(text: string, caret: number, piece: Piece, { unclosed }: Token): number {
  if (unclosed === undefined || unclosed < piece.from || caret <= unclosed) return piece.to;
  const space = text.slice(caret).search(/\s/);
  return space < 0 ? piece.to : caret + space;
}

/** Offers that change something and can be read where they are put, along with the `tail` characters behind them. */
function placed(
  text: string,
  { from, to }: Pick<Completion, 'from' | 'to'>,
  offers: readonly Offer[],
  tail = 0,
): readonly Completion[] {
  const fits = (offer: Offer): boolean => {
    const end = from + offer.text.length + tail;
    const { problems } = parseFilter(text.slice(0, from) + offer.text + text.slice(to));
    return !problems.some((p) => p.offset < end && from < p.offset + p.length);
  };
  return offers.filter((o) => o.text !== text.slice(from, to) && fits(o)).map((o) => ({ ...o, from, to }));
}

/** Keys that begin as typed, of fields that some node of the run has. */
function keyOffers(typed: string, facts: Facts): readonly Offer[] {
  const begins = typed.toLowerCase();
  return FIELDS.filter(([field]) => field.startsWith(begins) && occurs(field, facts)).map(([field, detail]) => ({
    label: `${field}:`,
    detail,
    text: `${field}:`,
  }));
}

function occurs(field: Field, facts: Facts): boolean {
  if (field === 'status') return facts.size > 0;
  return [...facts.values()].some(({ words, flags, amounts }) => {
    if (isWordField(field)) return words[field].length > 0;
    return isFlagField(field) ? flags[field] !== undefined : amounts[field] !== undefined;
  });
}

/** For a bare word: keys, statuses under their key, and names of nodes. */
function bareOffers(typed: string, { values }: Token, piece: Piece, facts: Facts): readonly Offer[] {
  const names =
    typed === '' ? [] : wordOffers('name', typed, facts).map((o) => ({ ...o, detail: `name, ${o.detail}` }));
  // Behind a comma or in quotes there is no key.
  if (values.length > 1 || wasQuoted(piece)) return names;
  const statuses = typed === '' ? [] : wordOffers('status', typed, facts);
  const keyed = statuses.map((o) => ({ ...o, label: `status:${o.label}`, text: `status:${o.text}` }));
  return [...keyOffers(typed, facts), ...keyed, ...names];
}

function valueOffers(field: Field, typed: string, facts: Facts): readonly Offer[] {
  if (field === 'status' || isWordField(field) || isFlagField(field)) return wordOffers(field, typed, facts);
  const hints = boundHints(typed, field).map((text) => ({ text, count: countOf(`${field}:${text}`, facts) }));
  // Of a figure that was typed it is worth knowing that no node has it.
  const shown = /\d/.test(typed) ? hints : hints.filter(({ count }) => count > 0);
  return shown.map(({ text, count }) => ({ label: text, detail: plural(count, 'node'), text }));
}

/** Words of a field that occur in the run and have in them what was typed: those that begin with it first, then the most frequent. */
function wordOffers(field: WordField | FlagField | 'status', typed: string, facts: Facts): readonly Offer[] {
  const wanted = typed.toLowerCase();
  const found = new Map<string, number>();
  for (const node of facts.values()) {
    for (const word of wordsOf(node, field)) found.set(word, (found.get(word) ?? 0) + 1);
  }
  const begins = (word: string): number => (word.toLowerCase().startsWith(wanted) ? 0 : 1);
  return [...found]
    .filter(([word]) => word !== '' && word.toLowerCase().includes(wanted))
    .sort(([a, n], [b, m]) => begins(a) - begins(b) || m - n || (a < b ? -1 : 1))
    .slice(0, MOST)
    .map(([word]) => {
      const text = quoted(word);
      // As many as would be shown: `Load` is also a part of `Load image`.
      return { label: word, detail: plural(countOf(`${field}:${text}`, facts), 'node'), text };
    });
}

function wordsOf({ words, status, flags }: NodeFacts, field: WordField | FlagField | 'status'): readonly string[] {
  if (field === 'status') return [statusWord(status)];
  if (isFlagField(field)) return flags[field] === undefined ? [] : [flagWord(flags[field])];
  // A round is found by its number, but not offered: there may be thousands.
  return field === 'name' ? words.name.slice(0, 1) : words[field];
}

function countOf(text: string, facts: Facts): number {
  const filter = parseFilter(text);
  return [...facts.values()].filter((node) => matchesFilter(filter, node)).length;
}
