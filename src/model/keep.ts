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
