import type { RunEvent } from '../../model/event.ts';
import type { NodeFacts, Visit } from './facts.ts';

/** What a record changed, to be told once at its end. */
export interface Effects {
  /** Everything of the run may look different. */
  all: boolean;
  run: boolean;
  /** The clocks turned out to be nearer: what is known by arrivals only lies elsewhere now. */
  moved: boolean;
  graph: boolean;
  readonly visits: Set<Visit>;
  /** Nodes without executions. */
  readonly nodes: Set<NodeFacts>;
  /** Places in the run's list of calls. */
  readonly calls: Set<number>;
  readonly events: RunEvent[];
}

export function noEffects(): Effects {
  return {
    all: false,
    run: false,
    moved: false,
    graph: false,
    visits: new Set(),
    nodes: new Set(),
    calls: new Set(),
    events: [],
  };
}
