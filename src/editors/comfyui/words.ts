/** Type of the rows that stand for a subgraph: ComfyUI has taken it apart before it runs, so it has no class. */
export const SUBGRAPH = 'Subgraph';

/** Names of a run that the server refused and therefore never named. */
export const REFUSED = 'refused-';

/** `position` of a run record that was told afterwards (history): its arrival says nothing of its time. */
export const PAST = -1;
