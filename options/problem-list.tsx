import type { JSX } from 'preact';
import type { Problem } from '../src/formats/problems.ts';

/** All that is wrong with what was written, each with its place. */
export function ProblemList({ problems }: { readonly problems: readonly Problem[] }): JSX.Element {
  return (
    <ul class="problems">
      {problems.map(({ where, error }) => (
        <li key={`${where} ${error}`} class="problem">
          {where !== '' && <code>{where}</code>} {error}
        </li>
      ))}
    </ul>
  );
}
