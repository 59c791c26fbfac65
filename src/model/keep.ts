/** What may leave with a run. What may not is replaced, so that what leaves can still be read (formats/redact.ts). */
export interface Keep {
  /** Titles of nodes, names and ids of workflows, names of custom editors. */
  readonly labels: boolean;
  /** Types of nodes, providers and models. */
  readonly types: boolean;
  /** Where the editor was: its origin. (No other address is ever recorded.) */
  readonly urls: boolean;
  /** Money and tokens. */
  readonly costs: boolean;
}

export const KEEP_ALL: Keep = { labels: true, types: true, urls: true, costs: true };

/** The parts in the order in which they are offered, with what they are called. */
export const KEEP_PARTS: readonly (readonly [part: keyof Keep, name: string])[] = [
  ['labels', 'Titles and names'],
  ['types', 'Types and models'],
  ['urls', 'Where the editor was'],
  ['costs', 'Money and tokens'],
];
