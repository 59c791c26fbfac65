/** Whether a node is what a filter asks for. Pure. */
import { holds } from './bound.ts';
import type { NodeFacts } from './facts.ts';
import type { Filter, Term } from './term.ts';

/** True when all terms hold. What is not known of a node is no amount and no flag: only a negated term holds of it. */
export function matchesFilter({ terms }: Pick<Filter, 'terms'>, facts: NodeFacts): boolean {
  return terms.every((term) => term.negated !== oneHolds(term, facts));
}

function oneHolds(term: Term, { words, status, flags, amounts }: NodeFacts): boolean {
  switch (term.kind) {
    case 'word': {
      const where = term.field === 'any' ? [...words.name, ...words.type, ...words.id] : words[term.field];
      const wanted = term.values.map((value) => value.toLowerCase());
      return where.some((word) => {
        const small = word.toLowerCase();
        return wanted.some((value) => small.includes(value));
      });
    }
    case 'status':
      return term.values.includes(status);
    case 'flag': {
      const flag = flags[term.field];
      return flag !== undefined && term.values.includes(flag);
    }
    case 'amount': {
      const amount = amounts[term.field];
      return amount !== undefined && term.values.some((bound) => holds(bound, term.field, amount));
    }
  }
}
