/** Makes the text of a program for the page out of a function, its arguments and the kit. */
import { KIT, type Kit } from './in-page/kit.ts';

/** Plain data that JSON can say. */
type Plain = string | number | boolean | null | undefined | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * An expression that calls `job` in the page. What it returns must be plain data, and it must return it at once: nobody waits for
 * a promise there.
 */
export function pageProgram<Given, Answer extends Plain>(
  job: (given: Given, kit: Kit) => Answer,
  given: Given,
): string {
  const kit = Object.entries(KIT).map(([name, part]) => `${name}: ${part}`);
  return `(${job})(${literal(given)}, {\n${kit.join(',\n')}\n})`;
}

/** Data as it may stand in a script: whatever an id holds, it stays inside its quotes, and in an element too. */
export function literal(data: unknown): string {
  const escaped = (c: string): string => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return (JSON.stringify(data) ?? 'undefined').replace(/[<>\u2028\u2029]/g, escaped);
}
