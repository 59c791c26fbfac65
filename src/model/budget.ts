/** A bound on a run of a workflow, or on one of its nodes; at least one of the two amounts. */
export interface Budget {
  /** Workflow id or name; `*` stands for any characters. */
  readonly workflow: string;
  /** Node id or title, with `*` likewise; absent: the run as a whole. */
  readonly node?: string;
  readonly maxMs?: number;
  readonly maxCost?: { readonly amount: number; readonly unit: string };
}

export interface Budgets {
  readonly version: 1;
  readonly budgets: readonly Budget[];
}
