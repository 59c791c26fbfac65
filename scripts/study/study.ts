import { type ChangesCell, studyChanges } from './changes.ts';
import { type NodesCell, studyNodes } from './nodes.ts';
import { type OneRunCell, studyOneRun } from './one-run.ts';
import { type FloorCell, studyFloor } from './spread-floor.ts';
import { type SetsCell, studySets } from './two-sets.ts';

/** How often each verdict is wrong, and how often it finds what is there. */
export interface Study {
  readonly oneRun: readonly OneRunCell[];
  readonly sets: readonly SetsCell[];
  readonly changes: readonly ChangesCell[];
  readonly floor: readonly FloorCell[];
  readonly nodes: readonly NodesCell[];
}

/** Draws of each cell. */
export interface Draws {
  readonly plenty: number;
  /** Of two sets, which resample. */
  readonly sets: number;
  /** Of runs with many nodes. */
  readonly nodes: number;
}

/** Two sets take some minutes with these, many nodes as long, all the rest ten seconds. */
export const DRAWS: Draws = { plenty: 4_000, sets: 4_000, nodes: 4_000 };

/** Deterministic: the same draws give the same study on every machine. */
export function study({ plenty, sets, nodes }: Draws): Study {
  return {
    oneRun: studyOneRun(plenty),
    sets: studySets(sets),
    changes: studyChanges(plenty),
    floor: studyFloor(plenty),
    nodes: studyNodes(nodes),
  };
}
