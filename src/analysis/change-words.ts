import type { SavingBasis, Savings } from './savings.ts';
import type { Change } from './what-if.ts';

/** A change that has not been made, in words; `name` gives what a node is called by its id. */
export function changeText(change: Change, name: (id: string) => string): string {
  switch (change.what) {
    case 'faster':
      return `${name(change.node)} ${change.factor}× as fast`;
    case 'cached':
      return `${name(change.node)} from the cache, or left out`;
    case 'removed':
      return `${name(change.node)} left out`;
    case 'edge-removed':
      return `${name(change.to)} not waiting for ${name(change.from)}`;
    case 'workers':
      return `${change.times}× as many nodes at once, if the server could`;
    case 'free-handoff':
      return 'No time lost between nodes';
  }
}

const BASIS: Readonly<Record<SavingBasis, string>> = {
  drag: 'Ranked by what the run would save were the node instant.',
  work: 'One node at a time: each would save all that it takes.',
  simulated: 'Ranked by what the run would save, replayed with the limits of the engine.',
};

/** How nodes are ranked, and why not by savings where these are not known. */
export function rankingText(savings: Savings): string {
  return savings.known
    ? BASIS[savings.basis]
    : `Ranked by working time. What each would save is not known: ${savings.reason}`;
}
