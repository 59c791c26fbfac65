/** A filter as data, and as text again. */
import type { NodeStatus } from '../../../src/model/run.ts';
import { type Bound, printBound } from './bound.ts';
import { type AmountField, type FlagField, flagWord, statusWord, type WordField } from './fields.ts';
import { quoted } from './lex.ts';

/** One thing asked of a node: one of the values, or with `negated` none of them. */
export type Term = { readonly negated: boolean } & (
  | { readonly kind: 'word'; readonly field: WordField | 'any'; readonly values: readonly string[] }
  | { readonly kind: 'status'; readonly values: readonly NodeStatus[] }
  | { readonly kind: 'flag'; readonly field: FlagField; readonly values: readonly boolean[] }
  | { readonly kind: 'amount'; readonly field: AmountField; readonly values: readonly Bound[] }
);

/** What could not be read of a filter, and where: `[offset, offset + length)`. */
export interface FilterProblem {
  readonly offset: number;
  readonly length: number;
  readonly message: string;
}

/** All terms must hold; what could not be read is left out of them. */
export interface Filter {
  readonly terms: readonly Term[];
  readonly problems: readonly FilterProblem[];
}

/** The text of a filter, without what could not be read of it. */
export function printFilter({ terms }: Pick<Filter, 'terms'>): string {
  return terms.map(printTerm).join(' ');
}

function printTerm(term: Term): string {
  const key = term.kind === 'status' ? 'status:' : term.field === 'any' ? '' : `${term.field}:`;
  return `${term.negated ? '-' : ''}${key}${valuesOf(term).join(',')}`;
}

function valuesOf(term: Term): readonly string[] {
  switch (term.kind) {
    case 'word':
      return term.values.map(quoted);
    case 'status':
      return term.values.map(statusWord);
    case 'flag':
      return term.values.map(flagWord);
    case 'amount':
      return term.values.map(printBound);
  }
}
