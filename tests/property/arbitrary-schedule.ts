import fc from 'fast-check';
import { type EngineProfile, profileOf } from '../../src/analysis/engine.ts';
import type { Edge } from '../../src/model/graph.ts';
import type { NodeRun, Run } from '../../src/model/run.ts';
import { micros } from '../../src/model/time.ts';

const START = 1_767_225_600_000_000;
const IDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;

/** A run that a list scheduler made, and what only the scheduler knows of it. */
export interface Scheduled {
  readonly run: Run;
  /** Workers that nodes of the type `gpu` share; those of the type `api` need none. */
  readonly workers: number;
  /** By index in `run.nodes`: it was to begin, and no worker was free. */
  readonly waited: readonly boolean[];
  /** By index: from when to when it had a worker, microseconds after the run's start; before it began, too. */
  readonly held: readonly (readonly [from: number, to: number])[];
}

export interface ScheduleOptions {
  /** Some nodes need no worker. */
  readonly mixed?: boolean;
  /** Most that is lost before a node that waits for inputs, and for a node that gets a worker late; 0: gap-free, greedy. */
  readonly handoff?: number;
  readonly dispatch?: number;
  /** The gaps are the same for all nodes. */
  readonly even?: boolean;
  readonly tail?: number;
}

/** The engine of such a run. */
export function engineOf(workers: number): EngineProfile {
  const classes = [
    { name: 'gpu', capacity: workers, types: ['gpu'] },
    { name: 'api', capacity: null, types: ['*'] },
  ];
  return profileOf('test', { classes });
}

/** Runs of one instance a node on 1 to 3 workers: at most 8 nodes, no circles, lengths that often are equal. */
export function scheduledRun(options: ScheduleOptions = {}): fc.Arbitrary<Scheduled> {
  const { mixed = false, handoff = 0, dispatch = 0, even = false, tail = 0 } = options;
  const eight = <T>(arb: fc.Arbitrary<T>) => fc.array(arb, { minLength: 8, maxLength: 8 });
  const gaps = (most: number) => (even ? fc.nat(most).map((gap) => IDS.map(() => gap)) : eight(fc.nat(most)));
  return fc
    .record({
      lengths: fc.array(fc.oneof(fc.nat(30), fc.constantFrom(10, 20)), { minLength: 1, maxLength: 8 }),
      wires: fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 12 }),
      limited: eight(mixed ? fc.boolean() : fc.constant(true)),
      workers: fc.integer({ min: 1, max: 3 }),
      handoff: gaps(handoff),
      dispatch: gaps(dispatch),
      tail: fc.nat(tail),
    })
    .map(({ lengths, wires, limited, workers, handoff: behind, dispatch: late, tail: after }) => {
      const edges = wires.flatMap(([a, b]): [number, number][] =>
        a === b || Math.max(a, b) >= lengths.length ? [] : [[Math.min(a, b), Math.max(a, b)]],
      );
      return schedule(lengths, edges, limited, workers, behind, late, after);
    });
}

/** Walks through time one microsecond at a time; who comes first in the list gets the free worker. */
function schedule(
  lengths: readonly number[],
  edges: readonly (readonly [number, number])[],
  limited: readonly boolean[],
  workers: number,
  behind: readonly number[],
  late: readonly number[],
  tail: number,
): Scheduled {
  const from = lengths.map(() => -1);
  const begin = lengths.map(() => -1);
  const end = lengths.map(() => Number.POSITIVE_INFINITY);
  const offered = lengths.map(() => -1);
  const inputs = lengths.map((_, i) => edges.flatMap(([a, b]) => (b === i ? [a] : [])));
  for (let now = 0; end.some((at) => at > now); now++) {
    // Again and again: what takes no time lets go of its worker, and its outputs are there, at the same moment.
    for (let again = true; again; ) {
      again = false;
      lengths.forEach((length, i) => {
        const ready = Math.max(0, ...(inputs[i] ?? []).map((u) => end[u] as number)) + (behind[i] as number);
        if (ready > now || from[i] !== -1) return;
        offered[i] = ready;
        const busy = from.filter((at, k) => limited[k] && at !== -1 && (end[k] as number) > now).length;
        if (limited[i] && busy >= workers) return;
        from[i] = now;
        begin[i] = now + (now > ready ? (late[i] as number) : 0);
        end[i] = (begin[i] as number) + length;
        again = true;
      });
    }
  }
  const at = (us: number) => micros(START + us);
  const nodes = lengths.map(
    (_, i): NodeRun => ({
      id: IDS[i] as string,
      instance: 0,
      title: '',
      type: limited[i] ? 'gpu' : 'api',
      status: 'success',
      startUs: at(begin[i] as number),
      endUs: at(end[i] as number),
      uncertaintyUs: [0, 0],
      clock: 'server',
      waits: [],
    }),
  );
  const run: Run = {
    id: 'r',
    serverId: 's',
    editor: 'library',
    origin: '',
    workflow: { id: 'w', name: 'W' },
    graphHash: 'g',
    status: 'success',
    startUs: at(0),
    endUs: at(Math.max(...end) + tail),
    clock: 'server',
    uncertaintyUs: [0, 0],
    resolutionUs: 0,
    nodes,
    edges: edges.map(([a, b]): Edge => [IDS[a] as string, IDS[b] as string, 'data']),
  };
  return {
    run,
    workers,
    waited: lengths.map((_, i) => (from[i] as number) > (offered[i] as number)),
    held: lengths.map((_, i) => [from[i] as number, end[i] as number]),
  };
}
