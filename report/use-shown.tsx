import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatCount } from '../src/drawing/format.ts';

/** Rows at first: more of them are slow to lay out, and few read so far. */
const AT_FIRST = 200;

/** The rows to show (on paper all of them), and what asks for the others. */
export function useShown<T>(
  rows: readonly T[],
  what: string,
  paper: boolean,
): { readonly shown: readonly T[]; readonly more: JSX.Element | undefined } {
  const [all, setAll] = useState(false);
  if (all || paper || rows.length <= AT_FIRST) return { shown: rows, more: undefined };
  return {
    shown: rows.slice(0, AT_FIRST),
    more: (
      <button type="button" class="button" onClick={() => setAll(true)}>
        Show all {formatCount(rows.length)} {what}
      </button>
    ),
  };
}
