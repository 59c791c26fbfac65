import type { NodePatch } from '../../model/event.ts';
import type { NodeStatus } from '../../model/run.ts';
import type { Clock, Micros } from '../../model/time.ts';
import type { RunFacts, Visit } from './facts.ts';
import type { RunIndex } from './run-index.ts';

/** What ran inside of a node that never tells of itself: from the first to the last of it. */
interface Inside {
  startUs: number;
  endUs: number | undefined;
  clock: Clock;
  early: number;
  late: number;
  failed: boolean;
  iterations: number;
}

/** Times of containers that the wire has no word on, by what ran in them. */
export interface Containers {
  /** One execution as it is told, with the node it runs inside of if that is known to have executions of its own. */
  add(visit: Visit, told: NodePatch): void;
  patchFor(id: string): NodePatch | undefined;
}

export function silentContainers(index: RunIndex): Containers {
  const found = new Map<string, Inside>();
  const { run } = index;

  function extend(id: string, visit: Visit, told: NodePatch, startUs: Micros): void {
    const [early, late] = told.uncertaintyUs ?? [0, 0];
    const end = told.endUs ?? undefined;
    const before = found.get(id);
    const iterations = visit.iteration === undefined ? 0 : visit.iteration + 1;
    found.set(id, {
      startUs: Math.min(before?.startUs ?? startUs, startUs),
      endUs: before && before.endUs === undefined ? undefined : end && Math.max(before?.endUs ?? end, end),
      clock: before && before.clock !== told.clock ? 'arrival' : (told.clock ?? 'arrival'),
      early: Math.max(before?.early ?? 0, early),
      late: Math.max(before?.late ?? 0, late),
      failed: before?.failed === true || told.status === 'error',
      iterations: Math.max(before?.iterations ?? 0, iterations),
    });
  }

  return {
    add(visit, told) {
      if (visit.within || !told.startUs) return;
      let id = visit.parent || index.node(visit.id)?.parent || '';
      // Containers in containers, none of which has a word of its own. No graph nests deeper than this.
      for (let depth = 0; id && depth < 20 && index.visitsOf(id).length === 0 && index.node(id); depth++) {
        extend(id, visit, told, told.startUs);
        id = index.node(id)?.parent ?? '';
      }
    },
    patchFor(id) {
      const inside = found.get(id);
      if (!inside) return undefined;
      const { startUs, endUs, early, late, clock, iterations } = inside;
      return {
        status: statusOf(run, inside.failed),
        clock,
        startUs: startUs as Micros,
        endUs: run.ended && endUs !== undefined ? (endUs as Micros) : null,
        uncertaintyUs: [early, late],
        ...(iterations > 0 ? { iterations } : {}),
      };
    },
  };
}

function statusOf({ ended }: RunFacts, failed: boolean): NodeStatus {
  switch (ended?.status) {
    case undefined:
      return 'running';
    case 'success':
      return 'success';
    case 'error':
      return failed ? 'error' : 'success';
    case 'cancelled':
      return 'cancelled';
    case 'suspended':
      return 'waiting';
    default:
      return 'unknown';
  }
}
