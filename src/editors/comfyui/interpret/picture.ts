import type { RunEvent } from '../../../model/event.ts';
import { SUBGRAPH } from '../words.ts';
import { clockOf, NEAR_US } from './clock.ts';
import { emitGaps, emitNode, emitRun } from './emit.ts';
import type { NodeFacts, RunFacts } from './facts.ts';
import type { RunIndex } from './run-index.ts';
import type { Runs } from './runs.ts';

/** The given nodes, and what of their containers follows from them; a new node may be one more pass of a loop. */
export function picture(runs: Runs, index: RunIndex, touched: readonly string[], grown: boolean): RunEvent[] {
  const clock = clockOf(index.run, runs.state.lags);
  const nodes = new Set<NodeFacts>();
  for (const id of touched) {
    const [node, ...around] = index.withParents(id);
    if (node) nodes.add(node);
    // Of loops that nest a thousand deep only the drawn node says how often it went round.
    for (const each of around) if (each.type === SUBGRAPH || (grown && !each.ephemeral)) nodes.add(each);
  }
  return [...nodes].map((node) => emitNode(index, clock, node));
}

/** The run alone. */
export function bare(runs: Runs, index: RunIndex): RunEvent {
  return emitRun(index, clockOf(index.run, runs.state.lags));
}

/** A run with all its nodes, and the runs around it when the clock became better known. */
export function whole(runs: Runs, index: RunIndex): RunEvent[] {
  const around = runs.state.better ? runs.all().filter((other) => other !== index && isNear(index.run, other.run)) : [];
  delete runs.state.better;
  return [index, ...around].flatMap((each) => {
    const clock = clockOf(each.run, runs.state.lags);
    return [
      emitRun(each, clock),
      ...emitGaps(each, clock),
      ...each.run.nodes.map((node) => emitNode(each, clock, node)),
    ];
  });
}

function isNear(a: RunFacts, b: RunFacts): boolean {
  return Math.abs(a.lastSeen - (b.ended?.t ?? b.lastSeen)) < NEAR_US;
}
